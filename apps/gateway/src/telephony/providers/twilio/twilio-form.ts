/** One parameter of a webhook, decoded. */
export type Parameter = readonly [name: string, value: string];

/** Escapes with capital letters, as Twilio writes them; everything else a form can hold is printable ASCII. */
const FORM_TEXT = /^(?:[\x21-\x24\x26-\x7e]|%[0-9A-F]{2})*$/;

/** Largest number of parameters read; a call's webhook has about forty. */
const MOST_PARAMETERS = 200;

/** The parameters of a form-encoded webhook, in the order they came, repetitions included. */
export class TwilioForm {
  private text: string | undefined;

  private constructor(readonly parameters: readonly Parameter[]) {}

  /**
   * Reads the raw body. Undefined if it is not a form as Twilio writes it: then no signature can be right either. An
   * escape in lower case or a stray separator is refused although it would decode to the same, so that a signed request
   * has one spelling only (F33).
   */
  static read(raw: Buffer): TwilioForm | undefined {
    const body = raw.toString('latin1');
    if (body === '') return new TwilioForm([]);
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
    return new TwilioForm(parameters);
  }

  /** The values of one name, as often as it came. */
  valuesOf(name: string): string[] {
    return this.parameters.filter(([given]) => given === name).map(([, value]) => value);
  }

  /** What the signature covers besides the address: names and values, sorted, without anything between them. */
  signedText(): string {
    this.text ??= this.joined();
    return this.text;
  }

  private joined(): string {
    const values = new Map<string, Set<string>>();
    for (const [name, value] of this.parameters) {
      const known = values.get(name);
      if (known) known.add(value);
      else values.set(name, new Set([value]));
    }
    return [...values.keys()]
      .sort()
      .flatMap((name) => [...(values.get(name) ?? [])].sort().map((value) => name + value))
      .join('');
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
