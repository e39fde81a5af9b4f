import { describe, expect, it } from '@jest/globals';
import { readJson } from '../../webhook-json.js';
import { WebhookRefused } from '../../webhook-refused.js';
import { toEnded, toTransferEnded } from './jambonz-event.mapper.js';
import { CallWebhook, DialWebhook, GatherWebhook, StatusWebhook } from './jambonz-webhook.schema.js';

const HOOK = {
  call_sid: '9f1c2f6e-6f0a-4c3e-8a58-2f6f4f1a7d10',
  direction: 'inbound',
  from: '355691234567',
  to: '35542000000',
  call_status: 'in-progress',
};
const KEYS = { ...HOOK, reason: 'dtmfDetected', digits: '12' };

describe('hooks of jambonz', () => {
  it('are read as far as they are needed; what jambonz adds is let through', () => {
    expect(readJson(GatherWebhook, { ...KEYS, new: {} })).toEqual({
      call_sid: HOOK.call_sid,
      direction: 'inbound',
      reason: 'dtmfDetected',
      digits: '12',
    });
  });

  it('tell no number where the network tells none', () => {
    const { from: _from, ...withheld } = HOOK;
    expect(readJson(CallWebhook, withheld).from).toBe('');
  });

  it.each([
    ['a call without its id', CallWebhook, { ...HOOK, call_sid: undefined }],
    ['an id that is none', CallWebhook, { ...HOOK, call_sid: "' OR 1=1" }],
    ['a call we made', CallWebhook, { ...HOOK, direction: 'outbound' }],
    ['a call that is over', CallWebhook, { ...HOOK, call_status: 'completed' }],
    ['a number with control characters', CallWebhook, { ...HOOK, from: '1\r\n' }],
    ['a number that is no text', CallWebhook, { ...HOOK, from: 355 }],
    ['keys that are none', GatherWebhook, { ...KEYS, digits: '1x' }],
    ['more keys than anybody asks for', GatherWebhook, { ...KEYS, digits: '1'.repeat(33) }],
    ['keys as a number', GatherWebhook, { ...KEYS, digits: 12 }],
    ['keys reported, and none there', GatherWebhook, { ...KEYS, digits: undefined }],
    ['speech nobody listens to', GatherWebhook, { ...KEYS, reason: 'speechDetected' }],
    ['a dial that ended in no known way', DialWebhook, { ...HOOK, dial_call_status: 'gone' }],
    ['a status there is not', StatusWebhook, { ...HOOK, call_status: 'gone' }],
    ['no object', CallWebhook, [HOOK]],
  ])('S20: are refused: %s', (_what, schema, body) => {
    expect(() => readJson(schema, body)).toThrow(WebhookRefused);
  });
});

describe('what jambonz reports of a call', () => {
  const status = (call_status: string, more: object = {}) =>
    toEnded(readJson(StatusWebhook, { ...HOOK, call_status, ...more }), 7);

  it.each([
    ['completed', { call_termination_by: 'caller' }, 'caller'],
    ['completed', { call_termination_by: 'jambonz' }, 'provider'],
    ['completed', {}, 'caller'],
    ['no-answer', {}, 'caller'],
    ['failed', {}, 'provider'],
    ['busy', {}, 'provider'],
  ])('%s %j is the end, by the %s', (call_status, more, by) => {
    expect(status(call_status, more)).toEqual({ kind: 'ended', at: 7, by });
  });

  it.each(['trying', 'ringing', 'early-media', 'queued', 'in-progress'])('%s is not the end', (call_status) => {
    expect(status(call_status)).toBeUndefined();
  });

  it.each([
    ['completed', 'answered'],
    ['in-progress', 'answered'],
    ['busy', 'busy'],
    ['no-answer', 'noAnswer'],
    ['failed', 'failed'],
    ['ringing', 'noAnswer'],
    // Seen after a ring timeout.
    [undefined, 'noAnswer'],
  ])('a dial that ended %s: %s', (dial_call_status, outcome) => {
    expect(toTransferEnded(readJson(DialWebhook, { ...HOOK, dial_call_status }), 7).outcome).toBe(outcome);
  });
});
