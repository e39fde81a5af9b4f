import { describe, expect, it } from '@jest/globals';
import { callAt, NOON, type Place, TestCall } from '../../../../tools/call/testing/test-call.js';
import type { PaperService } from '../../../../tools/call/paper-bank/paper-bank.js';
import { createEngine } from './engine.js';
import { DEFAULT_FLOW_SETTINGS } from './flow-settings.js';
import { loadFlow } from './load-flow.js';

const MINUTE = 60_000;
const AFTER_INFORMATION = [
  'common.option.repeat-information',
  'common.option.previous-menu',
  'common.option.main-menu',
];

describe('8: the look-up of the caller number', () => {
  const down = ['lookUpCallerNumber'] as const;

  it.each(['1', '2'])('failed: M2 key %s tries it once more, at most, then P-UNAVAILABLE and M6', async (key) => {
    const call = await TestCall.answered({ down });
    await call.press('$language', '1', key);
    expect([call.place, call.heard[0]]).toEqual(['M6', 'error.information-unavailable']);
    await call.press('8', key);
    expect([call.place, call.heard[0]]).toEqual(['M6', 'error.information-unavailable']);
    expect(call.bank.asked.lookUpCallerNumber).toBe(2);
  });

  it.each([
    ['0', 'lost_card'],
    ['13', 'complaints'],
    ['10', 'general'],
    ['22', 'business'],
    ['21', 'pos_support'],
  ])('failed: what needs no identification still works: %s', async (keys, queue) => {
    const call = await TestCall.answered({ down });
    expect((await call.press('$language', keys)).transferredTo).toBe(queue);
  });

  it('back in time for the second try: the caller goes on as with the first', async () => {
    const call = await TestCall.answered({ down });
    await call.press('$language', '1');
    call.bank.bringUp('lookUpCallerNumber');
    await call.press('1');
    expect([call.place, call.heard]).toEqual(['V1', ['identification.enter-card-number']]);
  });

  it('is never taken for a number that is not registered', async () => {
    const call = await TestCall.answered({ down, from: 'nobody' });
    await call.press('$language', '12');
    expect([call.place, call.bank.verdicts]).toEqual(['M6', []]);
  });
});

describe('8: the verification service', () => {
  it.each<[string, Place, Parameters<TestCall['press']>]>([
    ['a PIN', 'V2', [{ pin: 'A-credit' }]],
    ['a client number', 'V3', [{ clientNumber: 'A' }]],
  ])('fails for %s: P-UNAVAILABLE and M6, nothing is counted, nothing sealed stays', async (_, place, keys) => {
    const call = await callAt(place);
    call.bank.takeDown('auth');
    await call.press(...keys);
    expect([call.place, call.heard[0]]).toEqual(['M6', 'error.information-unavailable']);
    expect(call.bank.desk.tries.failuresIn(call.state.callId)).toBe(0);
    expect(call.state).not.toHaveProperty('sealedPan');
    expect((await call.hangUp()).state.outcome).toBe('unavailable');
  });

  it('is slow but in time: the caller gets in', async () => {
    const call = await callAt('V2');
    call.bank.slow('auth', 3_999);
    expect((await call.press({ pin: 'A-credit' })).place).toBe('M3');
  });

  it('is slower than its deadline: a failure like any other', async () => {
    const call = await callAt('V2');
    call.bank.slow('auth', 4_001);
    expect((await call.press({ pin: 'A-credit' })).heard[0]).toBe('error.information-unavailable');
  });
});

describe('8: card and account data', () => {
  it.each<[Place, Place, string, PaperService]>([
    ['M3.1', 'M3', '1', 'cards'],
    ['M3.2', 'M3', '2', 'cards'],
    ['M4.1', 'M4', '1', 'accounts'],
    ['M4.1', 'M4', '1', 'cards'],
    ['M4.2', 'M4', '2', 'accounts'],
  ])(
    '%s from %s key %s with %s down: P-UNAVAILABLE and its choices, 1 tries again',
    async (place, from, key, service) => {
      const call = await callAt(from);
      call.bank.takeDown(service);
      await call.press(key);
      expect([call.place, call.heard]).toEqual([place, ['error.information-unavailable', ...AFTER_INFORMATION]]);
      await call.press('1');
      expect(call.heard[0]).toBe('error.information-unavailable');
      call.bank.bringUp(service);
      await call.press('1');
      expect(call.heard).not.toContain('error.information-unavailable');
      expect(call.bank.told.at(-1)).toMatchObject({ client: 'A' });
    },
  );

  it('the list of cards: P-UNAVAILABLE at M2, and the same key tries again', async () => {
    const call = await TestCall.answered({ from: 'G' });
    await call.press('$language', '11', { card: 'G-debit' });
    call.bank.takeDown('cards');
    await call.press({ pin: 'G-debit' });
    expect([call.place, call.heard[0]]).toEqual(['M2', 'error.information-unavailable']);
    call.bank.bringUp('cards');
    expect((await call.press('1')).place).toBe('M3S');
  });

  it.each(['M3.3', 'M4.3'] as const)('%s: an e-mail that was not accepted is not said to be sent', async (place) => {
    const call = await callAt(place === 'M3.3' ? 'M3' : 'M4.3');
    call.bank.takeDown('notifications');
    await call.press(place === 'M3.3' ? '3' : '1');
    expect([call.place, call.heard[0]]).toEqual([place, 'email.failed']);
    expect(call.heard).not.toContain('email.queued');
  });
});

describe('D46: data that are not fresh', () => {
  const withAge = (ms: number) =>
    callAt('M4', { books: (ledger) => (ledger.asOf = new Date(NOON - ms).toISOString()) });

  it.each([
    [14, false],
    [16, true],
  ])('%d minutes old: announced with their time: %s', async (minutes, announced) => {
    const call = await withAge(minutes * MINUTE);
    await call.press('2');
    expect(call.heard[0] === 'common.updated-at').toBe(announced);
    if (announced) expect(call.words[0]).toBe('This information was updated today at eleven forty-four a.m.');
  });

  it('are announced before the readout of a card too', async () => {
    const call = await callAt('M3', {
      books: (ledger) => (ledger.asOf = new Date(NOON - 3 * 60 * MINUTE).toISOString()),
    });
    expect((await call.press('1')).heard.slice(0, 2)).toEqual(['common.updated-at', 'cards.ending']);
    expect((await call.press('7', '2')).heard.slice(0, 2)).toEqual([
      'common.updated-at',
      'cards.last-transaction.date',
    ]);
  });
});

describe('D48: what cannot be said exactly is not said', () => {
  it.each<Place>(['M4.1', 'M4.2'])(
    '%s: an account in a currency without words makes the item unavailable',
    async (place) => {
      const call = await callAt('M4', {
        books: (ledger) => (ledger.accounts.find(({ sourceId }) => sourceId === 'A-ALL')!.currency = 'JPY'),
      });
      await call.press(place.slice(-1));
      expect([call.place, call.heard]).toEqual([place, ['error.information-unavailable', ...AFTER_INFORMATION]]);
    },
  );

  it('an amount beyond words does too', async () => {
    const call = await callAt('M4', {
      books: (ledger) =>
        (ledger.accounts.find(({ sourceId }) => sourceId === 'A-ALL')!.availableBalanceMinor = '9'.repeat(17)),
    });
    expect((await call.press('2')).heard[0]).toBe('error.information-unavailable');
  });
});

describe('7.1: ceilings of a call', () => {
  it.each([
    [239_000, false],
    [240_000, true],
  ])('a verified call that is silent for %d ms ends: %s', async (ms, ends) => {
    const call = await callAt('M3');
    call.deliver({ kind: 'noInput', at: call.state.lastInputAt + ms });
    expect(call.isOver).toBe(ends);
    if (ends) expect([call.heard, call.state.outcome]).toEqual([['goodbye'], 'no_input']);
  });

  it('in an entry after a step-up as well', async () => {
    const call = await callAt('M4');
    await call.press('81');
    expect(call.place).toBe('V1');
    call.deliver({ kind: 'noInput', at: call.state.lastInputAt + 240_000 });
    expect([call.isOver, call.heard]).toEqual([true, ['goodbye']]);
  });

  it('a call that is not verified ends by its three silences, whatever they take', async () => {
    const call = await callAt('M2');
    call.deliver({ kind: 'noInput', at: call.state.lastInputAt + 250_000 });
    expect(call.isOver).toBe(false);
  });

  it.each([
    [20 * MINUTE, false],
    [20 * MINUTE + 1, true],
  ])('call.maxMinutes: at %d ms the automatic part ends: %s', async (ms, ends) => {
    const call = await callAt('M2');
    call.deliver({ kind: 'input', at: call.state.startedAt + ms, digits: '9', finishedBy: 'length' });
    expect([call.isOver, call.heard[0]]).toEqual([ends, ends ? 'goodbye' : 'individual.option.cards']);
    if (ends) expect(call.state.outcome).toBe('completed');
  });

  it('a conversation with an agent is not the automatic part', async () => {
    const call = await (await callAt('M2')).press('0');
    call.deliver({ kind: 'transferEnded', at: call.state.startedAt + 60 * MINUTE, outcome: 'answered' });
    expect(call.state.outcome).toBe('transferred');
  });

  it('after the end nothing but the end is answered', async () => {
    const call = await (await callAt('M2')).silence(3);
    const { state } = call;
    call.deliver({ kind: 'input', at: call.now, digits: '1', finishedBy: 'length' });
    expect([call.heard, call.turn.then]).toEqual([[], { kind: 'hangUp' }]);
    expect(call.state).toEqual(state);
  });
});

describe('8: the flow in an undefined state', () => {
  it.each(['general is there', 'general is closed'])('an apology and an agent, or the end: %s', async (what) => {
    const call = await callAt('M2');
    if (what.endsWith('closed')) {
      const queues = call.stage.settings.queues;
      call.stage.settings.queues = { ...queues, general: { ...queues['general']!, hours: {} } };
    }
    const flow = loadFlow();
    const engine = createEngine(
      { ...flow, menus: {} },
      { ...DEFAULT_FLOW_SETTINGS, queues: call.stage.settings.queues },
    );
    const step = engine.advance(call.state, { kind: 'noInput', at: call.now }, '');
    if (step.output.kind !== 'turn') throw new Error('no turn');
    expect(step.output.turn.say[0]?.prompt).toBe('error.apology');
    expect(step.output.turn.then.kind).toBe(what.endsWith('closed') ? 'hangUp' : 'transfer');
    expect(step.notes.some(({ event }) => event === 'undefined-state')).toBe(true);
  });

  it.each([
    { kind: 'transferEnded', outcome: 'busy' },
    { kind: 'started', providerCallId: 'x', callerNumber: '', dialledNumber: '', attestation: 'unknown' },
  ] as const)('an event that cannot be is one: $kind', async (event) => {
    const call = await callAt('M2');
    call.stage.clock.pass(1);
    const engine = createEngine(loadFlow(), call.stage.settings);
    const step = engine.advance(call.state, { ...event, at: call.now }, '');
    expect(step.notes.map((note) => note.event)).toContain('undefined-state');
    expect(step.output.kind === 'turn' && step.output.turn.then.kind).toBe('transfer');
  });
});
