import { describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { PAPER_QUEUES } from '../../../../tools/call/lines/engine/engine-stage.js';
import { ledgerOf } from '../../../../tools/call/paper-bank/ledger.js';
import { type CallSummary, RandomCall, type Surroundings } from '../../../../tools/call/testing/random-call.js';
import { giveSecondDebitCard, NOON, PLACES } from '../../../../tools/call/testing/test-call.js';
import { createEngine } from './engine.js';
import { DEFAULT_FLOW_SETTINGS, type FlowSettings } from './flow-settings.js';
import { loadFlow } from './load-flow.js';

const CALLS = 10_000;
/** `CALL_SEED=… ` plays one call again, with `CALL_BANK=…` for the bank it was made to. */
const given = process.env['CALL_SEED'];
const seed = given === undefined ? randomInt(2 ** 31) : Number(given);

const { general, complaints, pos_support } = PAPER_QUEUES;
const closable = { general, complaints, pos_support };
const office = { hours: { monday: [{ from: '08:00', to: '17:00' }] } };

/** Banks that chose differently. */
const BANKS: Partial<FlowSettings>[] = [
  {},
  { privacyNotice: true, emergencyAnnouncement: true, spokenTransactions: 5, pinKind: 'telephone' },
  { withheldNumber: 'as_unregistered', entryMaxErrors: 1, callMaxMs: 60_000 },
  // The menu of businesses has nothing but people, so one queue stays open.
  {
    queues: {
      ...PAPER_QUEUES,
      ...Object.fromEntries(Object.entries(closable).map(([name, queue]) => [name, { ...queue!, ...office }])),
    },
  },
];

const flow = loadFlow();
const ledger = ledgerOf(NOON);
giveSecondDebitCard(ledger);
const banks = BANKS.map((choice): Surroundings => {
  const settings = { ...DEFAULT_FLOW_SETTINGS, queues: PAPER_QUEUES, ...choice };
  return { engine: createEngine(flow, settings), flow, settings, ledger, at: NOON };
});

function call(index: number): CallSummary {
  // Opening hours take the most time of all to work out, so that bank gets fewer calls.
  const usual = index % 10 === 9 ? 3 : index % 3;
  const bank = given === undefined ? usual : Number(process.env['CALL_BANK'] ?? 0);
  try {
    return new RandomCall(banks[bank]!, seed + index).run();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${why}; again with CALL_SEED=${seed + index} CALL_BANK=${bank}`, { cause });
  }
}

describe(`random calls, seed ${seed}`, () => {
  it(`${CALLS} callers press keys, are silent, hang up and meet failing services; every promise holds`, () => {
    const summaries = Array.from({ length: given === undefined ? CALLS : 1 }, (_, index) => call(index));
    if (given !== undefined) return;
    // What was checked is worth something: callers got in, heard what is theirs, and came everywhere.
    const share = (holds: (summary: CallSummary) => boolean) => summaries.filter(holds).length / CALLS;
    expect(share(({ verified }) => verified)).toBeGreaterThan(0.15);
    expect(share(({ told }) => told > 1)).toBeGreaterThan(0.08);
    const outcomes = new Set(summaries.map(({ outcome }) => outcome));
    for (const outcome of [
      'completed',
      'caller_hangup',
      'transferred',
      'no_input',
      'verification_failed',
      'unavailable',
    ])
      expect(outcomes).toContain(outcome);
    const places = new Set(summaries.flatMap((summary) => [...summary.places]));
    expect([...places].sort()).toEqual([...PLACES].sort());
  }, 240_000);
});
