import { describe, expect, it } from '@jest/globals';
import { XMLParser } from 'fast-xml-parser';
import { Response } from 'plivo';
import type { Continuation } from '../../continuation.js';
import { EVERY_SOUND } from '../../form-exchanges.js';
import { CONTEXT, renderHostile } from '../../hostile-turns.js';
import type { Turn } from '../../turn.js';
import { PlivoTurnMapper } from './plivo-turn.mapper.js';

const OPTIONS = {
  publicUrl: 'https://ivr.bank.example',
  bankName: 'Banka Demo',
  voice: { name: 'Polly.Amy', language: 'en-GB' },
  playLanguages: [],
  callerId: undefined,
};
const NEXT: Continuation = { kind: 'step', token: 'AAAAAAAAAAAAAAAAAAAAAA' };
const BASE = `${OPTIONS.publicUrl}/telephony/plivo/calls/${'A'.repeat(22)}`;
const ENTRY = {
  kind: 'collect',
  digits: 4,
  finishKeys: ['#', '*'],
  firstDigitMs: 10_000,
  interDigitMs: 4_500,
  sensitive: true,
} as const;
const turn = (then: Turn['then']): Turn => ({ language: 'en', notice: [], say: [], then });
/** What is used of the SDK's class, which its types take for a function. */
interface SdkResponse {
  addGetDigits(attributes: Readonly<Record<string, unknown>>): void;
  addRedirect(url: string, attributes: { method: string }): void;
  toXML(): string;
}

const read = (document: string) => new XMLParser({ ignoreAttributes: false }).parse(document) as object;

describe('PlivoTurnMapper', () => {
  const mapper = new PlivoTurnMapper(OPTIONS, EVERY_SOUND);

  it('writes what the SDK of Plivo writes for the same entry, which hides its digits', () => {
    const response = Reflect.construct(Response, []) as SdkResponse;
    response.addGetDigits({
      action: `${BASE}/input/4`,
      method: 'POST',
      timeout: 10,
      digitTimeout: 5,
      numDigits: 4,
      finishOnKey: '#',
      retries: 1,
      redirect: true,
      log: false,
    });
    response.addRedirect(`${BASE}/no-input`, { method: 'POST' });
    expect(read(mapper.render(turn(ENTRY), NEXT))).toMatchObject(read(response.toXML()));
  });

  it('takes every key of a menu for an answer, and hides none', () => {
    const document = mapper.render(turn({ ...ENTRY, digits: 1, finishKeys: [], sensitive: false }), NEXT);
    expect(document).toContain('finishOnKey="none"');
    expect(document).not.toContain('log=');
  });

  it('dials digits alone, with the number the bank chose', () => {
    const own = new PlivoTurnMapper({ ...OPTIONS, callerId: '+35542000000' }, EVERY_SOUND);
    const then = {
      kind: 'transfer',
      destination: '+35542111111',
      queue: 'q',
      ringSeconds: 25,
      context: CONTEXT,
    } as const;
    const document = own.render(turn(then), NEXT);
    expect(document).toContain('timeout="25" timeLimit="14400" callerId="35542000000"');
    expect(document).toContain('<Number>35542111111</Number>');
  });

  it('S23: 1,000 hostile names and numbers choose no element, attribute, target or header', () => {
    const names = ['CallId', 'CallerNumber', 'CallerNumberClass', 'Language', 'Intent', 'SecondsInService', 'Verified'];
    const known = [...names, 'LastPrompt', 'Path'];
    // Braces mean nothing to Plivo; they stand for themselves.
    const harmless = (document: string) => document.replaceAll('{{', '{ {').replaceAll('{{', '{ {');
    renderHostile(
      (bankName, hostile) => harmless(new PlivoTurnMapper({ ...OPTIONS, bankName }, EVERY_SOUND).render(hostile, NEXT)),
      (document) => {
        const [, headers = '', target] = /<User sipHeaders="([^"]*)">([^<]*)<\/User>/.exec(document) ?? [];
        const given = headers.split(',').map((header) => /^([A-Za-z]+)=[A-Za-z0-9]+$/.exec(header)?.[1] ?? 'none');
        return (
          target === 'sip:general@agents.bank.example' &&
          new Set(given).size === given.length &&
          given.every((name) => known.includes(name))
        );
      },
    );
  });
});
