/** A place between two records of an export, in the order in which they are read. */
export interface ExportPosition {
  /** The day of the record before this place. */
  readonly date: string;
  /** Its number in the order of import: of two records on the same day the one with the larger number is the later. */
  readonly importedNo: bigint;
}

/** How long an export can be read, in hours: longer than any e-mail is tried. */
export const EXPORT_KEPT_HOURS = 48;

const FORM = /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])):(\d{1,18})$/;

/** As it is given to whoever reads an export page by page. */
export function positionText({ date, importedNo }: ExportPosition): string {
  return `${date}:${importedNo}`;
}

/** `null` for a text that is no position. */
export function parsePosition(text: string): ExportPosition | null {
  const [, date, importedNo] = FORM.exec(text) ?? [];
  return date === undefined || importedNo === undefined ? null : { date, importedNo: BigInt(importedNo) };
}
