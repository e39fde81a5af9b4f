# One build, one image for each app: docker build --target gateway --tag phone-banking/gateway .
# docker-compose.yml names the base too; docs/deploy.md says how it is pinned by digest.
ARG NODE_IMAGE=docker.io/library/node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund && rm -rf /root/.npm

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc .swcrc ./
RUN npm ci --no-audit --no-fund && rm -rf /root/.npm
COPY apps apps
COPY libs libs
COPY tools tools
RUN node tools/bootstrap/compile.mjs

# What all apps share: Node without its package managers, the dependencies, our libraries, an ordinary user.
FROM ${NODE_IMAGE} AS runtime
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
    /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn*
WORKDIR /app
COPY package.json ./
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist/libs dist/libs
COPY --from=build /app/dist/apps/shared dist/apps/shared
COPY --from=build /app/dist/tools/health dist/tools/health
ENV NODE_ENV=production PROFILE=production HEALTH_HOST=0.0.0.0 HEALTH_PORT=3010 SECRETS_DIR=/run/secrets/phone-banking
USER node
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "dist/tools/health/main.js"]

FROM runtime AS auth
COPY --from=build /app/dist/apps/auth dist/apps/auth
CMD ["node", "--import", "file:///app/dist/libs/service/src/source-maps.js", "--disable-sigusr1", "dist/apps/auth/main.js"]

FROM runtime AS accounts
COPY --from=build /app/dist/apps/accounts dist/apps/accounts
CMD ["node", "--import", "file:///app/dist/libs/service/src/source-maps.js", "--disable-sigusr1", "dist/apps/accounts/main.js"]

FROM runtime AS cards
COPY --from=build /app/dist/apps/cards dist/apps/cards
CMD ["node", "--import", "file:///app/dist/libs/service/src/source-maps.js", "--disable-sigusr1", "dist/apps/cards/main.js"]

FROM runtime AS notifications
COPY --from=build /app/dist/apps/notifications dist/apps/notifications
ENV EMAIL_SPOOL_DIR=/var/spool/phone-banking
# A statement of any length needs little memory; without these V8 would take what the machine has before it tidies up.
CMD ["node", "--import", "file:///app/dist/libs/service/src/source-maps.js", "--disable-sigusr1", "--max-semi-space-size=8", "--max-old-space-size=160", "dist/apps/notifications/main.js"]

# The gateway speaks Albanian through espeak-ng, a program of its own beside it.
FROM runtime AS gateway
USER root
RUN apt-get update && apt-get install --yes --no-install-recommends espeak-ng && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner=node --group=node /var/cache/phone-banking /var/lib/phone-banking /var/lib/uploads
USER node
COPY --from=build /app/dist/apps/gateway dist/apps/gateway
# For whoever looks after it: users of the administration, and whether the audit trail is whole.
COPY --from=build /app/dist/tools/bootstrap dist/tools/bootstrap
COPY --from=build /app/dist/tools/start dist/tools/start
COPY --from=build /app/dist/tools/admin dist/tools/admin
COPY --from=build /app/dist/tools/audit dist/tools/audit
ENV GATEWAY_HOST=0.0.0.0 GATEWAY_PORT=3000 AUDIO_CACHE_DIR=/var/cache/phone-banking AUDIT_HEADS_DIR=/var/lib/phone-banking
EXPOSE 3000
CMD ["node", "--import", "file:///app/dist/libs/service/src/source-maps.js", "--disable-sigusr1", "dist/apps/gateway/main.js"]

# Roles, rights and tables of all services; runs once and ends.
FROM runtime AS migrate
COPY --from=build /app/dist/apps dist/apps
COPY --from=build /app/dist/tools/migrate dist/tools/migrate
HEALTHCHECK NONE
CMD ["node", "--import", "file:///app/dist/libs/service/src/source-maps.js", "--disable-sigusr1", "dist/tools/migrate/main.js"]

# Loads what staff upload once a second person approved it, and files that are mounted.
FROM runtime AS importer
USER root
RUN install --directory --owner=node --group=node /var/lib/phone-banking/imports /var/lib/phone-banking/uploads
USER node
COPY --from=build /app/dist/tools/bootstrap dist/tools/bootstrap
COPY --from=build /app/dist/tools/start dist/tools/start
COPY --from=build /app/dist/tools/import dist/tools/import
# Its keys are in `secrets/importer` there.
ENV DATA_DIR=/var/lib/phone-banking
HEALTHCHECK NONE
CMD ["node", "--import", "file:///app/dist/libs/service/src/source-maps.js", "--disable-sigusr1", "dist/tools/import/main.js", "--uploads"]

# For trying out: takes every e-mail and shows it on a page. The last, so that it is not built by accident.
FROM runtime AS mail-catcher
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist/tools/mail-catcher dist/tools/mail-catcher
ENV NODE_ENV=development SMTP_PORT=1025 MAIL_UI_PORT=1080
HEALTHCHECK NONE
CMD ["node", "--import", "file:///app/dist/libs/service/src/source-maps.js", "--disable-sigusr1", "dist/tools/mail-catcher/main.js"]
