import { describe, expect, it } from '@jest/globals';
import { readSettings } from '#libs/config';
import { DEFAULT_FLOW_SETTINGS } from './call-flow/flow-settings.js';
import { flowSettingsOf, GatewaySettings, runnerOptionsOf } from './gateway.config.js';
import { DEMO_QUEUES_FILE, readQueues } from './queues.js';

const SURROUNDINGS = {
  NATS_URL: 'nats://127.0.0.1',
  DATABASE_URL: 'postgres://127.0.0.1/bank',
  SECRETS_DIR: '/secrets',
};
const DEMO = { ...SURROUNDINGS, PROFILE: 'demo' };
const PRODUCTION = {
  ...SURROUNDINGS,
  PROFILE: 'production',
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://ivr.bank.example/',
  BANK_NAME: 'Banka e Parë',
  QUEUES_FILE: '/etc/bank/queues.yaml',
  TELEPHONY_PROVIDERS: 'twilio',
  TWILIO_AUTH_TOKEN: 'b7f0c2d4e6a81930b7f0c2d4e6a81930',
};
const read = (environment: Record<string, string | undefined>) => readSettings(GatewaySettings, environment);

describe('settings of the gateway', () => {
  it('the demo needs nothing but its surroundings', () => {
    const settings = read(DEMO);
    expect(settings).toMatchObject({
      GATEWAY_HOST: '127.0.0.1',
      GATEWAY_PORT: 3000,
      PUBLIC_URL: 'http://127.0.0.1:3000',
      TELEPHONY_PROVIDERS: expect.arrayContaining(['twilio']),
      TWILIO_AUTH_TOKEN: ['demo-twilio-auth-token'],
      SIMULATOR: true,
    });
    expect(runnerOptionsOf(settings)).toEqual({
      verifyResponseMs: 1_000,
      serviceDeadlineMs: 4_000,
      stepBudgetMs: 3_300,
      answerWithinMs: 3_850,
    });
  });

  it('the defaults of a call are those of requirements 13', () => {
    const queues = readQueues(DEMO_QUEUES_FILE);
    expect(flowSettingsOf(read(DEMO), queues)).toEqual({ ...DEFAULT_FLOW_SETTINGS, queues });
  });

  it('production is taken when everything is set', () => {
    expect(read(PRODUCTION)).toMatchObject({
      PUBLIC_URL: 'https://ivr.bank.example',
      TWILIO_AUTH_TOKEN: [PRODUCTION.TWILIO_AUTH_TOKEN],
      SIMULATOR: false,
    });
  });

  it.each([
    ['TWILIO_AUTH_TOKEN', undefined],
    ['TWILIO_AUTH_TOKEN', 'demo-twilio-auth-token'],
    ['TWILIO_AUTH_TOKEN', `${PRODUCTION.TWILIO_AUTH_TOKEN},demo-twilio-auth-token`],
    ['PUBLIC_URL', 'http://ivr.bank.example'],
    ['BANK_NAME', undefined],
    ['QUEUES_FILE', undefined],
    ['VERIFY_RESPONSE_TIME_MS', '999'],
  ])('S19, S13: production refuses %s = %s, without repeating it', (name, value) => {
    const refused = () => read({ ...PRODUCTION, [name]: value });
    expect(refused).toThrow(new RegExp(`^the settings cannot be used:\n  ${name}: `));
    if (value !== undefined && value.length > 3) expect(refused).not.toThrow(value);
  });

  it.each([
    ['GATEWAY_PORT', '70000'],
    ['VERIFY_RESPONSE_TIME_MS', '5001'],
    ['INPUT_MAX_SILENCE_TOTAL_MS', '300001'],
    ['CARDS_SPOKEN_TRANSACTIONS', '6'],
    ['BANK_TIMEZONE', 'Tirana'],
    ['TELEPHONY_PROVIDERS', 'twilio,telegraph'],
    ['TWILIO_ACCOUNT_SID', 'AC1'],
    ['TWILIO_CALLER_ID', '042000000'],
    ['SIMULATOR', 'perhaps'],
  ])('refuses %s = %s', (name, value) => {
    expect(() => read({ ...DEMO, [name]: value })).toThrow(name);
  });

  it('the phone in the browser is on in production only when asked for by name', () => {
    expect(read(PRODUCTION).SIMULATOR).toBe(false);
    expect(read({ ...PRODUCTION, SIMULATOR: 'on' }).SIMULATOR).toBe(true);
  });

  it('takes two auth tokens while they are changed', () => {
    expect(read({ ...DEMO, TWILIO_AUTH_TOKEN: 'old-token-1, new-token-2' }).TWILIO_AUTH_TOKEN).toEqual([
      'old-token-1',
      'new-token-2',
    ]);
  });

  it('a provider that is switched off needs no secret', () => {
    const { TWILIO_AUTH_TOKEN: _, ...rest } = PRODUCTION;
    expect(read({ ...rest, TELEPHONY_PROVIDERS: ' ' }).TELEPHONY_PROVIDERS).toEqual([]);
  });
});
