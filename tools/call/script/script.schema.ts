import { LANGUAGES } from '#libs/speech';
import { z } from 'zod';

const CardKey = z
  .string()
  .regex(/^[A-Z]-[a-z0-9-]+$/, { error: 'must be the key of a card in demo/bank.json, such as A-credit' });
const ClientKey = z.string().regex(/^[A-Z]$/, { error: 'must be the letter of a client in demo/bank.json' });

/** Keys as they stand on the telephone; `$language` presses 1 for Albanian or 2 for English. */
const Keys = z
  .union([z.int().min(0).max(9), z.string()], { error: 'more keys than one stand in quotes' })
  .transform(String)
  .pipe(
    z.union([z.literal('$language'), z.string().regex(/^[0-9*#]+$/)], {
      error: 'must be keys 0-9, * and #, or $language',
    }),
  );

/** What is pressed: keys, or what a client would read off a card. */
const Pressed = z.union([
  Keys,
  z.strictObject({ card: CardKey }),
  z.strictObject({ pin: CardKey }),
  z.strictObject({ wrongPin: CardKey }),
  z.strictObject({ clientNumber: ClientKey }),
]);
export type Pressed = z.output<typeof Pressed>;

const WHO = 'must be the letter of a client, nobody, withheld, or a number with +';
const Caller = z.union([ClientKey, z.enum(['nobody', 'withheld']), z.string().regex(/^\+[1-9]\d{7,14}$/)], {
  error: WHO,
});

const TransferEnd = z.enum(['answered', 'busy', 'noAnswer', 'failed']);
const Service = z.enum(['auth', 'cards', 'accounts', 'notifications']);

/** One or a list, read as a list. */
const listOf = <Item extends z.ZodType>(item: Item) =>
  z.union([item.transform((one) => [one]), z.array(item).min(1)]).optional();

const doings = {
  /** Keys one after the other; a list is typed ahead in one go, before anything is heard. */
  press: z
    .union([Pressed, z.array(Pressed).min(1)], {
      error: 'must be keys in quotes, a card, pin, wrongPin or clientNumber, or a list of those',
    })
    .optional(),
  /** So many times nothing is pressed until the wait ends; `true` is once. */
  silence: z.union([z.literal(true).transform(() => 1), z.int().min(1).max(10)]).optional(),
  /** Seconds in which nothing is pressed. */
  wait: z.number().positive().max(60).optional(),
  /** How the transfer ends: at every destination that is tried, or a list for one after the other. */
  transfer: z.union([TransferEnd, z.array(TransferEnd).min(1)]).optional(),
  hangUp: z.literal(true).optional(),
  /** Hangs up and calls again; `true`: from the same number. */
  newCall: z.union([z.literal(true), Caller], { error: `true, or who calls: ${WHO}` }).optional(),
  service: z.union([z.strictObject({ down: Service }), z.strictObject({ up: Service })]).optional(),
  restart: z.literal('gateway').optional(),
  world: z.strictObject({ unlockCard: CardKey }).optional(),
};

const expectations = {
  /** Heard in this order in the last turn; others may stand between. */
  hear: listOf(z.string()),
  /** The last turn was this and nothing else. */
  hearOnly: listOf(z.string()),
  notHear: listOf(z.string()),
  /** These sentences, word for word, were in the last turn. */
  say: z.strictObject({ sq: listOf(z.string()), en: listOf(z.string()) }).optional(),
  transferTo: z.string().optional(),
  /** What the agent is shown with the call: these fields among others. */
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  /** The call is over, with this outcome. */
  ends: z
    .enum(['completed', 'caller_hangup', 'transferred', 'no_input', 'verification_failed', 'unavailable', 'error'])
    .optional(),
  /** Wrong PINs of cards in a row, as the bank counted them. */
  wrongPins: z.record(CardKey, z.int().min(0)).optional(),
  /** E-mails each client got so far, all that were promised among them. */
  mails: z.record(ClientKey, z.int().min(0)).optional(),
  /** Neither the number nor the PIN of the card is in anything that was written. */
  noTraceOf: CardKey.optional(),
};

/** Whatever the action delivers is delivered a second time. */
const twice = z.literal(true).optional();

function doesOneThing(step: object): boolean {
  return [...Object.keys(doings), 'atOnce'].filter((name) => name in step).length <= 1;
}
const oneThing = { error: `a step does one thing: ${Object.keys(doings).join(', ')} or atOnce` };
const something = { error: 'a step does or expects something' };
const canComeTwice = { error: 'only what is pressed, a silence and a transfer can come twice', path: ['twice'] };

const isSomething = (step: object): boolean => Object.keys(step).length > 0;
const maybeTwice = (step: object): boolean =>
  !('twice' in step) || 'press' in step || 'silence' in step || 'transfer' in step;

/** A step within one of several calls at the same moment. */
const PlainStep = z
  .strictObject({ ...doings, ...expectations, twice })
  .refine(doesOneThing, oneThing)
  .refine(isSomething, something)
  .refine(maybeTwice, canComeTwice);

/** One line of a script: something that is done, then what is expected. */
const Step = z
  .strictObject({
    ...doings,
    ...expectations,
    twice,
    /** Several callers at the same moment, each with steps of its own; the call so far is hung up. */
    atOnce: z
      .array(z.strictObject({ from: Caller, steps: z.array(PlainStep).min(1) }))
      .min(2)
      .optional(),
  })
  .refine(doesOneThing, oneThing)
  .refine(isSomething, something)
  .refine(maybeTwice, canComeTwice);
export type Step = z.output<typeof Step>;

/** A call, or several, that a bank's tester can read. */
export const Script = z.strictObject({
  /** As in requirements 15: `SC3`. */
  scenario: z.string().regex(/^[A-Z0-9-]+$/),
  title: z.string().min(5),
  from: Caller.default('nobody'),
  languages: z
    .array(z.enum(LANGUAGES))
    .min(1)
    .default([...LANGUAGES]),
  steps: z.array(Step).min(1),
});
export type Script = z.output<typeof Script>;
