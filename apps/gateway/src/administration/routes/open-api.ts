import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { ProblemBody, type ProblemCode, PROBLEMS } from './problem.js';
import { type AnyRoute, hasBody, needsKey, TAGS } from './route.js';

/** Where the API begins. */
export const BASE_PATH = '/admin/v1';

/** The OpenAPI 3.1 document of these routes. */
export function openApiDocument(routes: readonly AnyRoute[]): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  }
  const used = new Set(routes.map(({ tag }) => tag));
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Phone banking: administration',
      version: '1.0.0',
      summary: "What a bank's staff can see and do",
      description:
        'Sign in at `POST /sign-in`, send the access token as `Authorization: Bearer …`. Errors are problem details (RFC 9457); ' +
        'their `type` never changes its meaning. Lists come in pages of at most 100; `next` of a page is the `after` of the next.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: BASE_PATH, description: 'This gateway' }],
    tags: Object.entries(TAGS)
      .filter(([name]) => used.has(name as AnyRoute['tag']))
      .map(([name, description]) => ({ name, description })),
    security: [{ accessToken: [] }],
    components: {
      securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
    paths,
  });
}

/** The problems a route may answer with: those of its kind, and its own. */
export function problemsOf(route: AnyRoute): ProblemCode[] {
  const codes: ProblemCode[] = ['bad-request', 'internal', 'unavailable', ...route.problems];
  if (route.access !== 'public') codes.push('not-signed-in');
  if (Array.isArray(route.access)) codes.push('role-missing');
  if (route.path.includes('{')) codes.push('not-found');
  if (hasBody(route) || route.takesFile) codes.push('too-large', 'unsupported-media-type');
  if (needsKey(route)) codes.push('idempotency-key-missing', 'idempotency-key-reused', 'request-under-way');
  return [...new Set(codes)];
}

function operationOf(route: AnyRoute): ZodOpenApiOperationObject {
  const { params, query, body, examples } = route;
  const header = z.object({
    'Idempotency-Key': z
      .string()
      .regex(/^[A-Za-z0-9_-]{8,100}$/)
      .meta({ description: 'A new one for each thing to be done; the same one when the same request is sent again' }),
  });
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    description: descriptionOf(route),
    ...(route.access === 'public' ? { security: [] } : {}),
    requestParams: {
      ...(params instanceof z.ZodObject && Object.keys(params.shape).length > 0 ? { path: params } : {}),
      ...(query instanceof z.ZodObject && Object.keys(query.shape).length > 0 ? { query } : {}),
      ...(needsKey(route) ? { header } : {}),
    },
    ...(hasBody(route)
      ? { requestBody: { required: true, content: { 'application/json': { schema: body, example: examples.body } } } }
      : {}),
    ...(route.takesFile ? { requestBody: { required: true, content: { [route.takesFile]: {} } } } : {}),
    responses: {
      [`${route.status}`]: {
        description: 'Done as asked',
        content: { 'application/json': { schema: route.reply, example: examples.reply } },
      },
      ...problemResponses(problemsOf(route)),
    },
  };
}

function descriptionOf({ description, access }: AnyRoute): string {
  const who =
    access === 'public'
      ? 'For anybody.'
      : access === 'signed-in'
        ? 'For whoever is signed in.'
        : `For: ${access.join(', ')}.`;
  return description === undefined ? who : `${description}\n\n${who}`;
}

function problemResponses(codes: readonly ProblemCode[]) {
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))].sort();
  return Object.fromEntries(
    statuses.map((status) => {
      const titles = codes
        .filter((code) => PROBLEMS[code].status === status)
        .map((code) => `\`${code}\`: ${PROBLEMS[code].title}`);
      return [
        `${status}`,
        { description: titles.join('; '), content: { 'application/problem+json': { schema: ProblemBody } } },
      ];
    }),
  );
}
