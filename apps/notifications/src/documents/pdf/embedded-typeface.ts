import type { Character, EmbeddableFont, Typeface } from './typeface.js';
import { hex } from './unicode-map.js';

/** What embedding needs of the PDF being written. */
export interface PdfObjects {
  ref(data: object): { end(content?: string | Uint8Array): void };
}

type PdfObject = ReturnType<PdfObjects['ref']>;

/**
 * A typeface inside one PDF. Characters outside the common subset are gathered while text is written; only a document
 * that has some pays for a subset of its own.
 */
export class EmbeddedTypeface {
  private readonly extras = new Map<number, Character & { readonly code: string; readonly codePoint: string }>();
  private readonly dictionary: PdfObject;
  private readonly data: Record<string, unknown> = { Type: 'Font', Subtype: 'Type0', Encoding: 'Identity-H' };

  constructor(
    private readonly pdf: PdfObjects,
    readonly face: Typeface,
    /** Its name in the resources of a page. */
    readonly id: string,
  ) {
    this.dictionary = pdf.ref(this.data);
  }

  /** What a page refers to; complete only after {@link finish}. */
  get reference(): object {
    return this.dictionary;
  }

  /** The text as a PDF string in hexadecimal. */
  encode(text: string): string {
    let codes = '';
    for (const codePoint of text) codes += this.codeOf(this.face.character(codePoint), codePoint);
    return `<${codes}>`;
  }

  /** Writes the font; no text may follow. */
  finish(): void {
    const { postscriptName } = this.face.font;
    const extras = Array.from(this.extras.values());
    const embeddable = extras.length === 0 ? this.face.common : this.face.commonAnd(extras);
    // The tag tells subsets of one font apart when documents are merged.
    const name = `${extras.length === 0 ? 'COMMON' : 'ADDING'}+${postscriptName}`;
    const descendant = this.written({
      Type: 'Font',
      Subtype: 'CIDFontType2',
      BaseFont: name,
      CIDSystemInfo: { Registry: new String('Adobe'), Ordering: new String('Identity'), Supplement: 0 },
      CIDToGIDMap: 'Identity',
      FontDescriptor: this.descriptor(name, embeddable),
      W: [0, embeddable.widths],
    });
    const ToUnicode = this.written({ Filter: 'FlateDecode' }, embeddable.unicodeMap);
    Object.assign(this.data, { BaseFont: name, DescendantFonts: [descendant], ToUnicode });
    this.dictionary.end();
  }

  private codeOf(character: Character, codePoint: string): string {
    if (character.commonCode !== undefined) return character.commonCode;
    const known = this.extras.get(character.glyphId);
    if (known) return known.code;
    const code = hex(this.face.common.widths.length + this.extras.size);
    this.extras.set(character.glyphId, { ...character, code, codePoint });
    return code;
  }

  private descriptor(name: string, embeddable: EmbeddableFont): PdfObject {
    const { font } = this.face;
    const scaled = (units: number): number => (units * 1000) / font.unitsPerEm;
    const file = this.written({ Length1: embeddable.programLength, Filter: 'FlateDecode' }, embeddable.program);
    return this.written({
      Type: 'FontDescriptor',
      FontName: name,
      Flags: 4, // symbolic: the codes are our own
      FontBBox: [font.bbox.minX, font.bbox.minY, font.bbox.maxX, font.bbox.maxY].map(scaled),
      ItalicAngle: font.italicAngle,
      Ascent: scaled(font.ascent),
      Descent: scaled(font.descent),
      CapHeight: scaled(font.capHeight),
      XHeight: scaled(font.xHeight),
      StemV: 80,
      FontFile2: file,
    });
  }

  private written(data: object, stream?: Uint8Array): PdfObject {
    const object = this.pdf.ref(data);
    object.end(stream);
    return object;
  }
}
