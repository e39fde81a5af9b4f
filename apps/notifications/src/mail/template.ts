/** What a template may say of the mail it is for; nothing here is a figure, so no wording can give one away (S36). */
export interface Facts {
  readonly bank: string;
  readonly name: string;
  /** Whom to call; where the bank gave no number, the paragraphs marked `[no phone]` stand instead. */
  readonly phone: string | undefined;
  readonly protection: 'encrypted_pdf' | 'plain_pdf';
}

/** A mail's words, the same in both forms. */
export interface Rendered {
  readonly subject: string;
  readonly text: string;
  /** The parts of the body as HTML, for the layout. */
  readonly content: string;
  readonly foot: string;
}

/** A template in one language: subject, body, and the small print under it. */
export interface Template {
  readonly subject: readonly Piece[];
  readonly body: readonly Paragraph[];
  readonly foot: readonly Paragraph[];
}

type Placeholder = 'bank' | 'name' | 'phone';
type Piece =
  { readonly text: string; readonly bold: boolean } | { readonly placeholder: Placeholder; readonly bold: boolean };

interface Paragraph {
  readonly condition: Condition | undefined;
  readonly heading: boolean;
  readonly pieces: readonly Piece[];
}

const CONDITIONS = {
  encrypted: ({ protection }) => protection === 'encrypted_pdf',
  plain: ({ protection }) => protection === 'plain_pdf',
  phone: ({ phone }) => phone !== undefined,
  'no phone': ({ phone }) => phone === undefined,
} as const satisfies Record<string, (facts: Facts) => boolean>;
type Condition = keyof typeof CONDITIONS;

/** The template cannot be used; the message says what is wrong with it, for the people of the bank. */
export class InvalidTemplate extends Error {
  override readonly name = 'InvalidTemplate';
}

const LONGEST_SUBJECT = 150;

/**
 * Reads a template: `Subject: …`, then paragraphs between empty lines, where a line break is one. `# ` begins a heading,
 * `**…**` is bold, `{{bank}}`, `{{name}}` and `{{phone}}` are replaced, `[encrypted]`, `[plain]`, `[phone]` or
 * `[no phone]` at the beginning says when a paragraph stands, and what follows a line `---` is small print.
 * @throws InvalidTemplate
 */
export function parseTemplate(source: string): Template {
  const [first = '', ...rest] = source.replaceAll('\r\n', '\n').trimStart().split('\n');
  const subject = /^Subject: *(\S.*)$/.exec(first.trimEnd())?.[1];
  if (subject === undefined) throw new InvalidTemplate('the first line must be "Subject: …"');
  if (subject.length > LONGEST_SUBJECT) throw new InvalidTemplate(`the subject is over ${LONGEST_SUBJECT} characters`);
  const [body = '', foot = '', ...more] = rest.join('\n').split(/^---[ \t]*$/m);
  if (more.length > 0) throw new InvalidTemplate('there is more than one line ---');
  const pieces = piecesOf(subject);
  if (pieces.some((piece) => piece.bold || ('placeholder' in piece && piece.placeholder !== 'bank'))) {
    throw new InvalidTemplate('the subject may have {{bank}} and nothing else of that kind');
  }
  const template = { subject: pieces, body: paragraphsOf(body), foot: paragraphsOf(foot) };
  if (template.body.length === 0) throw new InvalidTemplate('there is nothing after the subject');
  return template;
}

/** The words of a mail. Values are what they are: nothing in them is taken for HTML or for a mark of the template. */
export function renderTemplate(template: Template, facts: Facts): Rendered {
  const standing = (paragraphs: readonly Paragraph[]) =>
    paragraphs.filter(({ condition }) => condition === undefined || CONDITIONS[condition](facts));
  const [body, foot] = [standing(template.body), standing(template.foot)];
  const plain = (paragraphs: readonly Paragraph[]) =>
    paragraphs.map(({ pieces }) => textOf(pieces, facts)).join('\n\n');
  return {
    subject: textOf(template.subject, facts),
    text: `${[plain(body), plain(foot)].filter((part) => part !== '').join('\n\n---\n\n')}\n`,
    content: body
      .map((paragraph) => htmlOf(paragraph, facts, paragraph.heading ? STYLES.heading : STYLES.text))
      .join('\n'),
    foot: foot.map((paragraph) => htmlOf(paragraph, facts, STYLES.small)).join('\n'),
  };
}

/** Characters that mean something in HTML, made to mean themselves. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Inline, because mail programs drop style sheets; the classes are for the dark mode of those that do not. */
const STYLES = {
  heading: 'class="heading" style="margin:0 0 18px;color:#14202b;font-size:21px;line-height:28px;font-weight:600"',
  text: 'class="text" style="margin:0 0 16px;color:#2b3742;font-size:16px;line-height:25px"',
  small: 'class="small" style="margin:0 0 8px;color:#66727e;font-size:13px;line-height:19px"',
} as const;

function htmlOf({ heading, pieces }: Paragraph, facts: Facts, attributes: string): string {
  const tag = heading ? 'h1' : 'p';
  const inner = pieces.map((piece) => {
    const html = escapeHtml(wordsOf(piece, facts)).replaceAll('\n', '<br />');
    return piece.bold ? `<strong>${html}</strong>` : html;
  });
  return `<${tag} ${attributes}>${inner.join('')}</${tag}>`;
}

function textOf(pieces: readonly Piece[], facts: Facts): string {
  return pieces.map((piece) => wordsOf(piece, facts)).join('');
}

function wordsOf(piece: Piece, facts: Facts): string {
  return 'text' in piece ? piece.text : (facts[piece.placeholder] ?? '');
}

function paragraphsOf(source: string): Paragraph[] {
  const paragraphs = source.split(/\n[ \t]*\n/).map((paragraph) => paragraph.trim());
  return paragraphs.filter((paragraph) => paragraph !== '').map(paragraphOf);
}

function paragraphOf(source: string): Paragraph {
  const [, condition, afterCondition = source] = /^\[([^\]]*)\]\s*(.*)$/s.exec(source) ?? [];
  if (condition !== undefined && !isCondition(condition)) {
    throw new InvalidTemplate(
      `[${condition}] is none of ${Object.keys(CONDITIONS)
        .map((known) => `[${known}]`)
        .join(', ')}`,
    );
  }
  const heading = afterCondition.startsWith('# ');
  const pieces = piecesOf(heading ? afterCondition.slice(2).trim() : afterCondition);
  const asksForPhone = pieces.some((piece) => 'placeholder' in piece && piece.placeholder === 'phone');
  if (asksForPhone && condition !== 'phone')
    throw new InvalidTemplate('{{phone}} stands only in paragraphs marked [phone]');
  return { condition, heading, pieces };
}

function isCondition(text: string): text is Condition {
  return Object.hasOwn(CONDITIONS, text);
}

function piecesOf(source: string): Piece[] {
  const pieces: Piece[] = [];
  let bold = false;
  for (const part of source.split(/(\*\*|\{\{[^{}]*\}\})/)) {
    if (part === '**') bold = !bold;
    else if (part.startsWith('{{')) pieces.push({ placeholder: placeholderIn(part), bold });
    else if (/\{\{|\}\}/.test(part)) throw new InvalidTemplate('a {{ or }} stands alone');
    else if (part !== '') pieces.push({ text: part, bold });
  }
  if (bold) throw new InvalidTemplate('a ** is not closed in its paragraph');
  return pieces;
}

function placeholderIn(part: string): Placeholder {
  const name = part.slice(2, -2).trim();
  if (name === 'bank' || name === 'name' || name === 'phone') return name;
  throw new InvalidTemplate(`{{${name}}} is none of {{bank}}, {{name}}, {{phone}}`);
}
