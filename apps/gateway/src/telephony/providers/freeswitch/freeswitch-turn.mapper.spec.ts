import { describe, expect, it } from '@jest/globals';
import { EVERY_SOUND } from '../../form-exchanges.js';
import { CONTEXT, renderHostile } from '../../hostile-turns.js';
import type { Turn } from '../../turn.js';
import { FreeSwitchTurnMapper } from './freeswitch-turn.mapper.js';
import { NOTHING_TO_DO } from './httapi.js';
import { TypedKeys } from './typed-keys.js';

const OPTIONS = {
  publicUrl: 'https://ivr.bank.example',
  bankName: 'Banka Demo',
  sipProfile: 'external',
  gateway: 'trunk',
  numbers: 'asGiven',
} as const;
const KEYS = new TypedKeys(['a password']);
const TOKEN = 'AAAAAAAAAAAAAAAAAAAAAA';
const NEXT = { kind: 'step', token: TOKEN } as const;
const COLLECT = {
  kind: 'collect',
  digits: 1,
  finishKeys: [],
  firstDigitMs: 7_000,
  interDigitMs: 7_000,
  sensitive: false,
} as const;
const TRANSFER = {
  kind: 'transfer',
  destination: 'sip:general@agents.bank.example',
  queue: 'general',
  ringSeconds: 25,
  context: CONTEXT,
} as const;

const turn = (more: Partial<Turn>): Turn => ({ language: 'en', notice: [], say: [], then: COLLECT, ...more });

describe('FreeSwitchTurnMapper', () => {
  const mapper = new FreeSwitchTurnMapper(OPTIONS, EVERY_SOUND, KEYS);

  it('plays all sounds of a prompt as one file, which a key cuts, and something where nothing is said', () => {
    const say = [{ prompt: 'welcome' }, { prompt: 'goodbye' }] as const;
    expect(mapper.render(turn({ say }), NEXT)).toContain(
      'file="file_string://https://ivr.bank.example/audio/en/welcome.wav!https://ivr.bank.example/audio/en/goodbye.wav!silence_stream://50"',
    );
    expect(mapper.render(turn({}), NEXT)).toContain('file="file_string://silence_stream://50"');
  });

  it('P1: masks keys in entries, says so before, and takes it back', () => {
    expect(mapper.render(turn({ then: { ...COLLECT, digits: 4, sensitive: true } }), NEXT)).toContain(
      '<variables><sensitive_dtmf>true</sensitive_dtmf></variables>',
    );
    expect(mapper.render(turn({}), NEXT)).toContain('<sensitive_dtmf>false</sensitive_dtmf>');
  });

  it('asks for the next key with the wait between keys, and shows none of those before', () => {
    const document = mapper.nextKey('4111', { token: TOKEN, digits: 16, interDigitMs: 4_500 });
    expect(document).toContain('<pause milliseconds="4500" name="key"');
    expect(document).toContain(`action="https://ivr.bank.example/telephony/freeswitch/calls/${TOKEN}/keys/16/4500"`);
    const [, sealed = ''] = /<typed>([\w-]+)<\/typed>/.exec(document) ?? [];
    expect(KEYS.open(sealed, TOKEN)).toBe('4111');
    expect(document).not.toContain('4111');
  });

  it('throws away keys typed ahead before anything is heard', () => {
    const document = mapper.render(turn({ keysAhead: 'discarded', say: [{ prompt: 'goodbye' }] }), NEXT);
    expect(document).toContain('<work><execute application="flush_dtmf" data=""/><playback');
  });

  it('bridges a number by the trunk, and says how the leg to a last resort ended', () => {
    const to = { ...TRANSFER, destination: '+35542000111' };
    const document = mapper.render(turn({ then: to }), { kind: 'lastResort', language: 'sq', attempt: 1 });
    expect(document).toMatch(/data="\{\^\^;originate_timeout=25;[^"]*\}sofia\/gateway\/trunk\/\+35542000111"/);
    expect(document).toContain('action="https://ivr.bank.example/telephony/freeswitch/last-resort/sq/1"');
    expect(document).toContain('<getVariable name="originate_disposition"/>');
    expect(document).toContain('<continue_on_fail>true</continue_on_fail>');
  });

  it('another language rather than silence; without any sound the dialplan says it', () => {
    const only = (spoken: string) => ({ ...EVERY_SOUND, canSpeak: (language: string) => language === spoken });
    const say = [{ prompt: 'goodbye' }] as const;
    const english = new FreeSwitchTurnMapper(OPTIONS, only('en'), KEYS);
    expect(english.render(turn({ language: 'sq', say }), NEXT)).toContain('/audio/en/goodbye.wav');
    expect(new FreeSwitchTurnMapper(OPTIONS, only('none'), KEYS).render(turn({ say }), NEXT)).toBe(NOTHING_TO_DO);
  });

  it('S23: hostile names, numbers and merchants choose no element, destination or header', () => {
    renderHostile(
      (bankName, hostile) =>
        new FreeSwitchTurnMapper({ ...OPTIONS, bankName }, EVERY_SOUND, KEYS).render(hostile, NEXT),
      (document) => {
        const [, variables = '', target] = /data="\{\^\^;([^{}"]*)\}([^"]*)"/.exec(document) ?? [];
        const names = variables.split(';').map((pair) => pair.split('=')[0] ?? '');
        return (
          target === 'sofia/external/sip:general@agents.bank.example' &&
          names.every((name) => name === 'originate_timeout' || /^sip_h_X-[A-Z][A-Za-z-]+$/.test(name)) &&
          new Set(names).size === names.length &&
          // For a dollar sign the call would be hung up.
          !document.includes('$')
        );
      },
    );
  });
});
