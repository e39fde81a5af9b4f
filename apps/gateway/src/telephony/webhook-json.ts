import type { z } from 'zod';
import { WebhookRefused } from './webhook-refused.js';

/** The content type of a JSON webhook. */
export const JSON_TYPE = /^application\/json(?:\s*;|$)/i;

/** The content type of our answers in JSON. */
export const JSON_ANSWER = 'application/json; charset=utf-8';

/**
 * Reads the raw body of a JSON webhook that was verified, and overwrites it, as it may hold digits (S7).
 * @throws WebhookRefused when it is no JSON in UTF-8, or says a name twice in one object (S20).
 */
export function parseJson(raw: Buffer): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
    const value: unknown = JSON.parse(text);
    if (saysNameTwice(text)) throw new WebhookRefused('malformed', 'name');
    return value;
  } catch (error) {
    // What the parser says of a body repeats parts of it (S31).
    throw error instanceof WebhookRefused ? error : new WebhookRefused('malformed');
  } finally {
    raw.fill(0);
  }
}

/**
 * Reads a verified body strictly: the names we use with their pattern. Names unknown to us are let through, as providers
 * add some without notice.
 * @throws WebhookRefused naming the field that is wrong.
 */
export function readJson<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new WebhookRefused('malformed', parsed.error.issues[0]?.path.join('.'));
  return parsed.data;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/** Whether an object of a JSON text has a name twice: parsers differ in which of the two they take. */
function saysNameTwice(text: string): boolean {
  const open: Set<string>[] = [];
  let before = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const name = JSON.parse(before) as string;
      const names = open.at(-1);
      if (names?.has(name)) return true;
      names?.add(name);
    }
    before = token;
  }
  return false;
}
