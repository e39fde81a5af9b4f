import { z } from 'zod';
import type { Role } from './role.js';

const only = z.registry<{ roles: readonly Role[] }>();

/** A field of an answer that these roles alone see (S39); for everybody else it is not there. */
export function visibleTo<Schema extends z.ZodType>(roles: readonly Role[], schema: Schema): z.ZodOptional<Schema> {
  const field = schema.optional().meta({ description: `Only for: ${roles.join(', ')}` });
  only.add(field, { roles });
  return field;
}

/** The answer as these roles may see it. */
export function visiblePart(schema: z.ZodType, value: unknown, roles: readonly Role[]): unknown {
  if (schema instanceof z.ZodObject && isRecord(value)) {
    const seen: [string, unknown][] = [];
    for (const [name, field] of Object.entries(schema.shape)) {
      if (!(name in value) || !maySee(field as z.ZodType, roles)) continue;
      seen.push([name, visiblePart(field as z.ZodType, value[name], roles)]);
    }
    return Object.fromEntries(seen);
  }
  if (schema instanceof z.ZodArray && Array.isArray(value))
    return value.map((item) => visiblePart(schema.element as z.ZodType, item, roles));
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return visiblePart(schema.unwrap() as z.ZodType, value, roles);
  return value;
}

/** Names of the fields anywhere in an answer that not everybody sees, with those who do. */
export function restrictedFields(schema: z.ZodType): { name: string; roles: readonly Role[] }[] {
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([name, field]) => {
      const rule = only.get(field as z.ZodType);
      return [...(rule ? [{ name, roles: rule.roles }] : []), ...restrictedFields(field as z.ZodType)];
    });
  }
  if (schema instanceof z.ZodArray) return restrictedFields(schema.element as z.ZodType);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return restrictedFields(schema.unwrap() as z.ZodType);
  return [];
}

function maySee(field: z.ZodType, roles: readonly Role[]): boolean {
  const rule = only.get(field);
  return rule === undefined || rule.roles.some((role) => roles.includes(role));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
