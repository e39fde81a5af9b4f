import type { TextStyle } from './pdf/pdf-file.js';
import { wrapped } from './pdf/wrapped.js';
import { printable } from './printable.js';
import { BOTTOM, COLOUR, LEFT, type Report, STYLE, WIDTH } from './report.js';

/** A column of a table: `text` is wrapped and begins at the left, `figure` ends at the right and is never cut. */
export interface Column {
  readonly heading: string;
  readonly width: number;
  readonly kind: 'text' | 'figure';
}

/** How a row stands out: ordinary, a total, or a remark. */
export type RowStyle = 'cell' | 'strong' | 'quiet';

const LINE = 11;
const ROW_PADDING = 3.3;
const GUTTER = 8;
/** Lines of one row: more than the longest description needs, so that a row always fits on a page. */
const MAX_LINES = 30;

/** A table that runs over pages: headings on each, thin rules between rows, rows never split. */
export class TableWriter {
  private y: number;

  /** @param columns their widths add up to the width of the page. */
  constructor(
    private readonly report: Report,
    private readonly columns: readonly Column[],
    top: number,
  ) {
    this.y = top;
    this.headings();
  }

  /** The width that is left for a column beside the others. */
  static restOf(widths: readonly number[]): number {
    return WIDTH - widths.reduce((sum, width) => sum + width, 0);
  }

  /** Begins a new page unless this many rows of one line still fit on this one. */
  keepTogether(rows: number): void {
    if (this.y + rows * (LINE + 2 * ROW_PADDING) > BOTTOM) this.continueOnNextPage();
  }

  /** One row: a cell for each column, an empty text for an empty cell. */
  row(cells: readonly string[], style: RowStyle = 'cell'): void {
    const drawn = this.columns.map((column, index) => this.prepared(column, cells[index] ?? '', STYLE[style]));
    const height = Math.max(...drawn.map(({ lines }) => lines.length)) * LINE + 2 * ROW_PADDING;
    if (this.y + height > BOTTOM) this.continueOnNextPage();
    let x = LEFT;
    drawn.forEach(({ column, lines, style: cellStyle }) => {
      const right = column.kind === 'figure';
      let baseline = this.y + ROW_PADDING + LINE - 3;
      for (const line of lines) {
        this.report.pdf.text(line, right ? x + column.width : x, baseline, cellStyle, right ? 'right' : 'left');
        baseline += LINE;
      }
      x += column.width;
    });
    this.y += height;
    this.report.pdf.rule(LEFT, this.y, WIDTH, 0.4, COLOUR.rule);
  }

  /** A stronger line before totals. */
  strongRule(): void {
    this.report.pdf.rule(LEFT, this.y, WIDTH, 0.8, COLOUR.strongRule);
  }

  private prepared(
    column: Column,
    cell: string,
    style: TextStyle,
  ): { column: Column; lines: string[]; style: TextStyle } {
    const { pdf } = this.report;
    const width = column.width - GUTTER;
    if (column.kind === 'figure') return { column, lines: [cell], style: pdf.fitting(cell, style, width) };
    return { column, lines: wrapped(pdf, printable(cell), style, width, MAX_LINES), style };
  }

  private continueOnNextPage(): void {
    this.y = this.report.nextPage();
    this.headings();
  }

  private headings(): void {
    let x = LEFT;
    for (const { heading, width, kind } of this.columns) {
      const right = kind === 'figure';
      this.report.pdf.text(heading, right ? x + width : x, this.y, STYLE.heading, right ? 'right' : 'left');
      x += width;
    }
    this.y += 6;
    this.strongRule();
  }
}
