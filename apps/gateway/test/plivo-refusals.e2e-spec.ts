import { createHmac, randomBytes } from 'node:crypto';
import { plivoLeg, signedByPlivo } from '../../../tools/call/lines/plivo/plivo-leg.js';
import { DEMO_PLIVO } from '../../../tools/call/lines/plivo/plivo-stage.js';
import { FormCall, REFUSED_ADDRESSES, REFUSED_BOUNDARIES, REFUSED_FORMS, type Sign } from './form-attack.js';
import { PUBLIC_URL, refusesStrangers } from './webhook-refusals.js';

const { authToken } = DEMO_PLIVO;
const signWith =
  (token: string): Sign =>
  (url, form) =>
    signedByPlivo(token, url, form);

function callOf(from: string, name = 'Çelësi & Co'): FormCall {
  const { forms } = plivoLeg({ ...DEMO_PLIVO, publicUrl: PUBLIC_URL, gatewayUrl: () => '' }, from);
  return new FormCall('plivo', signWith(authToken), {
    first: { ...forms.first(), CallerName: name },
    keys: (digits) => ({ ...forms.keys(digits, '') }),
    ended: { ...forms.ended() },
  });
}

refusesStrangers('plivo', {
  environment: { PLIVO_AUTH_ID: DEMO_PLIVO.authId },
  call: callOf,
  signsBody: true,
  forged: () => {
    const forged = callOf('+355690000001').dialling();
    const signature = randomBytes(32).toString('base64');
    return { ...forged, headers: { ...forged.headers, 'x-plivo-signature-v3': signature } };
  },
  refused: [
    ...REFUSED_FORMS,
    ...REFUSED_ADDRESSES,
    ...REFUSED_BOUNDARIES,
    ['another token', 403, (call) => call.signed(call.inputPath, call.input(), { sign: signWith('other-auth-token') })],
    [
      'another nonce',
      403,
      (call) => {
        const valid = call.pressing('1');
        return { ...valid, headers: { ...valid.headers, 'x-plivo-signature-v3-nonce': '05429567804466091622' } };
      },
    ],
    [
      'the end of the body taken for the nonce',
      403,
      (call) => {
        const nonce = '05429567804466091622';
        const pairs = `BillRate0.0085${Object.entries(call.input())
          .filter(([name]) => name !== 'BillRate')
          .sort(([one], [another]) => (one < another ? -1 : 1))
          .map(([name, value]) => name + value)
          .join('')}`;
        const text = `${PUBLIC_URL}${call.inputPath}?${pairs}.${nonce}`;
        const headers = {
          'content-type': 'application/x-www-form-urlencoded',
          'x-plivo-signature-v3': createHmac('sha256', authToken).update(text).digest('base64'),
          'x-plivo-signature-v3-nonce': `${pairs.slice('BillRate0.'.length)}.${nonce}`,
        };
        return { path: call.inputPath, headers, body: 'BillRate=0' };
      },
    ],
    [
      'a signature of version 2',
      403,
      (call) => {
        const nonce = '05429567804466091622';
        const signature = createHmac('sha256', authToken)
          .update(`${PUBLIC_URL}${call.inputPath}${nonce}`)
          .digest('base64');
        const { 'x-plivo-signature-v3': _v3, ...headers } = call.pressing('1').headers;
        const v2 = { 'x-plivo-signature-v2': signature, 'x-plivo-signature-v2-nonce': nonce };
        return { ...call.pressing('1'), headers: { ...headers, ...v2 } };
      },
    ],
    [
      'another account',
      403,
      (call) => call.signed(call.inputPath, call.input({ ParentAuthID: DEMO_PLIVO.authId.replace('F', 'G') })),
    ],
    ['an unknown call', 404, (call) => call.signed(call.inputPath, call.input({ CallUUID: UNKNOWN }))],
  ],
});

const UNKNOWN = 'b3877c40-da60-4998-90ad-b792e9840001';
