import { describe, expect, it } from '@jest/globals';
import { EVERY_SOUND } from '../../form-exchanges.js';
import { CONTEXT, renderHostile } from '../../hostile-turns.js';
import type { Turn } from '../../turn.js';
import { STANDARD_PROFILE } from './__fixtures__/profiles.js';
import { VoiceXmlTurnMapper } from './voicexml-turn.mapper.js';

const NEXT = { kind: 'step', token: 'AAAAAAAAAAAAAAAAAAAAAA' } as const;
const COLLECT = {
  kind: 'collect',
  digits: 1,
  finishKeys: [],
  firstDigitMs: 7_000,
  interDigitMs: 7_000,
  sensitive: false,
} as const;
const ENTRY = { ...COLLECT, digits: 4, finishKeys: ['#', '*'], sensitive: true } as const;
const TRANSFER = {
  kind: 'transfer',
  destination: 'sip:general@agents.bank.example;transport=tls',
  queue: 'general',
  ringSeconds: 25,
  context: CONTEXT,
} as const;

const turn = (more: Partial<Turn>): Turn => ({ language: 'sq', notice: [], say: [], then: COLLECT, ...more });
const mapperOf = (profile: Partial<typeof STANDARD_PROFILE>, audio = EVERY_SOUND) =>
  new VoiceXmlTurnMapper({ ...STANDARD_PROFILE, ...profile }, audio);
const render = (profile: Partial<typeof STANDARD_PROFILE>, more: Partial<Turn>) =>
  mapperOf(profile).render(turn(more), NEXT, 'sid');

describe('VoiceXmlTurnMapper', () => {
  it.each([
    ['builtin', 'src="builtin:dtmf/digits?length=1"', 'src="builtin:dtmf/digits?minlength=1;maxlength=4"'],
    ['cisco-regex', '>[0-9*#]<', '>[0-9]{1,4}|[0-9]{0,3}[#*]<'],
    ['cisco-dots', '>.<', '>....<'],
  ] as const)('%s grammars: a menu takes one key, an entry up to its digits', (grammar, menu, entry) => {
    expect(render({ grammar }, {})).toContain(menu);
    expect(render({ grammar }, { then: ENTRY })).toContain(entry);
  });

  it('a platform whose grammar cannot hold # ends an entry by it', () => {
    expect(render({ grammar: 'builtin' }, { then: ENTRY })).toContain('name="termchar" value="#"');
    expect(render({}, { then: ENTRY })).toContain('name="termchar" value="D"');
  });

  it('P1: the properties that hide digits stand in the documents of entries, and only there', () => {
    const profile = { sensitiveProperties: [['com.cisco.secureLogging', 'true']] as const };
    expect(render(profile, { then: ENTRY })).toContain('<property name="com.cisco.secureLogging" value="true"/>');
    expect(render(profile, {})).not.toContain('secureLogging');
  });

  it.each([
    ['bridge', 'type="bridge"', 'maxtime="14400s"'],
    ['consultation', 'type="consultation"', 'connection.disconnect.transfer'],
    ['blind', 'type="blind"', 'connection.disconnect.transfer'],
    ['none', '<exit namelist="route"/>', 'sip:general@agents.bank.example;transport=tls'],
  ] as const)('a transfer %s', (transfer, one, other) => {
    const document = render({ transfer }, { then: TRANSFER });
    expect(document).toContain(one);
    expect(document).toContain(other);
  });

  it('the context of the agent goes where the platform takes it, or nowhere', () => {
    expect(render({}, { then: TRANSFER })).toContain('aai="X-Call-Id=call&amp;');
    expect(render({ transferContext: 'headers' }, { then: TRANSFER })).toContain(';transport=tls?X-Call-Id=call&amp;');
    expect(render({ transferContext: 'none' }, { then: TRANSFER })).not.toContain('X-Call-Id');
    const number = { ...TRANSFER, destination: '+35542000111' };
    expect(render({ transferContext: 'headers' }, { then: number })).toContain('dest="tel:+35542000111"');
  });

  it('without any audio the platform’s own speech is left, in its language', () => {
    const mute = { ...EVERY_SOUND, canSpeak: () => false };
    const document = mapperOf({}, mute).render(turn({ say: [{ prompt: 'goodbye' }] }), NEXT, 'sid');
    expect(document).toMatch(/<s>Thank you for calling/);
    expect(document).not.toContain('<audio');
  });

  it('reads other variables of the session, each level looked at first', () => {
    expect(mapperOf({ callIdVariables: ['session.avaya.ucid'] }).entry()).toContain(
      '<if cond="callid == &apos;&apos; &amp;&amp; typeof session.avaya != &apos;undefined&apos; &amp;&amp; ' +
        'typeof session.avaya.ucid != &apos;undefined&apos;"><assign name="callid" expr="session.avaya.ucid"/></if>',
    );
  });

  it('S3: no document holds the secret of its addresses', () => {
    for (const document of [mapperOf({}).entry(), render({}, {}), render({}, { then: TRANSFER })])
      expect(document).toMatch(/next="https:\/\/ivr\.bank\.example\/telephony\/voicexml\/(?:started|calls|ended)/);
  });

  it('S23: a call whose id would need escaping is refused', () => {
    expect(() => mapperOf({}).render(turn({}), NEXT, "';x()//")).toThrow(RangeError);
  });

  it('S23: hostile names, numbers and merchants choose no element, destination or header', () => {
    renderHostile(
      (bankName, hostile) => mapperOf({ bankName, transferContext: 'headers' }).render(hostile, NEXT, 'sid'),
      (document) => {
        const [, target, query = ''] = /dest="([^?"]*)\?([^"]*)"/.exec(document) ?? [];
        const names = query.split('&amp;').map((header) => header.split('=')[0] ?? '');
        return (
          target === 'sip:general@agents.bank.example' &&
          names.every((name) => /^X-[A-Z][A-Za-z-]+$/.test(name)) &&
          new Set(names).size === names.length
        );
      },
    );
  });
});
