import type { z } from 'zod';
import { WebhookRefused } from './webhook-refused.js';

/** The content type of a form. */
export const FORM_TYPE = /^application\/x-www-form-urlencoded(?:\s*;|$)/i;

/** One parameter of a webhook, decoded. */
export type Parameter = readonly [name: string, value: string];

/** Escapes with capital letters, as every provider with forms writes them; everything else in a form is printable ASCII. */
const FORM_TEXT = /^(?:[\x21-\x24\x26-\x7e]|%[0-9A-F]{2})*$/;

/** Largest number of parameters read; a call's webhook has about forty. */
const MOST_PARAMETERS = 200;

/** The parameters of a form-encoded webhook, in the order they came, repetitions included. */
export class WebhookForm {
  private constructor(readonly parameters: readonly Parameter[]) {}

  /**
   * Reads the raw body. Undefined if it is not a form as providers write it: then no signature can be right either. An
   * escape in lower case or a stray separator is refused although it would decode to the same, so that a signed request
   * has one spelling only (F33).
   */
  static read(raw: Buffer): WebhookForm | undefined {
    const body = raw.toString('latin1');
    if (body === '') return new WebhookForm([]);
    if (!FORM_TEXT.test(body)) return undefined;
    const fields = body.split('&');
    if (fields.length > MOST_PARAMETERS) return undefined;
    const parameters: Parameter[] = [];
    for (const field of fields) {
      const equals = field.indexOf('=');
      if (equals < 1) return undefined;
      const name = decode(field.slice(0, equals));
      const value = decode(field.slice(equals + 1));
      if (name === undefined || value === undefined) return undefined;
      parameters.push([name, value]);
    }
    return new WebhookForm(parameters);
  }

  /** A form of parameters that were read in another way. */
  static of(parameters: readonly Parameter[]): WebhookForm {
    return new WebhookForm(parameters);
  }

  /** The values of one name, as often as it came. */
  valuesOf(name: string): string[] {
    return this.parameters.filter(([given]) => given === name).map(([, value]) => value);
  }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    // Bytes that are no UTF-8.
    return undefined;
  }
}

/**
 * Reads a verified form strictly (S20): every name once and of the given form, the names we use with their pattern. Names
 * unknown to us are let through, as providers add some without notice.
 * @throws WebhookRefused naming the parameter that is wrong.
 */
export function readForm<Schema extends z.ZodType>(schema: Schema, form: WebhookForm, names: RegExp): z.output<Schema> {
  const given = new Map<string, string>();
  for (const [name, value] of form.parameters) {
    if (given.has(name) || !names.test(name)) throw new WebhookRefused('malformed', 'name');
    given.set(name, value);
  }
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (!parsed.success) throw new WebhookRefused('malformed', parsed.error.issues[0]?.path.join('.'));
  return parsed.data;
}
