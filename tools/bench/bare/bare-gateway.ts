import { connect } from '@nats-io/transport-node';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { fastify } from 'fastify';
import { Pool } from 'pg';

/**
 * The bare program of the comparison: Fastify and pg doing the same work as a step of a call — check the signature, find
 * the call, ask for the balances where the key says so, store the step and its log, answer a document — with none of our
 * structure. Key 1 asks for balances; any other key is a menu step.
 */
const { BARE_DATABASE_URL = '', BARE_NATS_URL = '', BARE_PORT = '0', BARE_TOKEN = '' } = process.env;
const origin = `http://127.0.0.1:${BARE_PORT}`;
const pool = new Pool({ connectionString: BARE_DATABASE_URL, max: 10 });
const bus = await connect({ servers: BARE_NATS_URL });
const server = fastify({ logger: false, bodyLimit: 65_536 });

server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
  done(null, body);
});

function isSigned(path: string, body: string, signature: string): boolean {
  const pairs = [...new URLSearchParams(body)].sort(([a], [b]) => (a < b ? -1 : 1));
  const text = `${origin}${path}${pairs.map(([name, value]) => name + value).join('')}`;
  const expected = createHmac('sha1', BARE_TOKEN).update(text).digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** As long as the documents of the platform: a menu of five options. */
function document(token: string, words: string): string {
  const address = `${origin}/calls/${token}/input`;
  const options = Array.from(
    { length: 5 },
    (_, n) => `<Say voice="Polly.Amy-Neural" language="en-GB">${words} ${n}.</Say>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?><Response><Gather input="dtmf" numDigits="1" timeout="7" finishOnKey="" actionOnEmptyResult="true" method="POST" action="${address}">${options.join('')}</Gather><Redirect method="POST">${address}</Redirect></Response>`;
}

server.post('/call', async (request, reply) => {
  const body = request.body as string;
  if (!isSigned(request.url, body, String(request.headers['x-twilio-signature']))) return reply.code(403).send();
  const token = randomBytes(16).toString('base64url');
  const answer = document(token, 'For information about your cards, press one');
  await pool.query(
    'INSERT INTO bench.calls (provider_call_id, step, state, token, answer) VALUES ($1, 1, $2, $3, $4)',
    [new URLSearchParams(body).get('CallSid'), JSON.stringify({ place: 'M1', path: [] }), token, answer],
  );
  return reply.type('text/xml').send(answer);
});

server.post('/calls/:token/input', async (request, reply) => {
  const body = request.body as string;
  if (!isSigned(request.url, body, String(request.headers['x-twilio-signature']))) return reply.code(403).send();
  const form = new URLSearchParams(body);
  const found = await pool.query<{ id: string; step: number; state: { path: string[] }; token: string }>({
    name: 'find',
    text: 'SELECT id, step, state, token FROM bench.calls WHERE provider_call_id = $1',
    values: [form.get('CallSid')],
  });
  const call = found.rows[0];
  const { token } = request.params as { token: string };
  if (!call || call.token !== token) return reply.code(409).send();
  const words = form.get('Digits') === '1' ? await balances() : 'For information about your accounts, press two';
  const next = randomBytes(16).toString('base64url');
  const answer = document(next, words);
  const state = { ...call.state, path: [...call.state.path, 'menu'].slice(-50) };
  await pool.query({
    name: 'move',
    text: `WITH moved AS (UPDATE bench.calls SET step = step + 1, state = $3, token = $4, answer = $5 WHERE id = $1 AND step = $2 RETURNING id)
           INSERT INTO bench.call_log (call_id, at, event, place) SELECT id, now(), 'intent', 'M2' FROM moved`,
    values: [call.id, call.step, JSON.stringify(state), next, answer],
  });
  return reply.type('text/xml').send(answer);
});

async function balances(): Promise<string> {
  const reply = await bus.request('bench.balances', JSON.stringify({ grant: process.env['BARE_GRANT'] }), {
    timeout: 4_000,
  });
  const accounts = reply.json<{ currency: string; minor: string }[]>();
  return accounts.map(({ currency, minor }) => `The available balance is ${minor} ${currency}`).join('. ');
}

await server.listen({ host: '127.0.0.1', port: Number(BARE_PORT) });
process.send?.('ready');
