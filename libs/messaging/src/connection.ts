import { connect, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions as ConnectOptions } from 'node:tls';
import { nkeyLogin } from './nkey.js';

/** How one process reaches the bus. */
export interface BusAccess {
  /** `nats://host:4222`, or `tls://`; several, of one cluster, with commas. May carry `user:password@`. */
  readonly url: string;
  /** As the bus knows this process: replies come to `_INBOX_<user>`, which nobody else may hear. */
  readonly user: string;
  /** The seed of its nkey; absent: the bus lets anybody in, as no bus in service does (S25). */
  readonly seed?: Uint8Array | undefined;
  /** TLS both ways: files in PEM, read again at every connection. */
  readonly tls?: { readonly caFile: string; readonly certFile?: string; readonly keyFile?: string } | undefined;
  /** A server of a line that is still mended, or none (S26): for production. */
  readonly supportedOnly?: boolean;
}

/** Where the replies to a user's questions arrive. */
export function inboxOf(user: string): string {
  return `_INBOX_${user}`;
}

/** What both ends of the bus share: come back for ever, and notice a silent server within ten seconds (F6, F7). */
export function busOptions(access: BusAccess, name: string): ConnectionOptions & { servers: string[] } {
  const { servers, login } = addresses(access.url);
  return {
    servers,
    ...login,
    name,
    inboxPrefix: inboxOf(access.user),
    ...(access.seed ? { authenticator: nkeyLogin(new TextDecoder().decode(access.seed).trim()) } : {}),
    ...(access.tls ? { tls: { ...access.tls, ...identity(servers) } } : {}),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
    pingInterval: 3_000,
    maxPingOut: 2,
    waitOnFirstConnect: true,
    timeout: 2_000,
    ignoreClusterUpdates: true,
    // Two errors were made for each question, for the stack they carry; ours have the subject.
    noAsyncTraces: true,
  };
}

/**
 * The client library has the certificate of a server that is listed by its address held to `localhost`. Here it is held to
 * the addresses that are listed; one listed by name, as ever, to that name.
 */
function identity(servers: readonly string[]): Pick<ConnectOptions, 'checkServerIdentity'> {
  const hosts = servers.map(
    (server) => /^(?:\w+:\/\/)?(?:\[([^\]]+)\]|([^:/]+))/.exec(server)?.slice(1).find(Boolean) ?? '',
  );
  const addressed = hosts.filter((host) => isIP(host) !== 0);
  if (addressed.length === 0) return {};
  return {
    checkServerIdentity: (name, certificate) => {
      const wanted = hosts.includes(name) ? [name] : addressed;
      const refusals = wanted.map((host) => checkServerIdentity(host, certificate));
      return refusals.includes(undefined) ? undefined : refusals[0];
    },
  };
}

/** The client library takes a name and password beside the address, not within it. */
function addresses(text: string): { servers: string[]; login: { user?: string; pass?: string } } {
  let login = {};
  const servers = text.split(',').map((address) => {
    const [, scheme = '', user, pass, rest = ''] = /^(\w+:\/\/)?(?:([^@:/]*)(?::([^@/]*))?@)?(.*)$/.exec(address) ?? [];
    if (user !== undefined)
      login = { user: decodeURIComponent(user), ...(pass === undefined ? {} : { pass: decodeURIComponent(pass) }) };
    return `${scheme}${rest}`;
  });
  return { servers, login };
}

/** A connection for asking and telling. */
export async function connectToBus(access: BusAccess, name: string): Promise<NatsConnection> {
  return connect(busOptions(access, name));
}
