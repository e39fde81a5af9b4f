import { shortMoment } from './formats.js';
import { PAGE, PdfFile, type PdfOptions, type Placeholder, type TextStyle } from './pdf/pdf-file.js';
import { oneLine, wrapped } from './pdf/wrapped.js';
import { printable } from './printable.js';
import { type Wording, WORDING } from './wording.js';

const INK = '0.11 0.14 0.18';
const MUTED = '0.40 0.45 0.51';
const BRAND = '0.06 0.22 0.35';
const PALE = '0.95 0.965 0.975';
const HAIRLINE = '0.84 0.87 0.90';

/** Everything stands between these two, and above the footer. */
export const LEFT = 45;
export const WIDTH = PAGE.width - 2 * LEFT;
const RIGHT = LEFT + WIDTH;
const FOOTER_RULE = PAGE.height - 46;
/** Nothing of the body goes below. */
export const BOTTOM = FOOTER_RULE - 12;
/** The bank's name on the first page, beside the title; a name that would have to be smaller is cut. */
const SMALLEST_BANK = 10;
/** Rows of one line on a page, roughly. */
const ROWS_A_PAGE = 40;
/** Width of a figure in the summary, which has at most four. */
const FIGURE = WIDTH / 4 - 20;
/** Where the body begins on every page but the first. */
const CONTINUED_TOP = 68;

export const STYLE = {
  bank: { weight: 'semibold', size: 17, colour: BRAND },
  title: { weight: 'regular', size: 15, colour: INK },
  holder: { weight: 'semibold', size: 11.5, colour: INK },
  label: { weight: 'regular', size: 7.5, colour: MUTED },
  value: { weight: 'regular', size: 10, colour: INK },
  figure: { weight: 'semibold', size: 11.5, colour: INK },
  heading: { weight: 'semibold', size: 7.5, colour: MUTED },
  cell: { weight: 'regular', size: 8.5, colour: INK },
  strong: { weight: 'semibold', size: 8.5, colour: INK },
  quiet: { weight: 'regular', size: 8.5, colour: MUTED },
  small: { weight: 'regular', size: 7, colour: MUTED },
  running: { weight: 'semibold', size: 9, colour: BRAND },
} as const satisfies Record<string, TextStyle>;

export const COLOUR = { rule: HAIRLINE, strongRule: BRAND } as const;

/** A labelled value in the head of a document. */
export interface Detail {
  readonly label: string;
  readonly value: string;
}

/** One cell of the summary under the head; a figure that is known only at the end is a placeholder. */
export interface SummaryCell {
  readonly label: string;
  readonly value: string | Placeholder;
}

export interface ReportOptions extends Pick<PdfOptions, 'language' | 'title' | 'password' | 'revision'> {
  readonly bankName: string;
  readonly holderName: string;
  /** Said on every page after the first, beside the title: which account or card this is. */
  readonly subject: string;
  readonly generatedAt: Date;
  readonly timeZone: string;
  /** About how many rows follow: only for the room the number of pages is given. */
  readonly expectedRows: number;
}

/** The pages of a bank document: head on the first, running head on the others, "page x of y" at every foot. */
export class Report {
  readonly pdf: PdfFile;
  readonly words: Wording;
  private readonly bankName: string;
  private readonly pageCount: Placeholder;
  /** The left of every foot. */
  private readonly prepared: string;
  private pages = 0;
  private handedOver = 1;

  constructor(private readonly options: ReportOptions) {
    this.words = WORDING[options.language];
    this.bankName = printable(options.bankName);
    this.pdf = new PdfFile({
      title: options.title,
      author: this.bankName,
      language: options.language,
      createdAt: options.generatedAt,
      password: options.password,
      revision: options.revision,
    });
    const prepared = `${this.words.generated} ${shortMoment(options.generatedAt, options.language, options.timeZone)}`;
    this.prepared = oneLine(this.pdf, `${this.bankName}  ·  ${prepared}`, STYLE.small, WIDTH * 0.75);
    this.pageCount = this.pdf.placeholder(STYLE.small, LEFT);
  }

  /** The first page down to its summary; answers where the body begins. */
  firstPage(details: readonly Detail[], summary: readonly SummaryCell[]): number {
    this.startPage();
    this.pdf.box(0, 0, PAGE.width, 7, BRAND);
    const titleWidth = this.pdf.width(this.options.title, STYLE.title);
    const room = WIDTH - titleWidth - 24;
    const style = {
      ...STYLE.bank,
      size: Math.max(SMALLEST_BANK, this.pdf.fitting(this.bankName, STYLE.bank, room).size),
    };
    this.pdf.text(oneLine(this.pdf, this.bankName, style, room), LEFT, 52, style);
    this.pdf.text(this.options.title, RIGHT, 52, STYLE.title, 'right');
    this.pdf.rule(LEFT, 66, WIDTH, 0.8, BRAND);
    return this.summary(summary, this.head(details, 90)) + 26;
  }

  /** A page after the first; answers where the body goes on. */
  nextPage(): number {
    this.startPage();
    this.pdf.box(0, 0, PAGE.width, 3.5, BRAND);
    const subject = `${this.options.title}  ·  ${this.options.subject}`;
    const room = WIDTH - this.pdf.width(subject, STYLE.label) - 24;
    this.pdf.text(oneLine(this.pdf, this.bankName, STYLE.running, room), LEFT, 38, STYLE.running);
    this.pdf.text(subject, RIGHT, 38, STYLE.label, 'right');
    return CONTINUED_TOP;
  }

  /** The bytes of pages that ended since it was last asked; nothing, and no waiting, while a page is being filled. */
  async *finishedPages(): AsyncGenerator<Uint8Array> {
    if (this.pages <= this.handedOver) return;
    this.handedOver = this.pages;
    yield* this.pdf.finishedPages();
  }

  /** Ends the document; the rest of its bytes. */
  async *end(): AsyncGenerator<Uint8Array> {
    this.pageCount.fill(String(this.pages));
    yield* this.pdf.end();
  }

  /** The holder on the left, the details on the right; answers where they end. */
  private head(details: readonly Detail[], top: number): number {
    const column = LEFT + WIDTH / 2;
    const indent = 74;
    this.pdf.text(this.words.holder, LEFT, top, STYLE.label);
    let nameY = top + 15;
    for (const line of wrapped(this.pdf, printable(this.options.holderName), STYLE.holder, WIDTH / 2 - 20, 4)) {
      this.pdf.text(line, LEFT, nameY, STYLE.holder);
      nameY += 14.5;
    }
    let y = top;
    for (const { label, value } of details) {
      this.pdf.text(label, column, y, STYLE.label);
      this.pdf.text(value, column + indent, y, this.pdf.fitting(value, STYLE.value, RIGHT - column - indent));
      y += 16;
    }
    return Math.max(nameY, y) + 8;
  }

  /** Figures side by side on a pale band; answers where it ends. */
  private summary(cells: readonly SummaryCell[], top: number): number {
    const height = 46;
    const pad = 12;
    const width = WIDTH / cells.length;
    this.pdf.box(LEFT, top, WIDTH, height, PALE);
    cells.forEach(({ label, value }, index) => {
      const x = LEFT + index * width + pad;
      this.pdf.text(label, x, top + 17, STYLE.label);
      if (typeof value === 'string') this.pdf.text(value, x, top + 33.5, this.pdf.fitting(value, STYLE.figure, FIGURE));
      else value.show(x, top + 33.5);
      if (index > 0) this.pdf.box(LEFT + index * width, top + 11, 0.6, height - 22, HAIRLINE);
    });
    return top + height;
  }

  /** A figure of the summary that is known only at the end. */
  laterFigure(): Placeholder {
    return this.pdf.placeholder(STYLE.figure, FIGURE);
  }

  private startPage(): void {
    this.pdf.addPage();
    this.pages += 1;
    const baseline = FOOTER_RULE + 14;
    this.pdf.rule(LEFT, FOOTER_RULE, WIDTH, 0.5, HAIRLINE);
    this.pdf.text(this.prepared, LEFT, baseline, STYLE.small);
    // Room for the digits this document is likely to need; the number itself is written at the end.
    const x = RIGHT - this.pdf.width(String(1 + Math.floor(this.options.expectedRows / ROWS_A_PAGE)), STYLE.small);
    this.pdf.text(this.words.page(this.pages), x, baseline, STYLE.small, 'right');
    this.pageCount.show(x, baseline);
  }
}
