import { describe, expect, it } from '@jest/globals';
import { RestClient } from '@signalwire/compatibility-api';
import { XMLParser } from 'fast-xml-parser';
import type { Continuation } from '../../continuation.js';
import { EVERY_SOUND } from '../../form-exchanges.js';
import { renderHostile, sipIsMeant } from '../../hostile-turns.js';
import type { Turn } from '../../turn.js';
import { SignalwireTurnMapper } from './signalwire-turn.mapper.js';

const OPTIONS = {
  publicUrl: 'https://ivr.bank.example',
  bankName: 'Banka Demo',
  voices: { en: { name: 'Polly.Amy', language: 'en-GB' } },
  playLanguages: [],
  callerId: undefined,
};
const NEXT: Continuation = { kind: 'step', token: 'AAAAAAAAAAAAAAAAAAAAAA' };
const BASE = `${OPTIONS.publicUrl}/telephony/signalwire/calls/${'A'.repeat(22)}`;
const ENTRY: Turn = {
  language: 'en',
  notice: [],
  say: [{ prompt: 'goodbye' }],
  then: {
    kind: 'collect',
    digits: 4,
    finishKeys: ['#', '*'],
    firstDigitMs: 10_000,
    interDigitMs: 5_000,
    sensitive: true,
  },
};

describe('SignalwireTurnMapper', () => {
  const mapper = new SignalwireTurnMapper(OPTIONS, EVERY_SOUND);

  it('writes what the SDK of SignalWire writes for the same entry', () => {
    const response = new RestClient.LaML.VoiceResponse();
    const gather = response.gather({
      input: ['dtmf'],
      numDigits: 4,
      timeout: 10,
      finishOnKey: '',
      actionOnEmptyResult: true,
      method: 'POST',
      action: `${BASE}/input/4#rt=15000`,
    });
    gather.say({ voice: 'Polly.Amy', language: 'en-GB' }, 'Thank you for calling. Goodbye.');
    response.redirect({ method: 'POST' }, `${BASE}/no-input#rt=15000`);
    const read = (document: string) => new XMLParser({ ignoreAttributes: false }).parse(document) as unknown;
    expect(read(mapper.render(ENTRY, NEXT))).toEqual(read(response.toString()));
  });

  it('asks SignalWire to wait for as long as it can, at every address', () => {
    const addresses = mapper.render(ENTRY, NEXT).match(/https:[^"<]*telephony[^"<]*/g) ?? [];
    expect(addresses).toHaveLength(2);
    expect(addresses.every((address) => address.endsWith('#rt=15000'))).toBe(true);
  });

  it('S23: 1,000 hostile names and numbers choose no verb, attribute, target or header', () => {
    // Braces mean nothing to SignalWire; they stand for themselves.
    const harmless = (document: string) => document.replaceAll('{{', '{ {').replaceAll('{{', '{ {');
    renderHostile(
      (bankName, hostile) =>
        harmless(new SignalwireTurnMapper({ ...OPTIONS, bankName }, EVERY_SOUND).render(hostile, NEXT)),
      sipIsMeant,
    );
  });
});
