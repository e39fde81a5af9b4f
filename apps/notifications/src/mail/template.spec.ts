import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Facts, InvalidTemplate, parseTemplate, renderTemplate } from './template.js';

const someFacts = (difference: Partial<Facts> = {}): Facts => ({
  bank: 'Banka Demo',
  name: 'Klienti A',
  phone: undefined,
  protection: 'encrypted_pdf',
  ...difference,
});

const rendered = (source: string, difference?: Partial<Facts>) =>
  renderTemplate(parseTemplate(source), someFacts(difference));

const SOURCE = `Subject: {{bank}}: your statement

# Hello

Dear {{name}},
**please** read & keep.

[encrypted] Enter your password.

[plain] Keep it safe.

[phone] Call **{{phone}}**.

[no phone] Visit us.

---

Sent automatically.
`;

describe('a mail template', () => {
  it('gives subject, text and HTML from one source', () => {
    const { subject, text, content, foot } = rendered(SOURCE);
    expect(subject).toBe('Banka Demo: your statement');
    expect(text).toBe(
      'Hello\n\nDear Klienti A,\nplease read & keep.\n\nEnter your password.\n\nVisit us.\n\n---\n\nSent automatically.\n',
    );
    expect(content.replaceAll(/ (?:class|style)="[^"]*"/g, '')).toBe(
      '<h1>Hello</h1>\n<p>Dear Klienti A,<br /><strong>please</strong> read &#38; keep.</p>\n' +
        '<p>Enter your password.</p>\n<p>Visit us.</p>',
    );
    expect(foot).toContain('>Sent automatically.</p>');
  });

  it('says what fits the bank: protection, and whom to call', () => {
    const { text } = rendered(SOURCE, { protection: 'plain_pdf', phone: '+355 4 200 000' });
    expect(text).toContain('Keep it safe.\n\nCall +355 4 200 000.');
    expect(text).not.toContain('password');
    expect(text).not.toContain('Visit us');
  });

  it.each([
    ['nothing', '', 'the first line must be "Subject: …"'],
    ['no subject', 'Hello', 'the first line must be "Subject: …"'],
    ['an empty subject', 'Subject:  \n\nHello', 'the first line must be "Subject: …"'],
    ['a long subject', `Subject: ${'x'.repeat(151)}\n\nHello`, 'the subject is over 150 characters'],
    ['a name in the subject', 'Subject: {{name}}\n\nHello', 'the subject may have {{bank}}'],
    ['no body', 'Subject: x\n\n\n', 'there is nothing after the subject'],
    ['an unknown placeholder', 'Subject: x\n\n{{balance}}', '{{balance}} is none of {{bank}}, {{name}}, {{phone}}'],
    ['a placeholder left open', 'Subject: x\n\nDear {{name},', 'a {{ or }} stands alone'],
    ['an unknown condition', 'Subject: x\n\n[weekend] Hello', '[weekend] is none of [encrypted]'],
    ['bold left open', 'Subject: x\n\n**Hello', 'a ** is not closed'],
    [
      'a number that may be missing',
      'Subject: x\n\nCall {{phone}}',
      '{{phone}} stands only in paragraphs marked [phone]',
    ],
    ['two small prints', 'Subject: x\n\na\n\n---\n\nb\n\n---\n\nc', 'more than one line ---'],
  ])('is refused with %s, and says why', (_, source, why) => {
    expect(() => parseTemplate(source)).toThrow(InvalidTemplate);
    expect(() => parseTemplate(source)).toThrow(why);
  });

  it('reads lines that end as on Windows', () => {
    expect(rendered(SOURCE.replaceAll('\n', '\r\n'))).toEqual(rendered(SOURCE));
  });

  it('takes no name for HTML, a mark or a placeholder, whatever it is', () => {
    const tags = (html: string) => html.match(/<[^>]*>/g);
    const harmless = rendered(SOURCE);
    const mark = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '**',
      '{{phone}}',
      '{{',
      '[plain]',
      '# ',
      '$&',
      '$1',
      '</p>',
      '<!--',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(mark, fc.string({ maxLength: 5 }))), (parts) => {
        const name = parts.join('');
        const { subject, text, content } = rendered(SOURCE, { name });
        expect(subject).toBe(harmless.subject);
        expect(text).toBe(harmless.text.replace('Klienti A', () => name));
        expect(tags(content)?.filter((tag) => tag !== '<br />')).toEqual(
          tags(harmless.content)?.filter((tag) => tag !== '<br />'),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});
