import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startBank, type TestBank } from '../../../test/harness/index.js';
import { sendWebhook } from './webhook.js';

const BASIC = `Basic ${Buffer.from('freeswitch:demo-freeswitch-secret').toString('base64')}`;
const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': '192.0.2.7' };
const STARTED = new URLSearchParams({
  event: 'start',
  ani: '+355690000001',
  dnis: '+35542000000',
  callid: '',
  visit: '1795000000000-0.1-0.2',
}).toString();

describe('S19: a provider that cannot sign may be held to addresses', () => {
  let bank: TestBank;

  beforeAll(async () => {
    const gateway = {
      TELEPHONY_PROVIDERS: 'voicexml,freeswitch',
      VOICEXML_ALLOWED_ADDRESSES: '192.0.2.0/24',
      FREESWITCH_ALLOWED_ADDRESSES: '192.0.2.7,2001:db8::/32',
    };
    bank = await startBank({ services: ['gateway'], data: 'empty', environment: { gateway } });
  }, 120_000);
  afterAll(() => bank.stop());

  it.each([
    [
      'voicexml',
      { method: 'GET' as const, path: '/telephony/voicexml/demo-voicexml-secret/call', headers: {}, body: '' },
    ],
    ['voicexml', { path: '/telephony/voicexml/demo-voicexml-secret/started', headers: FORM, body: STARTED }],
    [
      'freeswitch',
      {
        path: '/telephony/freeswitch/call',
        headers: { ...FORM, authorization: BASIC },
        body: 'session_id=8d6a2f34-52b6-4c53-8d2b-1f0d6f3ac001&Caller-Caller-ID-Number=%2B355690000001',
      },
    ],
  ])(
    '%s from elsewhere is refused, with the right secret too, and whatever a header vouches for',
    async (_, webhook) => {
      expect(await sendWebhook(bank.gatewayUrl, webhook)).toMatchObject({ status: 403, body: '' });
      expect(await bank.sql('SELECT FROM gateway.calls')).toEqual([]);
      expect(bank.logs.text()).toContain('"reason":"address-not-allowed"');
    },
  );
});
