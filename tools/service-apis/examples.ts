import { createHash } from 'node:crypto';
import type { Schema, Schemas } from './schemas.js';

/** Values a reader understands, by the name of the field or type. All of them are invented. */
const BY_NAME: Readonly<Record<string, unknown>> = {
  accountSourceId: 'ACC-0001',
  after: 'MjAyNi0wMy0zMToxMDQy',
  approvedBy: 'b.krasniqi',
  attempts: 1,
  birthDate: '1986-05-14',
  cardSourceId: 'CARD-0001',
  clientNumber: '100000007',
  count: 3,
  CurrencyCode: 'ALL',
  days: 30,
  description: 'Grocery store, Tirana',
  E164: '+355690000007',
  email: 'client@example.al',
  expiryMonth: '2028-09',
  Grant: 'eyJhbGciOiJFZERTQSJ9.eyJjYWxsSWQiOiI…In0.c2lnbmF0dXJl',
  LastFour: '1111',
  lastReply: '250 2.0.0 OK',
  maskedAddress: 'c…t@example.al',
  MinorUnitsText: '1250000',
  movementCount: 12,
  name: 'Client of the Demo Bank',
  next: 'MjAyNi0wMy0zMToxMDQy',
  number: '0001 4826 1111',
  ownerSourceId: 'CLIENT-0007',
  presentedNumber: '+355690000007',
  proposedBy: 'a.hoxha',
  reason: 'the client asked at the branch and showed an identity card',
  refused: [],
  releasedBy: 'a.hoxha',
  requestedBy: 'a.hoxha',
  Sealed: 'c2VhbGVkIGZvciBhdXRoIGFsb25l',
  sourceId: 'REC-0001',
  SourceId: 'REC-0001',
  stored: 1,
  transactionCount: 12,
  why: 'not-found',
};

const DATE = '2026-03-31';
const DATE_TIME = '2026-04-01T09:30:00+02:00';

/**
 * A message that fits a schema, one for each of its variants.
 * @throws Error naming the field for which an example has to be written here.
 */
export function examplesOf(schemas: Schemas, schema: Schema): unknown[] {
  const { anyOf, oneOf } = schemas.resolved(schema);
  const variants = anyOf ?? oneOf ?? [schema];
  return variants.map((variant) => exampleOf(schemas, variant, 'message'));
}

function exampleOf(schemas: Schemas, schema: Schema, name: string): unknown {
  const [wrapped] = schema.allOf ?? [];
  if (wrapped) return exampleOf(schemas, wrapped, name);
  if (BY_NAME[name] !== undefined && fits(schema, BY_NAME[name])) return BY_NAME[name];
  if (schema.$ref !== undefined) {
    const type = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
    return BY_NAME[type] ?? exampleOf(schemas, schemas.resolved(schema), name === 'message' ? type : name);
  }
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [variant] = schema.anyOf ?? schema.oneOf ?? [];
  if (variant) return exampleOf(schemas, variant, name);
  return ofType(schemas, schema, name);
}

function ofType(schemas: Schemas, schema: Schema, name: string): unknown {
  switch (typeOf(schema)) {
    case 'object':
      return objectOf(schemas, schema);
    case 'array':
      return schema.items ? [exampleOf(schemas, schema.items, name)] : [];
    case 'integer':
    case 'number':
      return schema.default ?? schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'string':
      return textOf(schema, name);
    default:
      throw new Error(`${name}: no example for a field of type ${String(schema.type)}; add one to examples.ts`);
  }
}

function objectOf(schemas: Schemas, { properties = {}, propertyNames, additionalProperties }: Schema): unknown {
  const fields = Object.entries(properties).map(([field, inner]) => [field, exampleOf(schemas, inner, field)]);
  const keys = propertyNames ? (schemas.resolved(propertyNames).enum ?? []) : [];
  const values = typeof additionalProperties === 'object' ? additionalProperties : {};
  return Object.fromEntries([...fields, ...keys.map((key) => [String(key), exampleOf(schemas, values, String(key))])]);
}

function textOf({ format, pattern, minLength = 0 }: Schema, name: string): string {
  if (format === 'uuid') return uuidFor(name);
  if (format === 'date') return DATE;
  if (format === 'date-time') return DATE_TIME;
  if (pattern !== undefined || format !== undefined || minLength > name.length)
    throw new Error(`${name}: no example for ${pattern ?? format ?? 'so long a text'}; add one to examples.ts`);
  return name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** Whether a value by name is of the kind a field takes; a name may mean a text here and a list there. */
function fits(schema: Schema, value: unknown): boolean {
  if (schema.pattern !== undefined) return typeof value === 'string' && new RegExp(schema.pattern).test(value);
  const type = typeOf(schema);
  if (type === 'array') return Array.isArray(value);
  if (type === 'string') return typeof value === 'string' && schema.format === undefined && !schema.enum;
  return type === 'integer' && typeof value === 'number';
}

/** What may be left empty is shown filled. */
function typeOf({ type }: Schema): string | undefined {
  return Array.isArray(type) ? type[0] : type;
}

/** The same id for the same field in every run. */
function uuidFor(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
