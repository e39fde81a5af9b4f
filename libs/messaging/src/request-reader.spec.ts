import { describe, expect, it } from '@jest/globals';
import type { Msg } from '@nats-io/transport-node';
import { RequestReader, UNREADABLE } from './request-reader.js';
import { MAX_MESSAGE_BYTES } from './wire.js';

const SUBJECT = 'cards.v1.data.confirm';
const read = (body: string | Uint8Array, reply?: string) => {
  const data = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return new RequestReader().deserialize({ subject: SUBJECT, data, reply } as Msg, { channel: SUBJECT });
};
const packet = (more: object) => JSON.stringify({ pattern: SUBJECT, data: {}, id: '1', ...more });

describe('S27: reading what comes over the bus', () => {
  it('a request and an event are read as they were meant', () => {
    expect(read(packet({ data: { a: 1 } }), 'inbox')).toEqual({ pattern: SUBJECT, data: { a: 1 }, id: '1' });
    expect(read(packet({ id: undefined }))).toEqual({ pattern: SUBJECT, data: {} });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"pattern"'],
    ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '42'],
    ['no packet', '{}'],
    ['30,000 brackets', '['.repeat(30_000)],
    ['33 levels', packet({ data: JSON.parse(`${'['.repeat(32)}${']'.repeat(32)}`) as unknown })],
    ['more values than any contract has', packet({ data: Array(10_001).fill(0) })],
    ['another version', packet({ pattern: 'cards.v2.data.confirm' })],
    ['another subject', packet({ pattern: 'auth.v1.call.end' })],
    ['no id', packet({ id: undefined })],
    ['an id that is no text', packet({ id: { toString: 'x' } })],
    ['an endless id', packet({ id: 'x'.repeat(101) })],
    ['more than a message holds', packet({ data: 'x'.repeat(MAX_MESSAGE_BYTES) })],
  ])('%s: a bad request, to be answered', (_what, body) => {
    expect(read(body, 'inbox')).toMatchObject({ pattern: SUBJECT, data: UNREADABLE });
    expect(read(body, 'inbox')).toHaveProperty('id');
  });

  it('exactly as much as a message holds is read', () => {
    const rest = MAX_MESSAGE_BYTES - packet({ data: '' }).length;
    expect(read(packet({ data: 'x'.repeat(rest) }), 'inbox').data).toHaveLength(rest);
  });

  it('brackets and commas inside a text are text', () => {
    const text = `\\"${'[{,'.repeat(12_000)}`;
    expect(read(packet({ data: text }), 'inbox').data).toBe(text);
  });

  it('a prototype is a field like any other', () => {
    const { data } = read(`{"pattern":"${SUBJECT}","id":"1","data":{"__proto__":{"admin":true}}}`, 'inbox');
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});
