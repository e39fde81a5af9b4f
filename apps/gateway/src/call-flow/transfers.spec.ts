import { describe, expect, it } from '@jest/globals';
import { callAt, type Place, type TestCall, type TestCallOptions } from '../../../../tools/call/testing/test-call.js';
import type { FlowSettings, QueueSettings } from './flow-settings.js';

const queue = (destination: string, more: Partial<QueueSettings> = {}): QueueSettings => ({
  destination,
  ringSeconds: 30,
  hours: 'always',
  holidays: [],
  ...more,
});

/** Monday to Friday, eight to five, but not on the day of the flag and of independence. */
const OFFICE: Partial<QueueSettings> = {
  hours: Object.fromEntries(
    ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((day) => [day, [{ from: '08:00', to: '17:00' }]]),
  ),
  holidays: ['2026-11-30'],
};

function queues(change: FlowSettings['queues'] = {}): TestCallOptions {
  return {
    settings: {
      queues: {
        lost_card: queue('+355420001', { overflow: '+355420009' }),
        general: queue('+355420002', { overflow: 'sip:overflow@bank.example' }),
        complaints: queue('+355420003'),
        business: queue('+355420004'),
        pos_support: queue('+355420005'),
        ...change,
      },
    },
  };
}

const destination = ({ turn: { then } }: TestCall) => (then.kind === 'transfer' ? then.destination : undefined);

describe('6.1: any transfer', () => {
  it.each<[Place, string, string, string]>([
    ['M1', '0', 'lost_card', 'transfer.lost-card'],
    ['M2', '0', 'general', 'transfer.agent'],
    ['M2', '3', 'complaints', 'transfer.complaint'],
    ['M3', '0', 'general', 'transfer.agent'],
    ['M5', '1', 'pos_support', 'transfer.pos-support'],
    ['M5', '2', 'business', 'transfer.agent'],
    ['M5', '3', 'complaints', 'transfer.complaint'],
  ])('at %s key %s: queue %s, announced by %s', async (place, key, name, prompt) => {
    const call = await (await callAt(place, queues())).press(key);
    expect([call.transferredTo, call.heard.at(-1)]).toEqual([name, prompt]);
    expect(call.turn.then).toMatchObject({ kind: 'transfer', ringSeconds: 30 });
  });

  it.each(['busy', 'noAnswer', 'failed'] as const)(
    '%s: the overflow is tried, then P-NO-AGENT where the caller was',
    async (end) => {
      const call = await (await callAt('M3', queues())).press('0');
      expect(destination(call)).toBe('+355420002');
      await call.transferEnds(end);
      expect([destination(call), call.heard]).toEqual(['sip:overflow@bank.example', []]);
      await call.transferEnds(end);
      expect([call.place, call.heard[0], call.isOver]).toEqual(['M3', 'transfer.failed', false]);
      expect(call.state.verified?.level).toBe('credit_card');
      expect((await call.press('1')).heard).toContain('cards.limit.debt');
    },
  );

  it('without an overflow P-NO-AGENT comes at once', async () => {
    const call = await (await callAt('M5', queues())).press('2');
    await call.transferEnds('busy');
    expect([call.place, call.heard[0]]).toEqual(['M5', 'transfer.failed']);
  });

  it('back after information only the choices are said, and nothing is asked again', async () => {
    const call = await (await callAt('M4.2', queues())).press('0');
    const asked = { ...call.bank.asked };
    await call.transferEnds('busy', 'busy');
    expect(call.heard.slice(0, 2)).toEqual(['transfer.failed', 'common.option.repeat-information']);
    expect([call.place, call.bank.asked]).toEqual(['M4.2', asked]);
  });

  it.each(['busy', 'noAnswer', 'failed'] as const)(
    'answered by the overflow after %s: the call is over, transferred',
    async (end) => {
      const call = await (await callAt('M2', queues())).press('0');
      await call.transferEnds(end, 'answered');
      expect([call.isOver, call.state.outcome]).toEqual([true, 'transferred']);
    },
  );

  it('a caller who hangs up while it rings was transferred; one who hangs up after it failed was not', async () => {
    const ringing = await (await callAt('M2', queues())).press('0');
    expect((await ringing.hangUp()).state.outcome).toBe('transferred');
    const back = await (await callAt('M2', queues())).press('0');
    await back.transferEnds('busy', 'busy');
    expect((await back.hangUp()).state.outcome).toBe('caller_hangup');
  });

  it('does not end a call however often it fails', async () => {
    const call = await callAt('M2', queues());
    for (let times = 0; times < 20; times += 1) {
      await call.press('0');
      await call.transferEnds('failed', 'failed');
      expect([call.place, call.isOver]).toEqual(['M2', false]);
    }
  });
});

describe('6.2, D45: lost or stolen card', () => {
  it('is tried at its destination, the overflow, and the destination once more', async () => {
    const call = await (await callAt('M1', queues())).press('0');
    const tried = [destination(call)];
    for (let times = 0; times < 2; times += 1) tried.push(destination(await call.transferEnds('busy')));
    expect(tried).toEqual(['+355420001', '+355420009', '+355420001']);
    await call.transferEnds('busy');
    expect([call.place, call.heard[0], call.isOver]).toEqual(['M1', 'transfer.failed', false]);
  });

  it('without an overflow its destination is tried twice', async () => {
    const call = await (await callAt('M1', queues({ lost_card: queue('+355420001') }))).press('0');
    await call.transferEnds('noAnswer');
    expect(destination(call)).toBe('+355420001');
    await call.transferEnds('noAnswer');
    expect(call.heard[0]).toBe('transfer.failed');
  });

  it('is never closed, whatever hours are set', async () => {
    const call = await callAt('M1', queues({ lost_card: queue('+355420001', { hours: {} }) }));
    expect((await call.press('0')).transferredTo).toBe('lost_card');
  });
});

describe('6.4, D32: a queue that is closed', () => {
  it('P-CLOSED says when it opens, and the menu it came from goes on', async () => {
    // Friday before the holiday on Monday, a minute after five.
    const at = Date.parse('2026-11-27T17:01:00+01:00');
    const call = await callAt('M5', { ...queues({ pos_support: queue('+355420005', OFFICE) }), at });
    await call.press('1');
    expect(call.words[0]).toBe('This service is closed now. It opens on Tuesday at eight a.m.');
    expect([call.place, call.heard[1]]).toEqual(['M5', 'business.option.pos']);
    expect((await call.press('2')).transferredTo).toBe('business');
  });

  it('is P-NO-AGENT when it does not open within two months', async () => {
    const call = await callAt('M5', queues({ pos_support: queue('+355420005', { hours: {} }) }));
    expect((await call.press('1')).heard[0]).toBe('transfer.failed');
  });

  it('closed for the third invalid key too: the caller stays in the menu', async () => {
    const call = await callAt('M2', queues({ general: queue('+355420002', { hours: {} }) }));
    await call.press('555');
    expect([call.place, call.isOver, call.state.invalidKeys]).toEqual(['M2', false, 0]);
    expect(call.heard.slice(0, 2)).toEqual(['error.invalid-key', 'transfer.failed']);
  });
});

describe('6.3, D41: a complaint', () => {
  it('gets a reference that is spoken once and goes with the call', async () => {
    const call = await (await callAt('M2', queues())).press('3');
    expect(call.heard).toEqual(['reference.number', 'transfer.complaint']);
    expect(call.words[0]).toBe('Your reference number is three, one, four, one, five, nine, two, six.');
    expect(call.context.reference).toBe('31415926');
    await call.transferEnds('busy');
    await call.press('3');
    expect(call.heard).toEqual(['transfer.complaint']);
    expect(call.context.reference).toBe('31415926');
    expect(call.bank.references).toHaveLength(1);
  });

  it('is connected without one when none can be made', async () => {
    const call = await callAt('M2', queues());
    call.bank.takeDown('openComplaint');
    await call.press('3');
    expect([call.transferredTo, call.heard]).toEqual(['complaints', ['transfer.complaint']]);
    expect(call.context).not.toHaveProperty('reference');
  });
});

describe('D40: what the agent is shown', () => {
  it('of a caller who is not verified: number, class, language, intent, path, time', async () => {
    const call = (await callAt('M2', { ...queues(), language: 'sq' })).pass(5_500);
    await call.press('0');
    expect(call.context).toEqual({
      callId: call.state.callId,
      callerNumber: '+355690000001',
      callerNumberClass: 'REGISTERED',
      language: 'sq',
      intent: 'agent.individual',
      path: ['language.sq', 'caller.individual', 'agent.individual'],
      secondsInService: 6,
      verified: false,
      lastPrompt: 'common.option.agent',
    });
  });

  it('of a verified caller also level, client number and the last four digits of the card in question', async () => {
    const call = await callAt('M3.1', queues());
    await call.press('0');
    expect(call.context).toMatchObject({
      callerNumberClass: 'OWN',
      verified: true,
      level: 'credit_card',
      clientNumber: '100000001',
      cardLastFour: '1111',
      intent: 'agent.cards',
    });
  });

  it('never a number of a card, a PIN, digits entered or a balance', async () => {
    const call = await callAt('M4.2', queues());
    await call.press('8', '1', { card: 'A-credit' }, { pin: 'A-credit' }, '1', '0');
    const shown = JSON.stringify(call.context);
    for (const secret of ['4111', '4826', '15050', '1234567', '15000000', '3876550'])
      expect(shown).not.toContain(secret);
  });
});
