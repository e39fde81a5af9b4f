import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '#libs/config';
import { LANGUAGES } from '#libs/speech';
import { MAIL_KINDS, MailTemplates, NOTICE_KINDS } from './mail-templates.js';
import type { Facts } from './template.js';

const PHONE = '+355 4 200 0000';
const FACTS: Facts = { bank: 'Banka Demo', name: 'Klienti A', phone: PHONE, protection: 'encrypted_pdf' };

/** What a reader of the HTML sees. */
const seen = (html: string) => html.replace(/<style>.*<\/style>/s, '').replaceAll(/<[^>]*>/g, ' ');

describe('our mail templates', () => {
  const ours = MailTemplates.load(undefined);
  const cases = MAIL_KINDS.flatMap((kind) =>
    LANGUAGES.flatMap((language) =>
      (['encrypted_pdf', 'plain_pdf'] as const).flatMap((protection) =>
        [PHONE, undefined].map((phone) => ({ kind, language, facts: { ...FACTS, protection, phone } })),
      ),
    ),
  );

  it.each(cases)(
    'S36: $kind, $language, $facts.protection, phone $facts.phone: has no figure',
    ({ kind, language, facts }) => {
      const { subject, text, html } = ours.render(kind, language, facts);
      for (const words of [subject, text.replace(PHONE, ''), seen(html).replace(PHONE, '')]) {
        expect(words).not.toMatch(/\d/);
        expect(words).not.toMatch(/[{}]|\*\*|\[/);
      }
    },
  );

  it.each(NOTICE_KINDS.flatMap((kind) => LANGUAGES.map((language) => [kind, language] as const)))(
    'S34: %s, %s: says whom to call, and gives nothing away',
    (kind, language) => {
      const { subject, text } = ours.render(kind, language, FACTS);
      expect(text).toContain(PHONE);
      expect(`${subject} ${text.replace(PHONE, '')}`).not.toMatch(/[\d@{}]/);
    },
  );

  it.each(cases)(
    '$kind, $language, $facts.protection, phone $facts.phone: says the same in both forms',
    ({ kind, language, facts }) => {
      const { text, html, subject } = ours.render(kind, language, facts);
      const words = (part: string) => part.split(/[\s-]+/).filter((word) => word !== '');
      expect(words(seen(html))).toEqual(words(`${subject} Banka Demo ${text}`));
      expect(text).toContain(language === 'sq' ? 'Përshëndetje Klienti A,' : 'Hello Klienti A,');
      expect(text.includes(PHONE)).toBe(facts.phone !== undefined);
      expect(/fjalëkalimin për pasqyrat|statement password/.test(text)).toBe(facts.protection === 'encrypted_pdf');
      expect(html).toContain(`<html lang="${language}">`);
    },
  );
});

describe('the bank’s own mail templates', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mail-templates-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const put = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content);

  it('stand in place of ours, one by one', () => {
    put('statement.en.md', 'Subject: From {{bank}}\n\nGood day, {{name}}.');
    put('README.md', 'Who may change these: marketing.');
    const theirs = MailTemplates.load(folder);
    expect(theirs.render('statement', 'en', FACTS)).toMatchObject({
      subject: 'From Banka Demo',
      text: 'Good day, Klienti A.\n',
    });
    expect(theirs.render('statement', 'sq', FACTS)).toEqual(
      MailTemplates.load(undefined).render('statement', 'sq', FACTS),
    );
  });

  it('may have a layout', () => {
    put('layout.html', '<title>{{subject}}</title><b>{{bank}}</b>{{content}}<hr>{{foot}}');
    const { html } = MailTemplates.load(folder).render('statement', 'en', { ...FACTS, bank: 'A & B' });
    expect(html).toMatch(/^<title>A &#38; B: .*<\/title><b>A &#38; B<\/b><h1 .*<hr><p /s);
  });

  it('are all checked at start, and everything that is wrong is said', () => {
    put('statement.sq.md', 'Përshëndetje');
    put('statement.en.md', Buffer.from('Subject: x\n\n\xeb', 'latin1'));
    put('statment.en.md', 'Subject: x\n\ny');
    put('transaction-list.en.md', `Subject: x\n\n${'y'.repeat(100_000)}`);
    put('layout.html', '{{content}}');
    expect(() => MailTemplates.load(folder)).toThrow(
      new ConfigurationError(
        `the mail templates in ${folder} cannot be used:\n` +
          '  statment.en.md: is none of statement.sq.md, statement.en.md, transaction-list.sq.md, transaction-list.en.md, email-changed.sq.md, email-changed.en.md, phones-changed.sq.md, phones-changed.en.md, layout.html\n' +
          '  statement.sq.md: the first line must be "Subject: …"\n' +
          '  statement.en.md: is not UTF-8\n' +
          '  transaction-list.en.md: is over 100000 bytes\n' +
          '  layout.html: needs {{foot}} exactly once',
      ),
    );
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src="https://example.com/opened.gif">',
    "<td background='//example.com/x.png'>",
    '<style>body{background:url(http://example.com/x)}</style>',
    '<p onclick="x()">',
    '<a href="javascript:x()">',
    '<form action="https://example.com">',
    '<link rel="stylesheet" href="x.css">',
  ])('may not run or fetch anything: %s', (html) => {
    put('layout.html', `${html}{{content}}{{foot}}`);
    expect(() => MailTemplates.load(folder)).toThrow('layout.html: must not run or fetch anything');
  });

  it('are looked for in a folder that is there', () => {
    expect(() => MailTemplates.load(join(folder, 'elsewhere'))).toThrow(ConfigurationError);
  });
});
