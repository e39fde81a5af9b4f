import { z } from 'zod';
import { WebhookRefused } from '../../webhook-refused.js';

/** A number, a name or a word such as `unknown`: any printable text. */
const Party = z.string().regex(/^[^\p{Cc}\p{Cs}\uFFFD]{0,200}$/u);

const SCRIPTS = ['ivr', 'ivr/ended'] as const;

/** What Asterisk tells before the first command, as far as we use it. */
const Environment = z.object({
  agi_network: z.literal('yes'),
  /** The path of the address in the dialplan: `ivr`, or below it whatever the bank chose. */
  agi_network_script: z
    .string()
    .regex(/^ivr(?:\/[\w.-]{1,64}){0,4}$/)
    .transform((script) => SCRIPTS.find((known) => known === script) ?? 'ivr'),
  agi_uniqueid: z.string().regex(/^[\w.:-]{3,150}$/),
  agi_callerid: Party,
  /** 0 to 3: allowed; everything else is a reason why there is no number. */
  agi_callingpres: z.string().regex(/^-?\d{1,3}$/),
  agi_dnid: Party,
  agi_extension: Party,
  /** The last of the lines that are always there: without it the beginning was cut off by an empty line in a name. */
  agi_threadid: z.string().regex(/^-?\d{1,20}$/),
});
export type Environment = z.output<typeof Environment>;

/**
 * Reads the lines before the first command strictly (S20): every name once, those we use with their pattern. Nothing in
 * them is escaped, so a name that holds a line break looks like another line: it is found by the line it repeats.
 * @throws WebhookRefused naming the line that is wrong.
 */
export function readEnvironment(lines: readonly string[]): Environment {
  const given = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = /^(agi_[a-z0-9_]{1,40}): (.*)$/s.exec(line) ?? [];
    if (name === undefined || value === undefined || given.has(name)) throw new WebhookRefused('malformed', 'name');
    given.set(name, value);
  }
  const parsed = Environment.safeParse(Object.fromEntries(given));
  if (!parsed.success) throw new WebhookRefused('malformed', parsed.error.issues[0]?.path.join('.'));
  return parsed.data;
}
