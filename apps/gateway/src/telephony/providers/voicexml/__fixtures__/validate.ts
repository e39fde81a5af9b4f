import { readdirSync, readFileSync } from 'node:fs';
import { validateXML } from 'xmllint-wasm';

const FOLDER = new URL('./schemas/', import.meta.url);
/** Where the W3C's files import the schema of the `xml:` namespace from. */
const XML_NAMESPACE = 'http://www.w3.org/2001/xml.xsd';

const schemas = readdirSync(FOLDER).map((fileName) => ({
  fileName,
  contents: readFileSync(new URL(fileName, FOLDER), 'utf8').replaceAll(XML_NAMESPACE, 'xml.xsd'),
}));

/** What the W3C's schema of VoiceXML 2.1 finds wrong with documents; nothing when they are valid. */
export async function validate(documents: readonly string[]): Promise<string[]> {
  const { errors } = await validateXML({
    xml: documents.map((contents, index) => ({ fileName: `document-${index}.xml`, contents })),
    schema: schemas.filter(({ fileName }) => fileName === 'vxml.xsd'),
    preload: schemas.filter(({ fileName }) => fileName !== 'vxml.xsd'),
  });
  return errors.map(({ rawMessage }) => rawMessage);
}
