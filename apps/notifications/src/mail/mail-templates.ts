import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigurationError } from '#libs/config';
import { type Language, LANGUAGES } from '#libs/speech';
import { escapeHtml, type Facts, InvalidTemplate, parseTemplate, renderTemplate, type Template } from './template.js';

/** What a mail brings. */
export const MAIL_KINDS = ['statement', 'transaction-list'] as const;

/** What a mail without files tells. */
export const NOTICE_KINDS = ['email-changed', 'phones-changed'] as const;
export type MailKind = (typeof MAIL_KINDS)[number] | (typeof NOTICE_KINDS)[number];

/** A mail's words, ready to be sent. */
export interface MailWords {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const OURS = fileURLToPath(new URL('./templates/', import.meta.url));
const LAYOUT = 'layout.html';
const LARGEST = 100_000;

/** Programs, and anything fetched from elsewhere, which would tell a stranger that the mail was opened. */
const FORBIDDEN_IN_LAYOUT =
  /<(?:script|iframe|object|embed|form|link|base)\b|\son\w+\s*=|javascript:|(?:src|background|srcset)\s*=\s*["']?\s*(?:https?:)?\/\/|url\(\s*["']?\s*(?:https?:)?\/\/|@import/i;

/** The words of mails: ours, and in their place those that a bank keeps in a folder of its own. */
export class MailTemplates {
  private constructor(
    private readonly templates: ReadonlyMap<string, Template>,
    private readonly layout: string,
  ) {}

  /**
   * Reads and checks all of them, at start.
   * @param folder the bank's (`MAIL_TEMPLATES_DIR`): any of `statement`, `transaction-list`, `email-changed` and
   *   `phones-changed`, each as `.sq.md` and `.en.md`, and `layout.html`; undefined: ours alone.
   * @throws ConfigurationError naming every file that cannot be used, and why.
   */
  static load(folder: string | undefined): MailTemplates {
    const problems: string[] = [];
    const theirs = folder === undefined ? [] : filesIn(folder);
    const kinds = [...MAIL_KINDS, ...NOTICE_KINDS];
    const known = [...kinds.flatMap((kind) => LANGUAGES.map((language) => nameOf(kind, language))), LAYOUT];
    for (const name of theirs) {
      if (!known.includes(name)) problems.push(`${name}: is none of ${known.join(', ')}`);
    }
    const checked = <Result>(name: string, check: (source: string) => Result): Result | undefined => {
      try {
        return check(sourceOf(join(folder !== undefined && theirs.includes(name) ? folder : OURS, name)));
      } catch (error) {
        if (!(error instanceof InvalidTemplate)) throw error;
        problems.push(`${name}: ${error.message}`);
        return undefined;
      }
    };
    const templates = new Map<string, Template>();
    for (const name of known.filter((file) => file !== LAYOUT)) {
      const template = checked(name, parseTemplate);
      if (template) templates.set(name, template);
    }
    const layout = checked(LAYOUT, checkedLayout);
    if (layout === undefined || problems.length > 0) {
      const list = problems.map((problem) => `  ${problem}`).join('\n');
      throw new ConfigurationError(`the mail templates in ${folder ?? OURS} cannot be used:\n${list}`);
    }
    return new MailTemplates(templates, layout);
  }

  /** The words of one mail, as text and as HTML. */
  render(kind: MailKind, language: Language, facts: Facts): MailWords {
    const template = this.templates.get(nameOf(kind, language));
    if (!template) throw new Error(`there is no template ${nameOf(kind, language)}`);
    const { subject, text, content, foot } = renderTemplate(template, facts);
    const parts: Record<string, string> = {
      content,
      foot,
      language,
      bank: escapeHtml(facts.bank),
      subject: escapeHtml(subject),
    };
    const html = this.layout.replace(/\{\{(\w+)\}\}/g, (_, part: string) => parts[part] ?? '');
    return { subject, text, html };
  }
}

function nameOf(kind: MailKind, language: Language): string {
  return `${kind}.${language}.md`;
}

/** Names in the bank's folder; what is hidden and a README are not for us. */
function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.') && !/^readme/i.test(name));
  } catch (cause) {
    throw new ConfigurationError(`MAIL_TEMPLATES_DIR ${folder} cannot be read`, { cause });
  }
}

function sourceOf(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new InvalidTemplate('cannot be read', { cause });
  }
  if (bytes.length > LARGEST) throw new InvalidTemplate(`is over ${LARGEST} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InvalidTemplate('is not UTF-8', { cause });
  }
}

function checkedLayout(source: string): string {
  const parts = Array.from(source.matchAll(/\{\{(.*?)\}\}/g), ([, part]) => part);
  const unknown = parts.find((part) => !['content', 'foot', 'bank', 'subject', 'language'].includes(part ?? ''));
  if (unknown !== undefined) throw new InvalidTemplate(`{{${unknown}}} is nothing a layout has`);
  for (const part of ['content', 'foot']) {
    if (parts.filter((found) => found === part).length !== 1)
      throw new InvalidTemplate(`needs {{${part}}} exactly once`);
  }
  const forbidden = FORBIDDEN_IN_LAYOUT.exec(source);
  if (forbidden) throw new InvalidTemplate(`must not run or fetch anything, as "${forbidden[0].trim()}" would`);
  return source;
}
