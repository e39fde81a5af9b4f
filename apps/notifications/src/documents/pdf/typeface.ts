import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { create, type Font, type Subset } from 'fontkit';
import { hex, unicodeMap } from './unicode-map.js';

/** Every statement carries these, so that the subset is made once per process: printable ASCII, Albanian, punctuation. */
const COMMON =
  Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCodePoint(0x20 + index)).join('') + 'ËëÇç–—‘’“”„…•·§©€£';

/** Stands for a character the font cannot draw. */
const UNKNOWN = '?';

/** A drawable character: its code in the common subset, as hexadecimal digits (or undefined), and how far it moves the pen. */
export interface Character {
  readonly glyphId: number;
  readonly commonCode: string | undefined;
  /** In thousandths of the font size. */
  readonly width: number;
}

/** A subset of a font as it goes into a PDF: streams are deflated. */
export interface EmbeddableFont {
  readonly program: Uint8Array;
  /** Its size before it was deflated. */
  readonly programLength: number;
  /** By code, in thousandths of the font size. */
  readonly widths: readonly number[];
  readonly unicodeMap: Uint8Array;
}

/**
 * A font read once per process. Text is laid out one character after the other, without kerning or ligatures: names,
 * figures and descriptions in Latin, Greek and Cyrillic need neither, and shaping every word through OpenType made one
 * page of a statement cost 33 ms instead of 2.
 */
export class Typeface {
  private readonly characters = new Map<string, Character>();
  private readonly unknown: Character;
  private readonly commonCodes = new Map<number, string>();
  /** The characters of the common subset, by their code; the first is the empty box of a missing glyph. */
  private readonly commonCharacters = [''];
  readonly common: EmbeddableFont;

  constructor(readonly font: Font) {
    const subset = font.createSubset();
    for (const codePoint of COMMON) {
      const { id } = font.glyphForCodePoint(codePoint.codePointAt(0) ?? 0);
      const code = subset.includeGlyph(id);
      this.commonCodes.set(id, hex(code));
      this.commonCharacters[code] ??= codePoint;
    }
    this.unknown = this.read(UNKNOWN);
    this.common = this.embeddable(subset, this.commonCharacters);
  }

  /** The character to draw for one code point; a question mark where the font has none. */
  character(codePoint: string): Character {
    const known = this.characters.get(codePoint);
    if (known) return known;
    // What the font lacks is not remembered: the cache holds at most what the font has.
    return this.font.hasGlyphForCodePoint(codePoint.codePointAt(0) ?? 0) ? this.read(codePoint) : this.unknown;
  }

  /** Width of a text in thousandths of the font size. */
  width(text: string): number {
    let width = 0;
    for (const codePoint of text) width += this.character(codePoint).width;
    return width;
  }

  /** The common subset and, after it, these characters, numbered on from there. */
  commonAnd(extras: readonly { readonly glyphId: number; readonly codePoint: string }[]): EmbeddableFont {
    const subset = this.font.createSubset();
    for (const id of this.commonCodes.keys()) subset.includeGlyph(id);
    for (const { glyphId } of extras) subset.includeGlyph(glyphId);
    return this.embeddable(subset, [...this.commonCharacters, ...extras.map(({ codePoint }) => codePoint)]);
  }

  private embeddable(subset: Subset, characters: readonly string[]): EmbeddableFont {
    const program = subset.encode();
    return {
      program: deflateSync(program),
      programLength: program.length,
      widths: characters.map((codePoint) => (codePoint === '' ? 0 : this.character(codePoint).width)),
      unicodeMap: deflateSync(unicodeMap(characters)),
    };
  }

  private read(codePoint: string): Character {
    const glyph = this.font.glyphForCodePoint(codePoint.codePointAt(0) ?? 0);
    const character = {
      glyphId: glyph.id,
      commonCode: this.commonCodes.get(glyph.id),
      width: (glyph.advanceWidth * 1000) / this.font.unitsPerEm,
    };
    this.characters.set(codePoint, character);
    return character;
  }
}

/** The two weights documents are set in: IBM Plex Sans (SIL Open Font License 1.1), whose figures are all equally wide. */
export interface Typefaces {
  readonly regular: Typeface;
  readonly semibold: Typeface;
}

let loaded: Typefaces | undefined;

/** The fonts of documents, read from their package at the first call of the process (about 50 ms). */
export function typefaces(): Typefaces {
  loaded ??= {
    regular: read(import.meta.resolve('@expo-google-fonts/ibm-plex-sans/400Regular/IBMPlexSans_400Regular.ttf')),
    semibold: read(import.meta.resolve('@expo-google-fonts/ibm-plex-sans/600SemiBold/IBMPlexSans_600SemiBold.ttf')),
  };
  return loaded;
}

function read(url: string): Typeface {
  return new Typeface(create(readFileSync(new URL(url))));
}
