import { connect } from '@nats-io/transport-node';
import { importJWK, jwtVerify, type JWK } from 'jose';
import { Pool } from 'pg';

/** The bare service behind the bare gateway: checks a grant, reads balances, answers. */
const { BARE_DATABASE_URL = '', BARE_NATS_URL = '', BARE_GRANT_KEY = '' } = process.env;
const pool = new Pool({ connectionString: BARE_DATABASE_URL, max: 10 });
const key = await importJWK(JSON.parse(BARE_GRANT_KEY) as JWK, 'EdDSA');
const bus = await connect({ servers: BARE_NATS_URL });

bus.subscribe('bench.balances', {
  queue: 'bench',
  callback: (_error, message) => {
    void answer(message.json<{ grant: string }>().grant).then((rows) => message.respond(JSON.stringify(rows)));
  },
});

async function answer(grant: string): Promise<unknown[]> {
  const { payload } = await jwtVerify(grant, key);
  const { rows } = await pool.query<{ currency: string; minor: string }>({
    name: 'balances',
    text: 'SELECT currency, minor FROM bench.balances WHERE client_id = $1',
    values: [payload['clientId']],
  });
  return rows;
}

process.send?.('ready');
