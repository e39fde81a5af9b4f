import { MAX_MESSAGE_BYTES } from '#libs/messaging';
import type { Rights } from './rights.js';

/** A user of the bus, as its server knows it. */
export interface BusLogin extends Rights {
  /** Public half of its nkey, `U…`. */
  readonly publicKey: string;
}

/** What a NATS server is to be told. */
export interface ServerSetup {
  readonly users: readonly BusLogin[];
  /** `host:port`; absent: whoever starts the server says it. */
  readonly listen?: string;
  /** Port of the monitoring pages, always on loopback; absent: none (S25). */
  readonly monitoringPort?: number;
  /** TLS both ways, files in PEM; absent: none, for a server on loopback alone. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string; readonly caFile: string };
}

/** Room for the headers beside a message of the largest size, in bytes; the server counts both together. */
const HEADER_ROOM_BYTES = 1_024;

/** A process that is still loading its program cannot sign the server's challenge. */
const LOGIN_SECONDS = 10;

/**
 * Whoever is silent is asked so often, in seconds, and dropped after so many questions without an answer. A connection that
 * a network lost without a word stays a member of its queue group until then, and what is sent to it is lost (F20); NATS
 * itself would wait for six minutes.
 */
const [PING_SECONDS, UNANSWERED_PINGS] = [2, 2];

/**
 * The configuration file of a NATS server (S25): every user has a key and a list, what is not listed is refused, and
 * nobody without a key is let in. Nothing in it is secret.
 */
export function serverConfiguration({ users, listen, monitoringPort, tls }: ServerSetup): string {
  return [
    '# Made from the contracts (libs/contracts); written anew, not edited.',
    ...(listen === undefined ? [] : [`listen: ${quoted(listen)}`]),
    ...(monitoringPort === undefined ? [] : [`http: ${quoted(`127.0.0.1:${monitoringPort}`)}`]),
    `max_payload: ${MAX_MESSAGE_BYTES + HEADER_ROOM_BYTES}`,
    `ping_interval: "${PING_SECONDS}s"`,
    `ping_max: ${UNANSWERED_PINGS}`,
    ...(tls ? tlsBlock(tls) : []),
    'authorization {',
    `  timeout: ${LOGIN_SECONDS}`,
    '  users: [',
    ...users.map(userBlock),
    '  ]',
    '}',
    '',
  ].join('\n');
}

function tlsBlock({ certFile, keyFile, caFile }: NonNullable<ServerSetup['tls']>): string[] {
  return [
    'tls {',
    `  cert_file: ${quoted(certFile)}`,
    `  key_file: ${quoted(keyFile)}`,
    `  ca_file: ${quoted(caFile)}`,
    '  # Clients show a certificate too.',
    '  verify: true',
    '}',
  ];
}

function userBlock({ user, publicKey, publish, subscribe, answersWithinMs }: BusLogin): string {
  const answers = answersWithinMs === undefined ? [] : [`allow_responses: { max: 1, expires: "${answersWithinMs}ms" }`];
  return [
    `    # ${user}`,
    `    { nkey: ${publicKey}, permissions: {`,
    `        publish: ${list(publish)}`,
    `        subscribe: ${list(subscribe)}`,
    ...answers.map((line) => `        ${line}`),
    '    } }',
  ].join('\n');
}

/** An empty list of what is allowed would allow everything. */
function list(subjects: readonly string[]): string {
  if (subjects.length === 0) return '{ deny: [">"] }';
  return `{ allow: [\n${subjects.map((subject) => `          ${quoted(subject)}`).join('\n')}\n        ] }`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
