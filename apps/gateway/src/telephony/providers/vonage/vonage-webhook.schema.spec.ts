import { describe, expect, it } from '@jest/globals';
import { readJson } from '../../webhook-json.js';
import { WebhookRefused } from '../../webhook-refused.js';
import { toEnded, toStarted, toTransferEnded } from './vonage-event.mapper.js';
import { CallWebhook, ConnectWebhook, EventWebhook, InputWebhook } from './vonage-webhook.schema.js';

const IDS = {
  uuid: 'aaaaaaaabbbbccccdddd0123456789ab',
  conversation_uuid: 'CON-aaaaaaaa-bbbb-cccc-dddd-0123456789ab',
};
const CALL = { ...IDS, from: '355691234567', to: '35542000000' };
const KEYS = { ...CALL, speech: { results: [] }, dtmf: { digits: '12', timed_out: false }, timestamp: '2026-01-01' };
const LEG = { ...CALL, direction: 'outbound', status: 'busy' };

describe('webhooks of Vonage', () => {
  it('are read as far as they are needed; what Vonage adds is let through', () => {
    expect(readJson(InputWebhook, KEYS)).toEqual({ ...IDS, dtmf: { digits: '12', timed_out: false } });
  });

  it.each([null, undefined, ''])('keys that are %j are none', (digits) => {
    expect(readJson(InputWebhook, { ...KEYS, dtmf: { digits, timed_out: true } }).dtmf.digits).toBe('');
  });

  it.each([
    ['355691234567', '+355691234567'],
    ['+355691234567', '+355691234567'],
    ['0691234567', '0691234567'],
    ['anonymous', ''],
    ['266696687', ''],
    ['1001', '1001'],
    [undefined, ''],
  ])('a call from %s comes from %j', (from, callerNumber) => {
    expect(toStarted(readJson(CallWebhook, { ...CALL, from }), 7)).toMatchObject({
      callerNumber,
      attestation: 'unknown',
    });
  });

  it.each([
    ['a call without its conversation', CallWebhook, { ...CALL, conversation_uuid: undefined }],
    ['a conversation that is none', CallWebhook, { ...CALL, conversation_uuid: "CON-' OR 1=1" }],
    ['an event that is sent as a call', CallWebhook, { ...CALL, status: 'completed' }],
    ['a result that is sent as a call', CallWebhook, KEYS],
    ['a number with control characters', CallWebhook, { ...CALL, from: '1\r\n' }],
    ['keys that are none', InputWebhook, { ...KEYS, dtmf: { digits: '1x', timed_out: false } }],
    ['more keys than anybody asks for', InputWebhook, { ...KEYS, dtmf: { digits: '1'.repeat(33), timed_out: false } }],
    ['keys as a number', InputWebhook, { ...KEYS, dtmf: { digits: 12, timed_out: false } }],
    ['keys without a word of silence', InputWebhook, { ...KEYS, dtmf: { digits: '12' } }],
    ['a result without keys', InputWebhook, { ...KEYS, dtmf: undefined }],
    ['an event that is sent as a result', InputWebhook, { ...KEYS, status: 'completed' }],
    ['a leg that ended in no known way', ConnectWebhook, { ...LEG, status: 'gone' }],
    ['a leg of no direction', ConnectWebhook, { ...LEG, direction: undefined }],
    ['an event that is no object', EventWebhook, [LEG]],
  ])('S20: are refused: %s', (_what, schema, body) => {
    expect(() => readJson(schema, body)).toThrow(WebhookRefused);
  });
});

describe('what Vonage reports of a call', () => {
  const end = (more: object) => toEnded(readJson(EventWebhook, { ...CALL, direction: 'inbound', ...more }), 7);

  it.each([
    ['completed', { disconnected_by: 'user' }, 'caller'],
    ['completed', { disconnected_by: 'platform' }, 'provider'],
    ['completed', {}, 'caller'],
    ['cancelled', {}, 'caller'],
    ['failed', {}, 'provider'],
    ['timeout', {}, 'provider'],
  ])('%s %j is the end, by the %s', (status, more, by) => {
    expect(end({ status, ...more })).toEqual({ kind: 'ended', at: 7, by });
  });

  it.each([
    ['a call that goes on', { status: 'answered' }],
    ['an agent who hung up', { status: 'completed', direction: 'outbound' }],
    ['an error, which has no status', { status: undefined, direction: undefined, reason: 'Syntax error' }],
    ['a status Vonage may add', { status: 'something-new' }],
  ])('%s is not the end', (_what, more) => {
    expect(end(more)).toBeUndefined();
  });

  it.each([
    ['completed', 'answered'],
    ['busy', 'busy'],
    ['unanswered', 'noAnswer'],
    ['timeout', 'noAnswer'],
    ['rejected', 'failed'],
    ['failed', 'failed'],
    ['cancelled', 'failed'],
    ['ringing', undefined],
    ['answered', undefined],
  ])('a leg to an agent that is %s: %s', (status, outcome) => {
    expect(toTransferEnded(readJson(ConnectWebhook, { ...LEG, status }), 7)?.outcome).toBe(outcome);
  });

  it('what the caller’s own leg does is no result of a transfer', () => {
    expect(toTransferEnded(readJson(ConnectWebhook, { ...LEG, direction: 'inbound' }), 7)).toBeUndefined();
  });
});
