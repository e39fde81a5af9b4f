import * as contracts from '#libs/contracts';
import { z } from 'zod';
import type { Comments } from './comments.js';

/** A JSON Schema, as far as contracts use it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  title?: string;
  const?: unknown;
  enum?: unknown[];
  format?: string;
  pattern?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  additionalProperties?: Schema | boolean;
  propertyNames?: Schema;
}

const COMPONENTS = '#/components/schemas/';
/** Formats that say what their long patterns say. */
const SPEAKING_FORMATS = new Set(['uuid', 'date', 'date-time', 'base64']);

/** The schemas of a document, with the types the contracts name as components of their own. */
export class Schemas {
  /** By name, in the order of the alphabet. */
  readonly components: Record<string, Schema> = {};
  private readonly named = z.registry<{ id: string }>();

  constructor(private readonly comments: Comments) {
    for (const [name, value] of Object.entries(contracts) as [string, unknown][])
      if (value instanceof z.ZodType) this.named.add(value, { id: name });
  }

  /** What a type accepts, as its writer sees it: fields with a default may be left out. */
  of(contract: string, type: z.ZodType): Schema {
    const schema = z.toJSONSchema(type, { metadata: this.named, target: 'draft-07', io: 'input' });
    const {
      definitions = {},
      $schema: _,
      ...own
    } = schema as Schema & { definitions?: Record<string, Schema>; $schema?: string };
    for (const [name, component] of Object.entries(definitions)) this.add(name, component);
    return this.tidied(contract, own);
  }

  /** The schema a reference leads to. @throws Error when it leads nowhere. */
  resolved(schema: Schema): Schema {
    if (schema.$ref === undefined) return schema;
    const component = this.components[schema.$ref.slice(COMPONENTS.length)];
    if (!component) throw new Error(`${schema.$ref} leads nowhere`);
    return component;
  }

  private add(name: string, schema: Schema): void {
    if (this.components[name]) return;
    const description = this.comments.of(name);
    this.components[name] = { ...(description === undefined ? {} : { description }), ...this.tidied(name, schema) };
  }

  private tidied(constant: string, { id: _, ...schema }: Schema & { id?: string }): Schema {
    const deeper = (inner: Schema) => this.tidied(constant, inner);
    if (schema.$ref !== undefined) return { ...schema, $ref: schema.$ref.replace('#/definitions/', COMPONENTS) };
    if (SPEAKING_FORMATS.has(schema.format ?? '')) delete schema.pattern;
    // Bounds that any number of this kind has.
    if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
    if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
    if (schema.properties)
      schema.properties = Object.fromEntries(
        Object.entries(schema.properties).map(([field, inner]) => [
          field,
          this.explained(constant, field, deeper(inner)),
        ]),
      );
    if (schema.items) schema.items = deeper(schema.items);
    if (schema.anyOf) schema.anyOf = schema.anyOf.map(deeper);
    if (schema.allOf) schema.allOf = schema.allOf.map(deeper);
    if (schema.oneOf) schema.oneOf = schema.oneOf.map(deeper);
    if (typeof schema.additionalProperties === 'object')
      schema.additionalProperties = deeper(schema.additionalProperties);
    if (schema.propertyNames) schema.propertyNames = deeper(schema.propertyNames);
    return schema;
  }

  /** A reference may say nothing beside itself, so a field of a named type is wrapped. */
  private explained(constant: string, field: string, schema: Schema): Schema {
    const description = this.comments.ofField(constant, field);
    if (description === undefined) return schema;
    return schema.$ref === undefined ? { description, ...schema } : { description, allOf: [schema] };
  }
}
