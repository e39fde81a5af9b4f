import { validate } from '@jambonz/verb-specifications';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';

const { schemas } = JSON.parse(readFileSync(new URL('./verb-schemas.json', import.meta.url), 'utf8')) as {
  schemas: { $id: string }[];
};
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(schemas);

/**
 * What jambonz has against a document, by both of its rule sets: the schemas, which let unknown properties pass, and the
 * table the feature server itself checks with, which does not.
 */
export function complaintsAbout(document: string): string[] {
  const verbs = JSON.parse(document) as { verb: string }[];
  const bySchema = verbs.flatMap((verb) => {
    const check = ajv.getSchema(`https://jambonz.org/schema/verbs/${verb.verb}`);
    if (!check) return [`no schema for ${verb.verb}`];
    return check(verb) ? [] : [`${verb.verb}: ${ajv.errorsText(check.errors)}`];
  });
  try {
    validate({ info: () => undefined }, verbs);
    return bySchema;
  } catch (error) {
    return [...bySchema, (error as Error).message];
  }
}
