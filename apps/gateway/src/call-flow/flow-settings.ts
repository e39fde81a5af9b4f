/** Opening times of a day, `HH:MM` to `HH:MM` in bank time; `24:00` is the end of the day. */
export interface OpeningTime {
  from: string;
  to: string;
}

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Where a queue of agents is reached, and when (requirements 6.1). */
export interface QueueSettings {
  /** A number in international form or a SIP address. */
  destination: string;
  /** Tried when the destination is busy, silent or failing. */
  overflow?: string;
  ringSeconds: number;
  /** `always`, or the opening times of each weekday; a weekday left out is closed. */
  hours: 'always' | Partial<Record<Weekday, OpeningTime[]>>;
  /** Days in bank time, `YYYY-MM-DD`, on which the queue is closed. */
  holidays: string[];
}

/** The bank's choices that the flow depends on; defaults are those of requirements 13. */
export interface FlowSettings {
  timeZone: string;
  timers: {
    languageMs: number;
    menuMs: number;
    firstDigitMs: number;
    interDigitMs: number;
    /** Silence of a verified call after which it ends; never above 300,000. */
    maxSilenceTotalMs: number;
  };
  /** The automatic part of a call, milliseconds. */
  callMaxMs: number;
  /** Entry errors, and silences, of one entry before the way out. */
  entryMaxErrors: number;
  /** How many card transactions are read, 1 to 5. */
  spokenTransactions: number;
  privacyNotice: boolean;
  emergencyAnnouncement: boolean;
  pinKind: 'card' | 'telephone';
  withheldNumber: 'refuse' | 'as_unregistered';
  /** Older data is announced with its time, milliseconds (D46). */
  dataMaxAgeMs: number;
  queues: Record<string, QueueSettings>;
}

/** The defaults of requirements 13, without queues. */
export const DEFAULT_FLOW_SETTINGS: Omit<FlowSettings, 'queues'> = {
  timeZone: 'Europe/Tirane',
  timers: { languageMs: 5_000, menuMs: 7_000, firstDigitMs: 10_000, interDigitMs: 5_000, maxSilenceTotalMs: 240_000 },
  callMaxMs: 20 * 60_000,
  entryMaxErrors: 3,
  spokenTransactions: 1,
  privacyNotice: false,
  emergencyAnnouncement: false,
  pinKind: 'card',
  withheldNumber: 'refuse',
  dataMaxAgeMs: 15 * 60_000,
};
