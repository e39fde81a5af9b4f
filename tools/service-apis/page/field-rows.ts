import type { Schema } from '../schemas.js';
import { code, escaped, type Html, html, join, prose } from './html.js';

/** A table of the fields of a message; nested ones are indented below theirs. */
export function fieldTable(schema: Schema): Html {
  const rows = rowsOf(schema, 0);
  if (rows.length === 0) return html`<p class="none">No fields.</p>`;
  return html`<table>
    <thead>
      <tr>
        <th>Field</th>
        <th>Type</th>
        <th>What it is</th>
      </tr>
    </thead>
    <tbody>
      ${join(rows)}
    </tbody>
  </table>`;
}

/** What a type is in a few words: its kind and its bounds. */
export function typeOf(schema: Schema): Html {
  const [only] = schema.allOf ?? [];
  if (only) return typeOf(only);
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
    return html`<a href="#type-${escaped(name)}">${escaped(name)}</a>`;
  }
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum)
    return join(
      schema.enum.map((value) => code(JSON.stringify(value))),
      ' | ',
    );
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return variants.every(isObject) ? html`one of ${variants.length}` : join(variants.map(typeOf), ' | ');
  if (schema.items) return html`list of ${typeOf(schema.items)}${bounds(schema.minItems, schema.maxItems)}`;
  if (schema.propertyNames && typeof schema.additionalProperties === 'object')
    return html`${typeOf(schema.additionalProperties)} for each ${typeOf(schema.propertyNames)}`;
  const kind = [schema.type ?? 'anything'].flat().join(' or ');
  const format = schema.format === undefined ? '' : `, ${schema.format}`;
  const pattern = schema.pattern === undefined ? '' : html` ${code(schema.pattern)}`;
  const range = bounds(schema.minLength ?? schema.minimum, schema.maxLength ?? schema.maximum);
  return html`${escaped(kind + format)}${pattern}${range}`;
}

function rowsOf(schema: Schema, depth: number): Html[] {
  const variants = schema.oneOf ?? schema.anyOf ?? [];
  if (variants.length > 0 && variants.every(isObject))
    return variants.flatMap((variant, index) => [
      html`<tr class="variant">
        <td colspan="3">${indent(depth)}${index === 0 ? 'either' : 'or'}</td>
      </tr>`,
      ...rowsOf(variant, depth),
    ]);
  return Object.entries(schema.properties ?? {}).flatMap(([field, inner]) => {
    const isRequired = schema.required?.includes(field) ?? false;
    const byDefault = inner.default === undefined ? '' : html` (default ${code(JSON.stringify(inner.default))})`;
    return [
      html`<tr>
        <td>${indent(depth)}${code(field)}${isRequired ? '' : html` <i>optional</i>`}</td>
        <td>${typeOf(inner)}${byDefault}</td>
        <td>${prose(inner.description ?? '')}</td>
      </tr>`,
      ...rowsOf(inner.items ?? inner, depth + 1),
    ];
  });
}

function isObject(schema: Schema): boolean {
  return schema.properties !== undefined;
}

function indent(depth: number): string {
  return '<span class="in"></span>'.repeat(depth);
}

function bounds(from: number | undefined, to: number | undefined): string {
  if (from === undefined && to === undefined) return '';
  if (from === to) return `, ${String(from)}`;
  if (to === undefined) return `, at least ${String(from)}`;
  return from === undefined || from === 0 ? `, at most ${String(to)}` : `, ${String(from)} to ${String(to)}`;
}
