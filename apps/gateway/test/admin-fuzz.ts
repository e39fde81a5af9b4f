import fc from 'fast-check';

/** A schema of the document, as far as it is used there. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** Makes values for the schemas of one document. */
export class Fuzz {
  // Making one takes far longer than using it.
  private readonly validOnes = new WeakMap<Schema, fc.Arbitrary<unknown>>();
  private readonly malformedOnes = new WeakMap<Schema, fc.Arbitrary<unknown>>();

  constructor(private readonly schemas: Readonly<Record<string, Schema>>) {}

  /** The schema itself, for one that points to another. */
  resolve(schema: Schema): Schema {
    return schema.$ref === undefined ? schema : this.resolve(this.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  }

  /** Values the document allows, on their bounds more often than not. */
  valid(given: Schema): fc.Arbitrary<unknown> {
    return remembered(this.validOnes, given, () => this.makeValid(given));
  }

  /** Values that are a little or altogether wrong; a few happen to be right. */
  malformed(given: Schema): fc.Arbitrary<unknown> {
    return remembered(this.malformedOnes, given, () => this.makeMalformed(given));
  }

  private makeValid(given: Schema): fc.Arbitrary<unknown> {
    const schema = this.resolve(given);
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    const options = schema.anyOf ?? schema.oneOf;
    if (options) return fc.oneof(...options.map((option) => this.valid(option)));
    switch (schema.type) {
      case 'string':
        return text(schema);
      case 'integer':
      case 'number':
        return whole(schema);
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      case 'array': {
        const most = Math.min(schema.maxItems ?? 3, 3);
        return fc.array(this.valid(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: most });
      }
      case 'object':
        return this.object(schema);
      default:
        throw new Error(`the document has a schema no value is made for: ${JSON.stringify(schema).slice(0, 200)}`);
    }
  }

  private makeMalformed(given: Schema): fc.Arbitrary<unknown> {
    const schema = this.resolve(given);
    const strange = fc.constantFrom<unknown[]>(
      null,
      true,
      -1,
      1e308,
      '',
      ' ',
      '0',
      'null',
      [],
      [[]],
      {},
      '\u0000',
      '\ud800',
      "' OR 1=1 --",
      '../../etc/passwd',
      '${7*7}',
      '4111111111111111',
      'x'.repeat(5_000),
      JSON.parse('{"__proto__":{"roles":["administrator"]}}'),
    );
    if (schema.type !== 'object' || !schema.properties) return fc.oneof(strange, fc.jsonValue({ maxDepth: 1 }));
    const names = Object.keys(schema.properties);
    if (names.length === 0) return strange;
    const { properties } = schema;
    const spoilt = fc.oneof(
      ...names.map((name) =>
        fc
          .tuple(
            this.object(schema),
            this.malformed(properties[name] ?? {}),
            strange,
            fc.constantFrom('replace', 'remove', 'add'),
          )
          .map(([object, deep, value, how]) =>
            spoil(object as Record<string, unknown>, name, how, how === 'replace' ? deep : value),
          ),
      ),
    );
    return fc.oneof({ weight: 4, arbitrary: spoilt }, { weight: 1, arbitrary: strange });
  }

  private object(schema: Schema): fc.Arbitrary<unknown> {
    if (schema.propertyNames && typeof schema.additionalProperties === 'object') {
      const values = this.valid(schema.additionalProperties);
      return fc.dictionary(this.valid(schema.propertyNames) as fc.Arbitrary<string>, values, { maxKeys: 3 });
    }
    const properties = Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, property]) => [name, this.valid(property)]),
    );
    return fc.record(properties, { requiredKeys: [...(schema.required ?? [])], noNullPrototype: true });
  }
}

function remembered(
  known: WeakMap<Schema, fc.Arbitrary<unknown>>,
  schema: Schema,
  make: () => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const arbitrary = known.get(schema) ?? make();
  known.set(schema, arbitrary);
  return arbitrary;
}

function spoil(object: Record<string, unknown>, name: string, how: string, value: unknown): Record<string, unknown> {
  if (how === 'replace') return { ...object, [name]: value };
  if (how === 'add') return { ...object, [`${name}2`]: value };
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}

function text({ format, pattern, minLength = 0, ...schema }: Schema): fc.Arbitrary<unknown> {
  const maxLength = schema.maxLength ?? 40;
  // A pattern has a length of its own: a digest that is cut off is none.
  const longest = schema.maxLength ?? Infinity;
  switch (format) {
    case 'uuid':
      return fc.uuid({ version: 4 });
    case 'date-time':
      return fc
        .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString());
    case 'date':
      return fc
        .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10));
    default:
      if (pattern !== undefined) {
        const matches = new RegExp(pattern);
        return fc
          .stringMatching(matches)
          .map((made) => (made.length > longest ? made.slice(0, longest) : made))
          .filter((made) => made.length >= minLength && matches.test(made));
      }
      return fc.oneof(
        fc.string({ minLength, maxLength }),
        fc.constantFrom('a'.repeat(minLength), 'a'.repeat(Math.min(maxLength, 1_000))),
      );
  }
}

function whole({ minimum = -1_000, maximum = 1_000 }: Schema): fc.Arbitrary<unknown> {
  return fc.oneof(fc.integer({ min: minimum, max: maximum }), fc.constantFrom(minimum, maximum));
}
