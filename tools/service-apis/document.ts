import { COMMON_ERROR_CODES, type EventContract, type RequestContract } from '#libs/contracts';
import { HEADER, MAX_MESSAGE_BYTES } from '#libs/messaging';
import type { z } from 'zod';
import type { Comments } from './comments.js';
import { EVENTS, type Named, ownerOf, REQUESTS } from './contract-list.js';
import { meaningOf } from './error-codes.js';
import { examplesOf } from './examples.js';
import { type Schema, Schemas } from './schemas.js';

/** An AsyncAPI document, as far as this project writes one. */
export interface AsyncApiDocument {
  readonly asyncapi: '3.0.0';
  readonly info: Readonly<Record<string, unknown>>;
  readonly channels: Readonly<Record<string, Channel>>;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> } & Readonly<Record<string, unknown>>;
  readonly [other: string]: unknown;
}

export interface Channel {
  readonly address: string | null;
  readonly description?: string;
  readonly messages: Readonly<Record<string, Message>>;
}

export interface Message {
  readonly title: string;
  readonly headers?: Schema;
  readonly payload: Schema;
  readonly examples: readonly { readonly name: string; readonly summary?: string; readonly payload: unknown }[];
  readonly [other: string]: unknown;
}

export interface Operation {
  readonly action: 'receive' | 'send';
  readonly title: string;
  readonly description?: string;
  readonly tags: readonly { readonly name: string }[];
  /** Users of the platform that ask or hear; teams outside are named where the bus is set up. */
  readonly 'x-asked-by'?: readonly string[];
  readonly 'x-heard-by'?: readonly string[];
  readonly 'x-timeout-ms'?: number;
  readonly [other: string]: unknown;
}

/** The id under which a reply finds its question; any text. */
const EXAMPLE_ID = '0b7e1f6a-5a0e-4f7e-9d0b-3f9f3a1c2d4e';
const HEADERS: Schema = {
  type: 'object',
  properties: {
    [HEADER.deadline]: {
      type: 'string',
      pattern: '^\\d{1,16}$',
      description: 'When the asker stops waiting, milliseconds since 1970. A request read later is not done.',
    },
    [HEADER.correlationId]: {
      type: 'string',
      maxLength: 100,
      description: "Ties one call's logs together across services; an error carries it back.",
    },
  },
};

/**
 * Every subject of the bus as an AsyncAPI document, seen from the services: they receive requests, reply, and send events.
 * @throws Error when an example does not fit its contract, or a code has no meaning.
 */
export function serviceApis(comments: Comments, version: string): AsyncApiDocument {
  const schemas = new Schemas(comments);
  const requests = REQUESTS.map((named) => requestParts(schemas, comments, named));
  const events = EVENTS.map((named) => eventParts(schemas, comments, named));
  const channels = Object.assign(
    {},
    ...[...requests, ...events].map((parts) => parts.channels),
  ) as AsyncApiDocument['channels'];
  const operations = Object.assign(
    {},
    ...[...requests, ...events].map((parts) => parts.operations),
  ) as AsyncApiDocument['operations'];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Phone banking: service APIs',
      version,
      description:
        'Every subject of the bus: who answers, who may ask, what crosses, and what can go wrong. Made from libs/contracts. ' +
        `A message has at most ${MAX_MESSAGE_BYTES} bytes. How to call a service: service-apis.md.`,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      tags: [...new Set(REQUESTS.map(({ contract }) => ownerOf(contract.subject)))].map((name) => ({ name })),
    },
    defaultContentType: 'application/json',
    servers: {
      bus: {
        host: '127.0.0.1:4222',
        protocol: 'nats',
        description: 'Where `npm start` puts it. In service: TLS both ways, and an nkey for each user.',
        security: [{ $ref: '#/components/securitySchemes/nkey' }, { $ref: '#/components/securitySchemes/certificate' }],
      },
    },
    channels,
    operations,
    components: {
      schemas: sorted({ ...schemas.components, Headers: HEADERS }),
      securitySchemes: {
        nkey: {
          type: 'asymmetricEncryption',
          description:
            'An Ed25519 key pair of NATS: the server knows the public half and what its owner may say and hear.',
        },
        certificate: { type: 'X509', description: 'A certificate of the authority of the bus, from both ends.' },
      },
    },
  };
}

function requestParts(schemas: Schemas, comments: Comments, { name, contract }: Named<RequestContract>) {
  const owner = ownerOf(contract.subject);
  const description = comments.of(name);
  const codes = [...contract.errors, ...COMMON_ERROR_CODES];
  const refusal: Schema = {
    type: 'object',
    required: ['err'],
    properties: {
      err: {
        type: 'object',
        required: ['code'],
        properties: { code: { enum: codes }, correlationId: { type: 'string' } },
      },
      ...ENVELOPE,
    },
  };
  const channels: Record<string, Channel> = {
    [name]: {
      address: contract.subject,
      ...(description === undefined ? {} : { description }),
      messages: { request: requestMessage(schemas, name, contract) },
    },
    [`${name}-reply`]: {
      address: null,
      description: 'The reply subject that the request named.',
      messages: {
        reply: {
          title: 'Reply',
          payload: wrapped('response', schemas.of(name, contract.reply)),
          examples: checkedExamples(schemas, name, contract.reply).map((response, index) => ({
            name: `reply-${index + 1}`,
            payload: { response, isDisposed: true, id: EXAMPLE_ID },
          })),
        },
        refusal: {
          title: 'Refusal',
          payload: refusal,
          examples: codes.map((code) => ({
            name: code,
            summary: meaningOf(code),
            payload: { err: { code, correlationId: EXAMPLE_ID }, isDisposed: true, id: EXAMPLE_ID },
          })),
        },
      },
    },
  };
  const operations: Record<string, Operation> = {
    [name]: {
      action: 'receive',
      title: name,
      ...(description === undefined ? {} : { description }),
      channel: { $ref: `#/channels/${name}` },
      messages: [{ $ref: `#/channels/${name}/messages/request` }],
      tags: [{ name: owner }],
      bindings: { nats: { queue: owner } },
      reply: {
        address: { location: '$message.header#/reply-to', description: 'The reply subject of NATS.' },
        channel: { $ref: `#/channels/${name}-reply` },
        messages: ['reply', 'refusal'].map((message) => ({ $ref: `#/channels/${name}-reply/messages/${message}` })),
      },
      'x-asked-by': contract.askedBy,
      'x-timeout-ms': contract.timeoutMs,
    },
  };
  return { channels, operations };
}

const ENVELOPE: Record<string, Schema> = {
  isDisposed: { const: true, description: 'There is no more to come.' },
  id: { type: 'string', description: 'As the request named it.' },
};

function wrapped(field: string, schema: Schema): Schema {
  return { type: 'object', required: [field], properties: { [field]: schema, ...ENVELOPE } };
}

function requestMessage(schemas: Schemas, name: string, { subject, request }: RequestContract): Message {
  return {
    title: 'Request',
    headers: { $ref: '#/components/schemas/Headers' },
    correlationId: { location: `$message.header#/${HEADER.correlationId}` },
    payload: {
      type: 'object',
      required: ['pattern', 'data', 'id'],
      properties: {
        pattern: { const: subject, description: 'The subject once more.' },
        data: schemas.of(name, request),
        id: { type: 'string', maxLength: 100, description: 'Any text; the reply carries it back.' },
      },
    },
    examples: checkedExamples(schemas, name, request).map((data, index) => ({
      name: `request-${index + 1}`,
      payload: { pattern: subject, data, id: EXAMPLE_ID },
    })),
  };
}

function eventParts(schemas: Schemas, comments: Comments, { name, contract }: Named<EventContract>) {
  const owner = ownerOf(contract.subject);
  const description = comments.of(name);
  const explained = description === undefined ? {} : { description };
  const message: Message = {
    title: 'Event',
    payload: {
      type: 'object',
      required: ['pattern', 'data'],
      properties: { pattern: { const: contract.subject }, data: schemas.of(name, contract.payload) },
    },
    examples: checkedExamples(schemas, name, contract.payload).map((data, index) => ({
      name: `event-${index + 1}`,
      payload: { pattern: contract.subject, data },
    })),
  };
  const channels: Record<string, Channel> = {
    [name]: { address: contract.subject, ...explained, messages: { event: message } },
  };
  const operations: Record<string, Operation> = {
    [name]: {
      action: 'send',
      title: name,
      ...explained,
      channel: { $ref: `#/channels/${name}` },
      messages: [{ $ref: `#/channels/${name}/messages/event` }],
      tags: [{ name: owner }],
      'x-heard-by': contract.heardBy,
    },
  };
  return { channels, operations };
}

/** Examples that the contract itself accepts; a page that lies helps nobody. */
function checkedExamples(schemas: Schemas, name: string, type: z.ZodType): unknown[] {
  const examples = examplesOf(schemas, schemas.of(name, type));
  for (const example of examples) {
    const parsed = type.safeParse(example);
    if (!parsed.success) {
      const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
      throw new Error(`${name}: the example does not fit (${wrong.join('; ')}); mend it in examples.ts`);
    }
  }
  return examples;
}

function sorted<Value>(record: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([one], [other]) => one.localeCompare(other, 'en')));
}
