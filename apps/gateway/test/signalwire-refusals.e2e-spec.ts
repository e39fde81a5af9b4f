import { createHmac, randomBytes } from 'node:crypto';
import { signalwireLeg, signedBySignalwire } from '../../../tools/call/lines/signalwire/signalwire-leg.js';
import { DEMO_PROJECT } from '../../../tools/call/lines/signalwire/signalwire-stage.js';
import { FormCall, REFUSED_ADDRESSES, REFUSED_BOUNDARIES, REFUSED_FORMS, type Sign } from './form-attack.js';
import { PUBLIC_URL, refusesStrangers } from './webhook-refusals.js';
import type { Webhook } from './webhook.js';

const { signingKey, projectId } = DEMO_PROJECT;
const signWith =
  (key: string): Sign =>
  (url, form) =>
    signedBySignalwire(key, url, form);

function callOf(from: string, name = 'Çelësi & Co'): FormCall {
  const { forms } = signalwireLeg({ ...DEMO_PROJECT, publicUrl: PUBLIC_URL, gatewayUrl: () => '' }, from);
  return new FormCall('signalwire', signWith(signingKey), {
    first: { ...forms.first(), CallerName: name },
    keys: (digits) => ({ ...forms.keys(digits, '') }),
    ended: { ...forms.ended() },
  });
}

/** The end of a call as JSON, signed like that. */
function statusAsJson(call: FormCall, path: string, signed = call.forms.ended): Webhook {
  const signature = createHmac('sha1', signingKey)
    .update(PUBLIC_URL + path + JSON.stringify(signed))
    .digest('hex');
  const headers = { 'content-type': 'application/json', 'x-signalwire-signature': signature };
  return { path, headers, body: JSON.stringify(call.forms.ended) };
}

refusesStrangers('signalwire', {
  environment: { SIGNALWIRE_PROJECT_ID: projectId },
  call: callOf,
  signsBody: true,
  forged: () => {
    const forged = callOf('+355690000001').dialling();
    const signature = randomBytes(20).toString('base64');
    return { ...forged, headers: { ...forged.headers, 'x-signalwire-signature': signature } };
  },
  refused: [
    ...REFUSED_FORMS,
    ...REFUSED_ADDRESSES,
    ...REFUSED_BOUNDARIES,
    ['another key', 403, (call) => call.signed(call.inputPath, call.input(), { sign: signWith('other-signing-key') })],
    [
      "another provider's header",
      403,
      (call) => {
        const { 'x-signalwire-signature': signature = '', ...headers } = call.pressing('1').headers;
        return { ...call.pressing('1'), headers: { ...headers, 'x-twilio-signature': signature } };
      },
    ],
    [
      'another project',
      403,
      (call) => call.signed(call.inputPath, call.input({ AccountSid: projectId.replace('b', 'c') })),
    ],
    ['an unknown call', 404, (call) => call.signed(call.inputPath, call.input({ CallSid: projectId }))],
    ['JSON where keys are told', 415, (call) => statusAsJson(call, call.inputPath)],
    [
      'a call status in JSON that was changed',
      403,
      (call) => statusAsJson(call, call.path('status'), { ...call.forms.ended, CallStatus: 'ringing' }),
    ],
  ],
});
