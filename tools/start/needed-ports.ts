import type { NeededPort } from './ports.js';
import { APPS_BY_NAME, healthPortVariable, type StartSettings } from './settings.js';

const LOOPBACK = '127.0.0.1';

/** Every port this copy of the bank will open. */
export function neededPorts(settings: StartSettings): NeededPort[] {
  const ports: NeededPort[] = [
    { port: settings.gatewayPort, host: settings.gatewayHost, purpose: 'the gateway', variable: 'GATEWAY_PORT' },
    { port: settings.adminPort, host: settings.adminHost, purpose: 'the administration', variable: 'ADMIN_PORT' },
    ...APPS_BY_NAME.map((app) => ({
      port: settings.healthPorts[app],
      host: LOOPBACK,
      purpose: `the health of ${app}`,
      variable: healthPortVariable(app),
    })),
  ];
  if (settings.agi) ports.push({ ...settings.agi, purpose: 'Asterisk', variable: 'AGI_PORT' });
  if (settings.natsUrl === undefined)
    ports.push({ port: settings.natsPort, host: LOOPBACK, purpose: 'NATS', variable: 'NATS_PORT' });
  if (settings.databaseUrl === undefined) {
    ports.push({ port: settings.postgresPort, host: LOOPBACK, purpose: 'PostgreSQL', variable: 'POSTGRES_PORT' });
  }
  if (settings.catchesMail) {
    ports.push(
      { port: settings.smtpPort, host: LOOPBACK, purpose: 'e-mails', variable: 'SMTP_PORT' },
      { port: settings.mailUiPort, host: LOOPBACK, purpose: 'the page that shows e-mails', variable: 'MAIL_UI_PORT' },
    );
  }
  return ports;
}
