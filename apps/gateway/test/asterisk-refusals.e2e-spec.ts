import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { startBank, type TestBank } from '../../../test/harness/index.js';
import { AsteriskChannel } from '../../../tools/call/lines/asterisk/asterisk-channel.js';

/** Stands in every refused connection; must be in no log line. */
const CANARY = '4917300800000000';
const SECRET = 'the-secret-of-the-dialplan';
const MOST_CONNECTIONS = 60;

/** What somebody at the port says in a call: the beginning, and answers to what the gateway asks. */
interface Says {
  environment?: readonly string[];
  /** Instead of an environment. */
  bytes?: string;
  variables?: Record<string, string>;
  from?: string;
}

describe('S19, S20: who is not the Asterisk of the bank, or does not speak like it, changes nothing', () => {
  let bank: TestBank;
  let call: AsteriskChannel;
  /** Tokens the call has had, the oldest first. */
  const tokens: string[] = [];

  beforeAll(async () => {
    const gateway = {
      TELEPHONY_PROVIDERS: 'asterisk',
      PUBLIC_URL: 'https://ivr.bank.example',
      AGI_SECRET: SECRET,
      AGI_ALLOWED_ADDRESSES: '127.0.0.1, 127.0.1.0/24',
      AGI_MAX_CONNECTIONS: String(MOST_CONNECTIONS),
    };
    bank = await startBank({ services: ['gateway'], data: 'empty', environment: { gateway } });
    call = channel();
    await call.callBack();
    for (let step = 0; step < 3; step += 1) {
      await call.run();
      tokens.push(call.token!);
      if (step < 2) call.answer(`200 result=${step === 0 ? 50 : 57} endpos=8000`);
    }
  }, 60_000);
  afterAll(() => bank.stop());

  const channel = () =>
    new AsteriskChannel(
      { address: () => ({ host: '127.0.0.1', port: bank.agiPort }), serviceNumber: '+35542000000', secret: SECRET },
      '+355690000001',
    );
  const environment = (uniqueId = `1767225600.${CANARY}`, more: Record<string, string> = {}) => {
    const all = { agi_uniqueid: uniqueId, agi_calleridname: CANARY, ...more };
    return call.environment().map((line) => {
      const [name = ''] = line.split(':');
      return name in all ? `${name}: ${(all as Record<string, string>)[name] ?? ''}` : line;
    });
  };
  const tables = () =>
    bank.sql(`SELECT 'call', c::text FROM gateway.calls c UNION ALL SELECT 'log', l::text FROM gateway.call_log l
              ORDER BY 1, 2`);

  /** Everything the gateway said until it closed the connection. */
  function converse({ environment: lines, bytes, variables = {}, from = '127.0.0.1' }: Says): Promise<string[]> {
    return new Promise((resolve) => {
      const socket = connect({ port: bank.agiPort, host: '127.0.0.1', localAddress: from });
      const heard: string[] = [];
      let rest = '';
      socket.on('data', (data) => {
        const pieces = `${rest}${data.toString()}`.split('\n');
        rest = pieces.pop() ?? '';
        for (const line of pieces) {
          heard.push(line);
          const [, name] = /^GET VARIABLE (\w+)$/.exec(line) ?? [];
          const value = name === undefined ? undefined : variables[name];
          socket.write(value === undefined ? '200 result=0\n' : `200 result=1 (${value})\n`);
        }
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(heard));
      socket.write(bytes ?? `${(lines ?? environment()).join('\n')}\n\n`);
    });
  }

  const ASKED_SECRET = ['GET VARIABLE IVR_SECRET'];
  const ASKED_TOKEN = [...ASKED_SECRET, 'GET VARIABLE IVR_TOKEN'];
  const known = { IVR_SECRET: SECRET };
  const ofCall = () => environment(call.uniqueId);

  const REFUSED: [what: string, says: () => Says, heard: readonly string[]][] = [
    ['a source that is not on the list', () => ({ from: '127.0.0.2', variables: known }), []],
    ['no secret', () => ({}), ASKED_SECRET],
    ['another secret', () => ({ variables: { IVR_SECRET: 'another-secret-of-the-dialplan' } }), ASKED_SECRET],
    ['the secret of another provider', () => ({ variables: { IVR_SECRET: 'demo-twilio-auth-token' } }), ASKED_SECRET],
    ['the secret and more', () => ({ variables: { IVR_SECRET: `${SECRET} ` } }), ASKED_SECRET],
    [
      'an invented token',
      () => ({ environment: ofCall(), variables: { ...known, IVR_TOKEN: 'A'.repeat(22) } }),
      ASKED_TOKEN,
    ],
    [
      'the token of an earlier step',
      () => ({ environment: ofCall(), variables: { ...known, IVR_TOKEN: tokens[0] ?? '' } }),
      ASKED_TOKEN,
    ],
    ['the token in another call', () => ({ variables: { ...known, IVR_TOKEN: tokens.at(-1) ?? '' } }), ASKED_TOKEN],
    ['a call that has moved on, from its beginning', () => ({ environment: ofCall(), variables: known }), ASKED_TOKEN],
    [
      'the end of a call without its token',
      () => ({
        environment: ofCall().map((line) => line.replace(/^(agi_network_script: ).*/, '$1ivr/ended')),
        variables: known,
      }),
      ASKED_TOKEN,
    ],
    ['HTTP', () => ({ bytes: `POST /telephony/twilio/call HTTP/1.1\r\nHost: x\r\n\r\nDigits=${CANARY}\n` }), []],
    ['another script', () => ({ environment: environment().map((line) => line.replace(': ivr', ': other')) }), []],
    ['a line twice', () => ({ environment: [...environment(), 'agi_callerid: 355690000001'] }), []],
    ['a missing line', () => ({ environment: environment().filter((line) => !line.startsWith('agi_uniqueid')) }), []],
    ['what is no line', () => ({ environment: [...environment(), CANARY] }), []],
    ['an id of another form', () => ({ environment: environment("1' OR '1'='1") }), []],
    ['a presentation that is no number', () => ({ environment: environment('1.1', { agi_callingpres: 'x' }) }), []],
    ['a line of 10 kB', () => ({ bytes: `agi_calleridname: ${'x'.repeat(10_000)}` }), []],
    ['lines without end', () => ({ bytes: `agi_arg_1: ${CANARY}\n`.repeat(1_000) }), []],
    [
      'answers before they were asked for',
      () => ({ bytes: `${environment().join('\n')}\n\n200 result=1 (${SECRET})\n` }),
      [],
    ],
  ];

  it.each(REFUSED)('%s', async (_what, says, heard) => {
    const before = await tables();
    expect(await converse(says())).toEqual(heard);
    expect(await tables()).toEqual(before);
  });

  it('every character of the secret and of the token counts', async () => {
    const before = await tables();
    for (const [name, text] of [
      ['IVR_SECRET', SECRET],
      ['IVR_TOKEN', tokens.at(-1)!],
    ] as const) {
      const altered = Array.from(text, (character, index) => {
        const other = String.fromCharCode(character.charCodeAt(0) ^ 1);
        return { ...known, [name]: text.slice(0, index) + other + text.slice(index + 1) };
      });
      for (const variables of altered) {
        const heard = await converse({ environment: ofCall(), variables });
        expect(heard).toEqual(name === 'IVR_SECRET' ? ASKED_SECRET : ASKED_TOKEN);
      }
    }
    expect(await tables()).toEqual(before);
  }, 30_000);

  it('F32: 1,000 forged calls: none is accepted, no row is written', async () => {
    const before = await tables();
    const heard = new Set<string>();
    for (let sent = 0; sent < 1_000; sent += 25) {
      const forged = Array.from({ length: 25 }, (_, index) =>
        converse({
          environment: environment(`1767225600.${sent + index}`),
          variables: { IVR_SECRET: `guess-${sent}-${index}-0000` },
        }),
      );
      for (const lines of await Promise.all(forged)) heard.add(lines.join());
    }
    expect([...heard]).toEqual(ASKED_SECRET);
    expect(await tables()).toEqual(before);
  }, 60_000);

  it('S22: whoever holds connections gets no more than there are, and is gone after 5 s of nothing', async () => {
    const began = Date.now();
    const held = Array.from({ length: MOST_CONNECTIONS + 20 }, () =>
      converse({ bytes: 'agi_network: yes\n', from: '127.0.1.7' }),
    );
    const first = await Promise.race(held);
    expect([first, Date.now() - began < 2_000]).toEqual([[], true]);
    await Promise.all(held);
    expect(Date.now() - began).toBeLessThan(10_000);
  }, 30_000);

  it('each refusal is one line, and nothing of it is in it', () => {
    const lines = bank.logs.lines.filter((line) => line.includes('"event":"webhook-refused"'));
    expect(lines.length).toBeGreaterThan(1_000);
    const text = bank.logs.text();
    for (const secret of [CANARY, SECRET, 'guess-', ...tokens]) expect(text).not.toContain(secret);
    const fields = ['level', 'time', 'app', 'event', 'reason', 'parameter', 'msg'];
    for (const line of lines)
      expect(Object.keys(JSON.parse(line) as object).every((name) => fields.includes(name))).toBe(true);
  });

  it('the call was not disturbed by any of it', async () => {
    call.answer('200 result=49 endpos=8000');
    const { played } = await call.run();
    expect(played[0]).toMatch(/\/audio\/en\//);
    expect(call.token).not.toBe(tokens.at(-1));
    await call.hangUp(true);
    const [row] = await bank.sql('SELECT outcome FROM gateway.calls');
    expect(row).toEqual({ outcome: 'caller_hangup' });
  });

  it('a caller who went away while nobody listened: the dialplan tells, with the token of the call', async () => {
    const lost = channel();
    await lost.callBack();
    await lost.run();
    lost.cut();
    const lines = lost.environment('ivr/ended');
    const heard = await converse({ environment: lines, variables: { ...known, IVR_TOKEN: lost.token! } });
    expect(heard).toEqual([...ASKED_TOKEN, 'SET VARIABLE IVR_DONE "1"']);
    const ended = await bank.sql('SELECT outcome FROM gateway.calls WHERE provider_call_id = $1', [lost.uniqueId]);
    expect(ended).toEqual([{ outcome: 'caller_hangup' }]);
  });
});
