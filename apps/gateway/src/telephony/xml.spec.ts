import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { xmlDocument } from './xml.js';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  preserveOrder: false,
  trimValues: false,
});

describe('xmlDocument', () => {
  it('writes elements, attributes, text and empty elements', () => {
    const document = xmlDocument({
      name: 'Response',
      attributes: {},
      children: [
        { name: 'Say', attributes: { voice: 'a', missing: undefined, empty: '' }, children: ['one & two'] },
        { name: 'Hangup', attributes: {}, children: [] },
      ],
    });
    expect(document).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Say voice="a" empty="">one &amp; two</Say><Hangup/></Response>',
    );
  });

  it('S23: 10,000 hostile texts add no element and no attribute, and the document stays well formed', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '</Say><Dial>+1900</Dial>',
        '"><Hangup/>',
        "' x='",
        ']]>',
        '<!--',
        '<![CDATA[',
        '&#0;',
        '&lt;',
        '\u0000\uD800',
      ),
    );
    fc.assert(
      fc.property(hostile, hostile, (text, attribute) => {
        const document = xmlDocument({
          name: 'Response',
          attributes: {},
          children: [{ name: 'Say', attributes: { voice: attribute }, children: [`.${text}`] }],
        });
        return isWhatWasMeant(document);
      }),
      { numRuns: 10_000, seed: 2 },
    );
  });
});

/** One element in the root, with one attribute and its text; the declaration aside, no other markup. */
function isWhatWasMeant(document: string): boolean {
  const { Response: root } = parser.parse(document) as { Response: { Say: Record<string, unknown> } };
  return (
    Object.keys(root).join() === 'Say' &&
    Object.keys(root.Say).sort().join() === '#text,@voice' &&
    document.split('<').length === 6 &&
    document.split('>').length === 6 &&
    // eslint-disable-next-line no-control-regex -- these are what XML 1.0 cannot carry
    !/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Cs}/u.test(document)
  );
}
