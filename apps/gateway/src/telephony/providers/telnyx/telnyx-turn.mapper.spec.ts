import { describe, expect, it } from '@jest/globals';
import type { Continuation } from '../../continuation.js';
import { EVERY_SOUND } from '../../form-exchanges.js';
import { CONTEXT, renderHostile, sipIsMeant } from '../../hostile-turns.js';
import type { Turn } from '../../turn.js';
import { TelnyxTurnMapper } from './telnyx-turn.mapper.js';

const OPTIONS = {
  publicUrl: 'https://ivr.bank.example',
  bankName: 'Banka Demo',
  voices: { en: { name: 'Polly.Amy-Neural' } },
  playLanguages: [],
  callerId: undefined,
};
const NEXT: Continuation = { kind: 'step', token: 'AAAAAAAAAAAAAAAAAAAAAA' };
const turn = (then: Turn['then'], more: Partial<Turn> = {}): Turn => ({
  language: 'en',
  notice: [],
  say: [],
  then,
  ...more,
});
const ENTRY = {
  kind: 'collect',
  digits: 16,
  finishKeys: ['#', '*'],
  firstDigitMs: 10_000,
  interDigitMs: 5_000,
  sensitive: true,
} as const;
const transfer = (ringSeconds: number) =>
  ({ kind: 'transfer', destination: 'sip:a@b.example', queue: 'q', ringSeconds, context: CONTEXT }) as const;

describe('TelnyxTurnMapper', () => {
  const mapper = new TelnyxTurnMapper(OPTIONS, true, EVERY_SOUND);

  it('lets no key end an entry, and goes on behind a Gather in which nothing was pressed', () => {
    const document = mapper.render(turn(ENTRY), NEXT);
    expect(document).toContain('numDigits="16" timeout="10" finishOnKey="" method="POST"');
    expect(document).toMatch(/<\/?Gather[^>]*\/?><Redirect method="POST">[^<]*\/no-input<\/Redirect>/);
  });

  it('speaks Albanian where the bank has named a voice for it, and plays it where not', () => {
    const say = { language: 'sq', say: [{ prompt: 'goodbye' }] } as const;
    expect(mapper.render(turn({ kind: 'hangUp' }, say), NEXT)).toContain('<Play>');
    const spoken = new TelnyxTurnMapper(
      { ...OPTIONS, voices: { ...OPTIONS.voices, sq: { name: 'Azure.sq-AL-AnilaNeural' } } },
      true,
      EVERY_SOUND,
    );
    expect(spoken.render(turn({ kind: 'hangUp' }, say), NEXT)).toContain('<Say voice="Azure.sq-AL-AnilaNeural">');
  });

  it.each([
    [3, 5],
    [25, 25],
    [600, 120],
  ])('rings for %i s as %i s, which Telnyx takes', (asked, told) => {
    expect(mapper.render(turn(transfer(asked)), NEXT)).toContain(`timeout="${told}"`);
  });

  it('leaves the context away where the bank has switched it off', () => {
    const bare = new TelnyxTurnMapper(OPTIONS, false, EVERY_SOUND);
    expect(bare.render(turn(transfer(30)), NEXT)).toContain('<Sip>sip:a@b.example</Sip>');
  });

  it('S23: 1,000 hostile names and numbers choose no verb, attribute, template, target or header', () => {
    renderHostile(
      (bankName, hostile) => new TelnyxTurnMapper({ ...OPTIONS, bankName }, true, EVERY_SOUND).render(hostile, NEXT),
      sipIsMeant,
    );
    const named = new TelnyxTurnMapper({ ...OPTIONS, bankName: 'B {{{From}}}' }, true, EVERY_SOUND);
    const welcome = turn({ kind: 'hangUp' }, { say: [{ prompt: 'welcome' }] });
    expect(named.render(welcome, NEXT)).toContain('B { { {From}}}');
  });
});
