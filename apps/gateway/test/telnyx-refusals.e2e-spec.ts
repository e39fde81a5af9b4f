import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { signedByTelnyx, telnyxLeg } from '../../../tools/call/lines/telnyx/telnyx-leg.js';
import { DEMO_APPLICATION } from '../../../tools/call/lines/telnyx/telnyx-stage.js';
import { FormCall, REFUSED_FORMS, type Sign } from './form-attack.js';
import { PUBLIC_URL, refusesStrangers } from './webhook-refusals.js';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519').privateKey;

const signAt =
  (secondsAway: number, key = privateKey): Sign =>
  (_url, form) =>
    signedByTelnyx(key, form, Date.now() + secondsAway * 1_000);

function callOf(from: string, name = 'Çelësi & Co'): FormCall {
  const { forms } = telnyxLeg({ ...DEMO_APPLICATION, privateKey, publicUrl: PUBLIC_URL, gatewayUrl: () => '' }, from);
  return new FormCall('telnyx', signAt(0), {
    first: { ...forms.first(), CallerId: name },
    keys: (digits) => ({ ...forms.keys(digits, '') }),
    ended: { ...forms.ended() },
  });
}

refusesStrangers('telnyx', {
  environment: {
    TELNYX_PUBLIC_KEY: Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64'),
    TELNYX_CONNECTION_ID: DEMO_APPLICATION.connectionId,
  },
  call: callOf,
  signsBody: true,
  forged: () => {
    const forged = callOf('+355690000001').dialling();
    const signature = randomBytes(64).toString('base64');
    return { ...forged, headers: { ...forged.headers, 'telnyx-signature-ed25519': signature } };
  },
  refused: [
    ...REFUSED_FORMS,
    ['another key', 403, (call) => call.signed(call.inputPath, call.input(), { sign: signAt(0, other) })],
    ['a time 310 s ago', 403, (call) => call.signed(call.inputPath, call.input(), { sign: signAt(-310) })],
    ['a time 310 s ahead', 403, (call) => call.signed(call.inputPath, call.input(), { sign: signAt(310) })],
    [
      'a new time on an old signature',
      403,
      (call) => {
        const old = call.signed(call.inputPath, call.input(), { sign: signAt(-310) });
        return { ...old, headers: { ...old.headers, 'telnyx-timestamp': String(Math.floor(Date.now() / 1_000)) } };
      },
    ],
    [
      'a time that is none',
      403,
      (call) => ({ ...call.pressing('1'), headers: { ...call.pressing('1').headers, 'telnyx-timestamp': 'now' } }),
    ],
    ['another application', 403, (call) => call.signed(call.path('call'), { ...call.forms.first, ConnectionId: '15' })],
    ['a parameter twice', 400, (call) => twice(call)],
    ['an unknown call', 404, (call) => call.signed(call.inputPath, call.input({ CallSid: 'v3:unknown-call' }))],
    [
      'a captured result at the step of another call',
      409,
      (call) => call.signed(call.path(`calls/${'B'.repeat(22)}/input/1`), call.input()),
    ],
  ],
});

/** A form with a name twice, signed like that: the bytes are what is signed. */
function twice(call: FormCall) {
  const form = new URLSearchParams(call.input());
  form.append('From', '+355690000009');
  const body = form.toString();
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const { headers } = signedByTelnyx(privateKey, call.input());
  return {
    path: call.inputPath,
    headers: { ...headers, 'telnyx-timestamp': timestamp, 'telnyx-signature-ed25519': signText(timestamp, body) },
    body,
  };
}

function signText(timestamp: string, body: string): string {
  return sign(null, Buffer.from(`${timestamp}|${body}`), privateKey).toString('base64');
}
