import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { parseJson, readJson } from './webhook-json.js';
import { WebhookRefused } from './webhook-refused.js';

const parse = (text: string) => parseJson(Buffer.from(text));

describe('a JSON webhook', () => {
  it('is read as any JSON is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value);
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 500, seed: 4 },
    );
  });

  it.each([
    ['a name twice', '{"digits":"1","digits":"2"}'],
    ['a name twice, once escaped', '{"digits":"1","d\\u0069gits":"2"}'],
    ['a name twice in an object within', '{"dtmf":[{"digits":"1","digits":"1"}]}'],
    ['half of it', '{"digits":"1'],
    ['nothing', ''],
  ])('S20: is refused with %s', (_what, text) => {
    expect(() => parse(text)).toThrow(WebhookRefused);
  });

  it('S20: is refused with bytes that are no UTF-8', () => {
    expect(() => parseJson(Buffer.from('{"a":"\xff"}', 'latin1'))).toThrow(WebhookRefused);
  });

  it.each(['{"a":"\\"a\\":"}', '{"a":{"a":1},"b":{"a":1}}', '[{"a":1},{"a":1}]', '{"a":"{","b":"[:"}'])(
    'the same name elsewhere, or in a text, is not twice: %s',
    (text) => {
      expect(parse(text)).toEqual(JSON.parse(text));
    },
  );

  it('S7: its bytes are overwritten, also when it is refused; S31: the refusal repeats nothing of them', () => {
    for (const text of ['{"digits":"4917300800000000"}', '{"digits":"4917300800000000"']) {
      const raw = Buffer.from(text);
      try {
        parseJson(raw);
      } catch (error) {
        expect(String(error)).not.toContain('49');
      }
      expect(raw.every((byte) => byte === 0)).toBe(true);
    }
  });

  it('names the field that is wrong, and lets unknown ones through', () => {
    const schema = z.object({ dtmf: z.object({ digits: z.string() }) });
    expect(readJson(schema, { dtmf: { digits: '1' }, new: 1 })).toEqual({ dtmf: { digits: '1' } });
    expect(() => readJson(schema, { dtmf: { digits: 1 } })).toThrow('malformed: dtmf.digits');
  });
});
