import { describe, expect, it } from '@jest/globals';
import { callAt, giveSecondDebitCard, TestCall } from '../../../../tools/call/testing/test-call.js';

const MENU_M2 = 'individual.option.cards';

describe('7.2: repeating a menu for ever counts as silence', () => {
  it.each(['9', '*'])('ten times %s are repetitions, three more end the call', async (key) => {
    const call = await callAt('M2');
    for (let times = 0; times < 10; times += 1) {
      await call.press(key);
      expect(call.heard).not.toContain('error.no-input');
    }
    await call.press(key);
    expect(call.heard).toContain('error.no-input');
    await call.press(key, key);
    expect(call.heard).toEqual(['goodbye']);
    expect(call.state.outcome).toBe('no_input');
  });

  it.each(['9', '*'])('%s is a valid key: slips before it count no more', async (key) => {
    const call = await callAt('M2');
    await call.silence(2);
    await call.press(key);
    await call.silence(2);
    expect(call.isOver).toBe(false);
    await call.press('5', '5', key, '5', '5');
    expect(call.transferredTo).toBeUndefined();
  });
});

describe('D42: a number sign after an entry that was complete', () => {
  it('is swallowed although the service took its time', async () => {
    const call = await callAt('V2');
    call.bank.slow('auth', 3_500);
    await call.typeAhead({ pin: 'A-credit' }, '#1');
    expect(call.place).toBe('M3.1');
  });
});

describe('what was to be heard is heard, whatever has to be asked meanwhile', () => {
  it('7.3: P-PRIVACY is not lost when everything was typed ahead', async () => {
    const call = await TestCall.answered({ settings: { privacyNotice: true } });
    await call.typeAhead('211', { card: 'A-credit' });
    expect(call.place).toBe('V2');
    expect(call.turn.notice.map(({ prompt }) => prompt)).toEqual(['privacy.recording', 'privacy.data']);
    await call.press({ pin: 'A-credit' });
    expect(call.turn.notice).toEqual([]);
  });
});

describe('every loop has a ceiling', () => {
  it('500 turns end the call, and failing transfers do not keep it alive', async () => {
    const call = await callAt('M2');
    let turns = 0;
    for (; turns < 600 && !call.isOver; turns += 1) {
      if (call.transferredTo === undefined) await call.press(turns % 2 === 0 ? '1' : '#');
      else await call.transferEnds('busy');
    }
    expect(call.isOver).toBe(true);
    expect(turns).toBeGreaterThan(490);
    expect(call.state.outcome).toBe('error');
  });
});

describe('6.3: a complaint gets its reference', () => {
  it('also when nobody is there to take it: the reference stays open', async () => {
    const closed = { destination: '+35542000003', ringSeconds: 30, hours: {}, holidays: [] };
    const call = await callAt('M2');
    call.stage.settings.queues['complaints'] = closed;
    await call.press('3');
    expect(call.heard).toContain('reference.number');
    expect(call.heard).toContain(MENU_M2);
    expect(call.bank.references).toHaveLength(1);
    call.stage.settings.queues['complaints'] = { ...closed, hours: 'always' };
  });
});

describe('3.3: names of intents', () => {
  it('the silent choice of the language stands in the path the agent sees', async () => {
    const call = await callAt('M0');
    await call.silence();
    await call.press('0');
    expect(call.context.path).toEqual(['language.default', 'card.lost_or_stolen']);
  });

  it('a star is a repetition like a nine', async () => {
    const call = await callAt('M2');
    await call.press('9', '*');
    expect(call.state.path.slice(-2)).toEqual(['menu.repeat', 'menu.repeat']);
  });

  it('a debit card is chosen under the same name as a credit card', async () => {
    const call = await callAt('M4S');
    await call.press('2');
    expect(call.state.path.at(-1)).toBe('cards.select');
  });
});

describe('3.2: keys A to D', () => {
  it('are invalid in a menu', async () => {
    const call = await callAt('M2');
    call.deliver({ kind: 'input', at: call.now, digits: 'A', finishedBy: 'length' });
    expect(call.heard).toContain('error.invalid-key');
  });

  it('make an entry wrong', async () => {
    const call = await callAt('V2');
    call.deliver({ kind: 'input', at: call.now, digits: '12D4', finishedBy: 'length' });
    expect(call.heard).toContain('error.invalid-entry');
    expect(call.bank.verdicts).toHaveLength(0);
  });
});

describe('3.4: an entry of the wrong length', () => {
  it.each(['length', 'timeout', 'key'] as const)('is an entry error however it ended: %s', async (finishedBy) => {
    const call = await callAt('V1');
    const finishKey = finishedBy === 'key' ? ({ finishKey: '#' } as const) : {};
    call.deliver({ kind: 'input', at: call.now, digits: '4111', finishedBy, ...finishKey });
    expect(call.heard).toEqual(['error.invalid-entry', 'identification.enter-card-number']);
  });
});

describe('5.2: the account linked to the debit card', () => {
  it('is that of the card keyed in, or none: never that of another card', async () => {
    const call = await TestCall.answered({
      from: 'G',
      books: (ledger) => {
        giveSecondDebitCard(ledger);
        ledger.cards.find(({ sourceId }) => sourceId === 'G-debit')!.linkedAccountSourceIds = [];
      },
    });
    await call.press('$language', '121', { card: 'G-debit' }, { pin: 'G-debit' }, '1');
    expect(call.heard).toContain('accounts.no-debit-card');
    expect(call.place).toBe('M4');
  });
});
