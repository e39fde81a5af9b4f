/** The document would be refused by the provider; a mistake of the flow, as no turn says that much. */
export class DocumentTooLarge extends Error {
  override readonly name = 'DocumentTooLarge';
}

/** The document, if it is not too large. @throws DocumentTooLarge. */
export function withinBytes(document: string, mostBytes: number): string {
  const bytes = Buffer.byteLength(document);
  if (bytes > mostBytes) throw new DocumentTooLarge(`${bytes} bytes`);
  return document;
}
