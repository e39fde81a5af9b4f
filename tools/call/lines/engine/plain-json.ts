/** Where a value holds something JSON would lose or change (undefined, NaN, a Date, a Map …); undefined: nowhere. */
export function notPlainJson(value: unknown, path = 'it'): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : path;
  if (typeof value !== 'object') return path;
  const isPlain = Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]';
  const own = Object.entries(value);
  if (!isPlain || Object.getOwnPropertySymbols(value).length > 0) return path;
  for (const [name, item] of own) {
    const problem = notPlainJson(item, `${path}.${name}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
