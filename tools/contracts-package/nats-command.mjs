#!/usr/bin/env node
// Stands in for NATS' command line program where a test finds none: as much of it as docs/service-apis.md uses.
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    server: { type: 'string' },
    nkey: { type: 'string' },
    'inbox-prefix': { type: 'string' },
    raw: { type: 'boolean' },
  },
});
const [command, subject, body] = positionals;
if (command !== 'request' || !values.raw || body === undefined) throw new Error('only: nats request --raw');
const seed = Buffer.from(readFileSync(values.nkey, 'utf8').trim());
const bus = await connect({
  servers: values.server,
  inboxPrefix: values['inbox-prefix'],
  authenticator: nkeyAuthenticator(seed),
});
console.log((await bus.request(subject, body, { timeout: 5_000 })).string());
await bus.close();
