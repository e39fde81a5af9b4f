import { describe, expect, it } from '@jest/globals';
import { asteriskOptions, asteriskProblems, AsteriskSettings } from './asterisk.config.js';

const read = (environment: Record<string, string>) => AsteriskSettings.safeParse(environment);

describe('settings of the Asterisk connection', () => {
  it('nothing set: loopback, the port of FastAGI, no secret, prompts by address', () => {
    const options = asteriskOptions({ ...AsteriskSettings.parse({}), BANK_NAME: 'Banka Demo' });
    expect(options).toMatchObject({
      host: '127.0.0.1',
      port: 4573,
      allowedAddresses: ['127.0.0.1', '::1'],
      secrets: [],
      sounds: undefined,
      agentContext: 'ivr-agent',
    });
  });

  it('a folder is the same for Asterisk unless told otherwise; there may be no context for agents', () => {
    const options = (environment: Record<string, string>) =>
      asteriskOptions({ ...AsteriskSettings.parse(environment), BANK_NAME: 'x' });
    expect(options({ AGI_SOUNDS_DIR: '/a' }).sounds).toEqual({ folder: '/a', asteriskFolder: '/a' });
    expect(options({ AGI_SOUNDS_DIR: '/a', AGI_SOUNDS_DIR_OF_ASTERISK: '/b' }).sounds?.asteriskFolder).toBe('/b');
    expect(options({ AGI_AGENT_CONTEXT: 'none' }).agentContext).toBeUndefined();
  });

  it.each([
    ['AGI_PORT', '70000'],
    ['AGI_ALLOWED_ADDRESSES', 'asterisk.bank.example'],
    ['AGI_ALLOWED_ADDRESSES', '10.0.0.0/33'],
    ['AGI_ALLOWED_ADDRESSES', '10.0.0.0/8/8'],
    ['AGI_ALLOWED_ADDRESSES', ' , '],
    ['AGI_SECRET', 'short'],
    ['AGI_SOUNDS_DIR_OF_ASTERISK', 'sounds'],
    ['AGI_SOUNDS_DIR_OF_ASTERISK', '/with blank'],
    ['AGI_DIAL_SIP', 'PJSIP/agents'],
    ['AGI_DIAL_NUMBER', 'PJSIP/{}@trunk,30,g'],
    ['AGI_AGENT_CONTEXT', 'ivr^agent'],
  ])('refuses %s %s', (name, value) => {
    const result = read({ [name]: value });
    expect(result.error?.issues.map(({ path }) => path[0])).toEqual([name]);
  });

  it('production asks for a secret, and that no spoken balance stays in the media cache, or who accepted it', () => {
    const problems = (more: object) => asteriskProblems({ PROFILE: 'production', ...more }).map(([name]) => name);
    expect(problems({})).toEqual(['AGI_SECRET', 'AGI_SOUNDS_DIR']);
    expect(problems({ AGI_SECRET: ['x'], AGI_SOUNDS_DIR: '/a' })).toEqual([]);
    expect(problems({ AGI_SECRET: ['x'], AGI_MEDIA_CACHE_ACCEPTED_BY: 'the board' })).toEqual([]);
    expect(asteriskProblems({ PROFILE: 'demo' })).toEqual([]);
  });
});
