import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { ScriptedAsterisk } from '../__fixtures__/scripted-asterisk.js';
import { keyOf, parseAnswer } from './agi-answer.js';
import { AgiBroken } from './agi-broken.js';
import { AgiChannel } from './agi-channel.js';
import { AGI, UnwritableCommand } from './agi-command.js';
import { AgiLines } from './agi-lines.js';

describe('lines', () => {
  it('however the network cuts them, the lines are the same', () => {
    const text = 'agi_calleridname: Çelësi\n\n200 result=1 (a)\n';
    const bytes = Buffer.from(text);
    for (let at = 0; at <= bytes.length; at += 1) {
      const lines = new AgiLines();
      const got = [bytes.subarray(0, at), bytes.subarray(at)].flatMap((piece) => lines.add(Buffer.from(piece)));
      expect(got).toEqual(text.split('\n').slice(0, -1));
    }
  });

  it('S22: a line without end, and lines without end, are cut off', () => {
    expect(() => new AgiLines().add(Buffer.alloc(2_049, 'x'))).toThrow(AgiBroken);
    const slowly = new AgiLines();
    expect(() => {
      for (let sent = 0; sent < 5_000; sent += 1) slowly.add(Buffer.from('x'));
    }).toThrow(AgiBroken);
    expect(() => new AgiLines().add(Buffer.from('\n'.repeat(300)))).toThrow(AgiBroken);
  });

  it('S7: what was read is overwritten, as it may hold digits', () => {
    const bytes = Buffer.from('200 result=4111111111111111\n');
    new AgiLines().add(bytes);
    expect(bytes.every((byte) => byte === 0)).toBe(true);
  });
});

describe('answers', () => {
  it.each([
    ['200 result=0', { status: 200, result: '0', text: undefined }],
    ['200 result=-1 endpos=0', { status: 200, result: '-1', text: undefined }],
    ['200 result=49 endpos=38400', { status: 200, result: '49', text: undefined }],
    ['200 result=4000123412341234', { status: 200, result: '4000123412341234', text: undefined }],
    ['200 result=12*4 (timeout)', { status: 200, result: '12*4', text: 'timeout' }],
    ['200 result= (timeout)', { status: 200, result: '', text: 'timeout' }],
    ['200 result=', { status: 200, result: '', text: undefined }],
    ['200 result=1 (a (b) c)', { status: 200, result: '1', text: 'a (b) c' }],
    ['510 Invalid or unknown command', { status: 510, result: '', text: undefined }],
    ['511 Command Not Permitted on a dead channel or intercept routine', { status: 511, result: '', text: undefined }],
    ['520 Invalid command syntax.  Proper usage not available.', { status: 520, result: '', text: undefined }],
  ])('%s', (line, answer) => {
    expect(parseAnswer(line)).toEqual(answer);
  });

  it.each(['', '200', '200 OK', '200 result=x', '200 result=1 endpos', 'agi_dnid: 1', '404 no', '200 result=1 (a'])(
    '“%s” is none',
    (line) => {
      expect(() => parseAnswer(line)).toThrow(AgiBroken);
    },
  );

  it('a key is told by its code', () => {
    const key = (result: string) => keyOf({ status: 200, result, text: undefined });
    expect([key('49'), key('35'), key('42'), key('0'), key('-1'), key(''), key('65')]).toEqual([
      '1',
      '#',
      '*',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('commands', () => {
  it('S23: no value adds a line or an argument', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (value) => {
        let line;
        try {
          ({ line } = AGI.setVariable('NAME', value));
        } catch (error) {
          return error instanceof UnwritableCommand;
        }
        const [, inside] = /^SET VARIABLE NAME "((?:[^"\\]|\\.)*)"$/s.exec(line) ?? [];
        return inside?.replace(/\\(.)/gs, '$1') === value && !/[\r\n\0]/.test(line);
      }),
      { numRuns: 10_000, seed: 4 },
    );
  });

  it('a line stays below what old releases cut off', () => {
    expect(() => AGI.setVariable('NAME', 'x'.repeat(2_000))).toThrow(UnwritableCommand);
  });
});

describe('a connection', () => {
  const open = (answer: (command: string) => string | undefined) => {
    const asterisk = new ScriptedAsterisk(answer);
    return { asterisk, channel: new AgiChannel(asterisk) };
  };
  const begun = async (answer: (command: string) => string | undefined) => {
    const both = open(answer);
    both.asterisk.begin();
    await both.channel.readEnvironment();
    return both;
  };

  it('HANGUP may come before, with and after an answer', async () => {
    const { asterisk, channel } = await begun((line) =>
      line === 'ANSWER' ? '200 result=-1\nHANGUP' : '511 Command Not Permitted on a dead channel or intercept routine',
    );
    expect((await channel.send(AGI.answer())).result).toBe('-1');
    expect((await channel.send(AGI.channelStatus())).status).toBe(511);
    asterisk.say('HANGUP');
    expect([channel.hungUp, asterisk.isClosed]).toEqual([true, false]);
  });

  it('a usage text after an application that returned 1 is nobody’s answer', async () => {
    const usage =
      '520-Invalid command syntax.  Proper usage follows:\nUsage: EXEC <application>\n520 End of proper usage.';
    const dial = AGI.dial('PJSIP/x', 20, { options: 'g', mostSeconds: 1 });
    const { channel } = await begun((line) => (line.startsWith('EXEC') ? `200 result=1\n${usage}` : '200 result=6'));
    await channel.send(dial);
    expect((await channel.send(AGI.channelStatus())).result).toBe('6');
  });

  it('a usage text that is the answer is one', async () => {
    const { channel } = await begun(() => '520-Usage:\nsomething\n520 End of proper usage.');
    expect((await channel.send(AGI.answer())).status).toBe(520);
  });

  it.each([
    ['a line nobody asked for', '200 result=1 (token)'],
    ['a line that is no answer', 'agi_callingpres: 0'],
    ['an answer without end', `520-Usage:\n${'more\n'.repeat(80)}`],
  ])('S23: %s ends it', async (_what, line) => {
    const { asterisk, channel } = await begun(() => undefined);
    asterisk.say(line);
    await expect(channel.send(AGI.answer())).rejects.toMatchObject({ end: 'malformed' });
    expect([asterisk.commands, asterisk.isClosed]).toEqual([[], true]);
  });

  it('S22: whoever says nothing, or never comes to the call, is cut off', async () => {
    jest.useFakeTimers();
    try {
      const silent = open(() => undefined);
      const reading = silent.channel.readEnvironment();
      silent.asterisk.say('agi_network: yes');
      jest.advanceTimersByTime(5_000);
      await expect(reading).rejects.toMatchObject({ end: 'silent' });
      const endless = open(() => undefined);
      endless.asterisk.say('agi_x: 1\n'.repeat(81));
      await expect(endless.channel.readEnvironment()).rejects.toMatchObject({ end: 'malformed' });
    } finally {
      jest.useRealTimers();
    }
  });

  it('a connection that is lost says so to whoever waits', async () => {
    const { asterisk, channel } = await begun(() => undefined);
    const answer = channel.send(AGI.answer());
    asterisk.destroy();
    await expect(answer).rejects.toMatchObject({ end: 'lost' });
    await expect(channel.send(AGI.answer())).rejects.toMatchObject({ end: 'lost' });
  });
});
