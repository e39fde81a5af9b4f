import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Turn } from '../../turn.js';
import { controllerFor } from './__fixtures__/controller.js';
import { type Delivery, ENVIRONMENT, ScriptedAsterisk } from './__fixtures__/scripted-asterisk.js';
import { AgiChannel } from './agi/agi-channel.js';

const MENU: Turn = {
  language: 'sq',
  notice: [{ prompt: 'privacy.recording' }],
  say: [{ prompt: 'caller.option.lost-card' }, { prompt: 'caller.option.individual' }],
  then: { kind: 'collect', digits: 1, finishKeys: [], firstDigitMs: 7_000, interDigitMs: 7_000, sensitive: false },
};
const ENTRY: Turn = {
  language: 'sq',
  notice: [],
  say: [{ prompt: 'identification.enter-card-number' }],
  then: {
    kind: 'collect',
    digits: 16,
    finishKeys: ['#', '*'],
    firstDigitMs: 10_000,
    interDigitMs: 5_000,
    sensitive: true,
  },
};
const TRANSFER: Turn = {
  language: 'sq',
  notice: [],
  say: [{ prompt: 'transfer.agent' }],
  then: {
    kind: 'transfer',
    destination: 'sip:general@agents.bank.example',
    queue: 'general',
    ringSeconds: 30,
    context: {
      callId: 'c1',
      callerNumberClass: 'OTHER',
      language: 'sq',
      intent: 'agent.cards',
      path: ['agent.cards'],
      secondsInService: 9,
      verified: false,
    },
  },
};

/** Answers of one whole call: a menu, an entry, an agent who is busy, the end. */
function answer(command: string): string {
  if (command.startsWith('GET OPTION')) return '200 result=49 endpos=8000';
  if (command.startsWith('GET DATA')) return '200 result=4111111111111111';
  if (command === 'GET VARIABLE DIALSTATUS') return '200 result=1 (BUSY)';
  if (command.startsWith('GET VARIABLE')) return '200 result=0';
  if (command.startsWith('SET VARIABLE')) return '200 result=1';
  if (command === 'HANGUP') return '200 result=1\nHANGUP';
  return '200 result=0';
}

async function wholeCall(deliver?: Delivery, environment: readonly string[] = ENVIRONMENT, settings = {}) {
  const { controller, events, logged } = controllerFor([MENU, ENTRY, TRANSFER], settings);
  const asterisk = new ScriptedAsterisk(answer, deliver);
  const conversation = controller.converse(new AgiChannel(asterisk));
  asterisk.begin(environment);
  await conversation;
  return { commands: asterisk.commands, events: events.map(({ at: _at, ...event }) => event), logged };
}

describe('a call over FastAGI', () => {
  it('the byte stream cut in two at every position, and into single bytes, is the same call', async () => {
    let bytes = 0;
    const undisturbed = await wholeCall((piece, arrive) => {
      bytes += piece.length;
      arrive(piece);
    });
    expect(undisturbed.events.map(({ kind }) => kind)).toEqual(['started', 'input', 'input', 'transferEnded', 'ended']);
    expect(bytes).toBeGreaterThan(800);
    for (let at = 0; at < bytes; at += 1) {
      let before = 0;
      const cut = await wholeCall((piece, arrive) => {
        const here = at - before;
        before += piece.length;
        const isCut = here > 0 && here < piece.length;
        arrive(isCut ? piece.subarray(0, here) : piece);
        if (isCut) setImmediate(() => arrive(piece.subarray(here)));
      });
      expect([at, cut.commands, cut.events]).toEqual([at, undisturbed.commands, undisturbed.events]);
    }
    const byByte = await wholeCall((piece, arrive) => {
      for (let at = 0; at < piece.length; at += 1) arrive(piece.subarray(at, at + 1));
    });
    expect(byByte).toMatchObject({ commands: undisturbed.commands, events: undisturbed.events });
  }, 120_000);

  it('S23: 2,000 hostile names and numbers add no command, line or argument', async () => {
    const usual = (await wholeCall()).commands;
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom(
        '" \nEXEC System "rm -rf /"',
        'x\nagi_callerid: 355690000001',
        'x\n\n200 result=1 (AAAAAAAAAAAAAAAAAAAAAA)',
        'x\n\n200 result=0\n200 result=0\n200 result=52',
        'x\nHANGUP\n',
        'x\r\nSET VARIABLE IVR_DONE 1',
        '${SHELL(id)}',
        '"; DROP TABLE calls; --',
        '|X-Verified=yes|',
        '%0d%0aX-Evil: 1',
      ),
    );
    const field = fc.constantFrom(
      'agi_callerid',
      'agi_calleridname',
      'agi_dnid',
      'agi_rdnis',
      'agi_extension',
      'agi_arg_1',
    );
    await fc.assert(
      fc.asyncProperty(hostile, field, async (value, name) => {
        const lines = [...ENVIRONMENT.filter((line) => !line.startsWith(`${name}: `))];
        // Where Asterisk says it: before the lines that are always last.
        lines.splice(name === 'agi_arg_1' ? lines.length : 8, 0, `${name}: ${value}`);
        const { commands } = await wholeCall(undefined, lines);
        // Whole, or broken off by us: never another command.
        return commands.every((command, index) => command === usual[index]);
      }),
      { numRuns: 2_000, seed: 4 },
    );
  }, 240_000);

  it('a line break in a name that repeats a line, or ends the lines early, ends the call before it begins', async () => {
    for (const name of ['x\nagi_callerid: 355690000001', 'x\n\n200 result=1 (AAAAAAAAAAAAAAAAAAAAAA)\n200 result=0']) {
      const lines = ENVIRONMENT.map((line) =>
        line.startsWith('agi_calleridname') ? `agi_calleridname: ${name}` : line,
      );
      const { commands, events, logged } = await wholeCall(undefined, lines);
      expect([commands, events]).toEqual([[], []]);
      expect(logged).toHaveLength(1);
      expect(JSON.parse(logged[0]!)).toMatchObject({ event: 'webhook-refused', reason: 'malformed' });
      expect(logged[0]).not.toContain('355690000001');
    }
  });

  it.each([
    ['no secret', '200 result=0', 'signature-missing'],
    ['an empty one', '200 result=1 ()', 'signature-missing'],
    ['another one', '200 result=1 (another-secret-of-some-length)', 'secret-wrong'],
  ])('S19: %s in the dialplan: refused, nothing happens', async (_what, secret, reason) => {
    const { controller, events, logged } = controllerFor([MENU], { AGI_SECRET: 'the-secret-of-the-dialplan' });
    const asterisk = new ScriptedAsterisk((command) =>
      command === 'GET VARIABLE IVR_SECRET' ? secret : answer(command),
    );
    const conversation = controller.converse(new AgiChannel(asterisk));
    asterisk.begin();
    await conversation;
    expect([asterisk.commands, asterisk.isClosed, events]).toEqual([['GET VARIABLE IVR_SECRET'], true, []]);
    expect(logged.map((line) => (JSON.parse(line) as { reason: string }).reason)).toEqual([reason]);
  });

  it('S19: the right secret, and the next one while it is being changed, begin a call', async () => {
    for (const secret of ['the-secret-of-the-dialplan', 'the-secret-of-tomorrow']) {
      const { controller, events } = controllerFor([], {
        AGI_SECRET: 'the-secret-of-the-dialplan, the-secret-of-tomorrow',
      });
      const asterisk = new ScriptedAsterisk((command) =>
        command === 'GET VARIABLE IVR_SECRET' ? `200 result=1 (${secret})` : answer(command),
      );
      const conversation = controller.converse(new AgiChannel(asterisk));
      asterisk.begin();
      await conversation;
      expect(events.map(({ kind }) => kind)).toEqual(['started', 'ended']);
    }
  });
});
