import { z } from 'zod';

/** Named questions about the call that a flow may ask; each is a small function in conditions.ts. */
export const ConditionName = z.enum([
  'afterSlip',
  'callerRegistered',
  'callerNotRegistered',
  'cardsFromUnregisteredNumber',
  'emergencyAnnouncement',
  'moreThanSixCards',
  'privacyNotice',
  'severalTransactionsSpoken',
  'telephonePin',
]);
export type ConditionName = z.output<typeof ConditionName>;

const PlaceId = z.string().regex(/^[MV][0-9A-Z]+(\.[0-9]+)?$/);
const Key = z.string().regex(/^[0-9]$/);
const Intent = z.string().regex(/^[a-z_]+(\.[a-zA-Z_]+)+$/);

/** A prompt, with the condition under which it is said and the language, where it is not the call's. */
const Say = z.strictObject({
  prompt: z.string(),
  /** A key does not cut it (`P-PRIVACY`). */
  whole: z.boolean().default(false),
  when: ConditionName.optional(),
  language: z.enum(['sq', 'en']).optional(),
});
export type Say = z.output<typeof Say>;

/** One thing or several; a prompt alone may be written as its id. */
const several = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : [value]);
const Lines = z.preprocess(
  (value) => several(value).map((line) => (typeof line === 'string' ? { prompt: line } : line)),
  z.array(Say),
);

/** `1`, or `8 7` for two keys of one meaning. */
const Keys = z.preprocess(
  (value) => (Array.isArray(value) ? (value as unknown[]) : String(value).split(' ')),
  z.array(Key).min(1),
);

/** What a key, a silence or a slip leads to. Exactly one of the destinations. */
const Action = z
  .strictObject({
    when: ConditionName.optional(),
    say: Lines.default([]),
    language: z.enum(['sq', 'en']).optional(),
    goTo: PlaceId.optional(),
    /** Into the cards or the accounts, by way of verification (requirements 4.6). */
    open: z.enum(['cards', 'accounts']).optional(),
    transfer: z.string().optional(),
    /** A reference number is made and spoken before the transfer (6.3). */
    complaint: z.boolean().default(false),
    repeat: z.enum(['menu', 'information']).optional(),
    /** Takes the card offered under this key. */
    selectCard: z.literal(true).optional(),
    /** Asks for the statements of the accounts in this currency. */
    emailStatement: z.string().length(3).optional(),
    hangUp: z.enum(['no_input', 'completed']).optional(),
  })
  .refine((action) => destinationsOf(action).length === 1, {
    error: 'an action has exactly one of goTo, open, transfer, repeat, selectCard, emailStatement, hangUp',
  });
export type Action = z.output<typeof Action>;

const DESTINATIONS = ['goTo', 'open', 'transfer', 'repeat', 'selectCard', 'emailStatement', 'hangUp'] as const;

/** The destinations an action names. */
export function destinationsOf(action: Partial<Record<(typeof DESTINATIONS)[number], unknown>>): string[] {
  return DESTINATIONS.filter((name) => action[name] !== undefined);
}

const Option = z.strictObject({
  keys: Keys,
  intent: Intent,
  /** The first whose condition holds is said; none: the key works but is not announced. */
  say: Lines.default([]),
  /** The first whose condition holds is done. */
  does: z.preprocess(several, z.array(Action).min(1)),
});
export type Option = z.output<typeof Option>;

/** After so many in a row, this is done instead of saying the menu again. */
const Limit = z.strictObject({ after: z.int().min(1).max(10), intent: Intent.optional(), does: Action });

/** What is said before a menu is said again, and when it is not said again. */
const Slip = z.strictObject({ say: Lines.default([]), limit: Limit });

const MenuAsWritten = z.strictObject({
  title: z.string(),
  timer: z.enum(['menu', 'language']).default('menu'),
  /** Said on arrival and when repeated, not after a slip. */
  opening: Lines.default([]),
  /** The information item heard here (requirements 4.2); its options follow it. */
  information: z.enum(['C1', 'C2', 'C3', 'A1', 'A2']).optional(),
  /** The caller chooses among cards found at run time; keys 1 to 6 come from them. */
  choose: z.enum(['creditCard', 'debitCard']).optional(),
  options: z.array(Option),
  invalidKey: Slip.optional(),
  noInput: Slip.optional(),
});
type Slips = Record<'invalidKey' | 'noInput', z.output<typeof Slip>>;
export type Menu = Omit<z.output<typeof MenuAsWritten>, keyof Slips> & Slips;

const Entry = z.strictObject({
  title: z.string(),
  say: Lines,
  digits: z.int().min(1).max(32),
  check: z.enum(['luhn', 'none']).default('none'),
  /** What the digits are for. */
  collects: z.enum(['cardNumber', 'pin', 'clientNumber']),
  /** Where a caller who cannot go on is brought: too many errors or silences, or `#` with nothing typed. */
  giveUp: PlaceId,
});
export type Entry = z.output<typeof Entry>;

const Gate = z.strictObject({
  menu: PlaceId,
  /** Where a caller who is not verified begins. */
  identifyAt: PlaceId,
  /** Where a card is chosen when there are several. */
  chooseAt: PlaceId,
  /** Where the caller returns when there is nothing to hear. */
  back: PlaceId,
});

const FlowAsWritten = z.strictObject({
  version: z.string().min(1),
  start: PlaceId,
  mainMenu: PlaceId,
  /** Where self-service that cannot continue leaves the caller. */
  wayOut: PlaceId,
  entries: z.record(PlaceId, Entry),
  menus: z.record(PlaceId, MenuAsWritten),
  /** What happens after an invalid key and after silence at every menu that does not say otherwise. */
  slips: z.strictObject({ invalidKey: Slip, noInput: Slip }),
  verification: z.strictObject({
    cards: Gate,
    accounts: Gate,
    /** From a number that is not registered, a debit card does not open the cards (D7). */
    needCredit: PlaceId,
    cardNumber: PlaceId,
    pin: PlaceId,
    clientNumber: PlaceId,
  }),
  /** What is said when a caller is handed to each queue; destinations and hours are configuration. */
  queues: z.record(z.string(), z.strictObject({ say: z.string(), tries: z.int().min(1).max(2).default(1) })),
});

/** The call flow of a bank: data a person can read, checked before it is used (P4, P7). */
export const Flow = FlowAsWritten.transform((flow) => ({
  ...flow,
  menus: Object.fromEntries(
    Object.entries(flow.menus).map(([id, menu]): [string, Menu] => [id, { ...flow.slips, ...menu } as Menu]),
  ),
}));
export type Flow = z.output<typeof Flow>;
