import { setImmediate } from 'node:timers/promises';
import type { Language } from '#libs/speech';
import PDFDocument from 'pdfkit';
import { closed, closeWith, type Revision } from './encryption.js';
import { EmbeddedTypeface } from './embedded-typeface.js';
import { preparedPassword } from './password.js';
import { typefaces } from './typeface.js';

/** A4 in points; y grows downwards from the top edge. */
export const PAGE = { width: 595.28, height: 841.89 } as const;

export type Weight = 'regular' | 'semibold';

/** How a text looks: weight, size in points, and colour as three parts from 0 to 1. */
export interface TextStyle {
  readonly weight: Weight;
  readonly size: number;
  readonly colour: string;
}

export type Align = 'left' | 'right';

/** What a PDF says about itself, and who may open it. */
export interface PdfOptions {
  readonly title: string;
  readonly author: string;
  readonly language: Language;
  readonly createdAt: Date;
  /** Undefined: open to everybody (`plain_pdf`, requirements 5.3). */
  readonly password: string | undefined;
  readonly revision: Revision;
}

/**
 * A PDF written page by page: a finished page leaves as bytes and is forgotten, so memory does not grow with the length
 * of the document. With a password it is closed with AES-256 (S36).
 */
export class PdfFile {
  private readonly document: PDFKit.PDFDocument;
  private readonly fonts: Record<Weight, EmbeddedTypeface>;
  private content: string[] = [];

  /** @throws UnusablePassword for one that is empty, short, or cannot be typed. */
  constructor(options: PdfOptions) {
    const password = options.password === undefined ? undefined : preparedPassword(options.password);
    this.document = new PDFDocument({
      ...(password === undefined ? { pdfVersion: '1.7' } : closed()),
      size: [PAGE.width, PAGE.height],
      autoFirstPage: false,
      font: '', // none of pdfkit's own: reading Helvetica's metrics would cost more than a page does
      lang: options.language,
      displayTitle: true,
      info: {
        Title: options.title,
        Author: options.author,
        Producer: 'pdfkit',
        Creator: options.author,
        CreationDate: options.createdAt,
      },
    });
    if (password !== undefined) closeWith(this.document, password, options.revision);
    const faces = typefaces();
    this.fonts = {
      regular: new EmbeddedTypeface(this.document, faces.regular, 'F1'),
      semibold: new EmbeddedTypeface(this.document, faces.semibold, 'F2'),
    };
  }

  /** Ends the page before and begins the next. */
  addPage(): void {
    this.endPage();
    this.document.addPage();
    const { fonts } = this.document.page as { fonts: Record<string, object> };
    for (const font of Object.values(this.fonts)) fonts[font.id] = font.reference;
  }

  /** Width of a text in points. */
  width(text: string, style: Pick<TextStyle, 'weight' | 'size'>): number {
    return (this.fonts[style.weight].face.width(text) * style.size) / 1000;
  }

  /** Writes one line with its baseline at y; `right` puts its end at x. */
  text(text: string, x: number, y: number, style: TextStyle, align: Align = 'left'): void {
    if (text !== '') this.content.push(this.drawn(text, x, y, style, align));
  }

  /** A horizontal line, centred on y. */
  rule(x: number, y: number, width: number, thickness: number, colour: string): void {
    this.box(x, y - thickness / 2, width, thickness, colour);
  }

  box(x: number, y: number, width: number, height: number, colour: string): void {
    this.content.push(`${colour} rg ${points(x)} ${points(y)} ${points(width)} ${points(height)} re f`);
  }

  /** The style, made smaller where the text would be wider than `width`: a figure is never cut. */
  fitting(text: string, style: TextStyle, width: number): TextStyle {
    const needed = this.width(text, style);
    return needed <= width ? style : { ...style, size: Math.floor(((style.size * width) / needed) * 100) / 100 };
  }

  /**
   * A place for one line of text, at most `width` points, that is known only later, such as the number of pages; it may
   * appear on any page.
   */
  placeholder(style: TextStyle, width: number): Placeholder {
    const resources = { Font: Object.fromEntries(Object.values(this.fonts).map((font) => [font.id, font.reference])) };
    const box = [0, -style.size * 2, PAGE.width, style.size * 2];
    const object = this.document.ref({ Type: 'XObject', Subtype: 'Form', BBox: box, Resources: resources });
    object.compress = false; // a handful of bytes: deflating them would take longer than drawing the page
    const name = `P${object.id}`;
    return {
      show: (x, y) => {
        (this.document.page as { xobjects: Record<string, object> }).xobjects[name] = object;
        this.content.push(`q 1 0 0 1 ${points(x)} ${points(y)} cm /${name} Do Q`);
      },
      fill: (text) => object.end(this.drawn(text, 0, 0, this.fitting(text, style, width), 'left')),
    };
  }

  /** The bytes of the pages finished so far; others get their turn on the event loop before it answers. */
  async *finishedPages(): AsyncGenerator<Uint8Array> {
    await setImmediate();
    const bytes: unknown = this.document.read();
    if (bytes instanceof Uint8Array) yield bytes;
  }

  /** Ends the file: every placeholder must have been filled. The rest of the bytes. */
  async *end(): AsyncGenerator<Uint8Array> {
    this.endPage();
    for (const font of Object.values(this.fonts)) font.finish();
    this.document.end();
    yield* this.finishedPages();
  }

  private endPage(): void {
    if (this.content.length === 0) return;
    this.document.addContent(this.content.join('\n'));
    this.content = [];
  }

  private drawn(text: string, x: number, y: number, style: TextStyle, align: Align): string {
    const font = this.fonts[style.weight];
    const left = align === 'left' ? x : x - this.width(text, style);
    return `BT ${style.colour} rg /${font.id} ${style.size} Tf 1 0 0 -1 ${points(left)} ${points(y)} Tm ${font.encode(text)} Tj ET`;
  }
}

/** A line of text that is written after the pages that show it. */
export interface Placeholder {
  /** Puts it on the current page: its beginning at x, its baseline at y. */
  show(x: number, y: number): void;
  /** Once. */
  fill(text: string): void;
}

/** A hundredth of a point is finer than any printer. */
function points(value: number): string {
  return String(Math.round(value * 100) / 100);
}
