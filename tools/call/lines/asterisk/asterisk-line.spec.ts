import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { CommandRefused, parseCommand } from './agi-commands.js';
import { asteriskStage } from './asterisk-stage.js';

const PUBLIC = 'https://ivr.bank.example';
const SOUND = `${PUBLIC}/audio/en/goodbye.0123456789abcdef.wav`;

let server: Server | undefined;
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server?.close();
});

/** A gateway that says its commands one after the other; each connection gets the next list. */
async function gateway(...connections: string[][]) {
  const answers: string[] = [];
  const environments: string[][] = [];
  server = createServer((socket) => {
    sockets.add(socket);
    const commands = [...(connections.shift() ?? [])];
    const environment: string[] = [];
    let isCall = false;
    let rest = '';
    const next = () => {
      const command = commands.shift();
      if (command === undefined) socket.end();
      else socket.write(`${command}\n`);
    };
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      const pieces = `${rest}${data.toString()}`.split('\n');
      rest = pieces.pop() ?? '';
      for (const line of pieces) {
        if (!isCall && line !== '') environment.push(line);
        else if (!isCall) {
          isCall = true;
          environments.push(environment);
          next();
        } else {
          answers.push(line);
          if (line !== 'HANGUP') next();
        }
      }
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const at = { address: () => ({ host: '127.0.0.1', port }), serviceNumber: '+35542000000' };
  const queues = { general: { destination: 'sip:general@agents.bank.example' } };
  const stage = asteriskStage({ at, publicUrl: PUBLIC, bankName: 'Banka Demo', queues });
  return { line: stage.dial('+355690000001'), answers, environments };
}

const OVER = ['SET VARIABLE IVR_DONE "1"', 'HANGUP'];
const DATA = `GET DATA ${SOUND} 5000 4`;

describe('a call over Asterisk', () => {
  it('begins with its lines, plays, and is over when the gateway says so', async () => {
    const { line, environments } = await gateway([`STREAM FILE ${SOUND} ""`, ...OVER]);
    expect(await line.start()).toMatchObject([
      { parts: [{ prompt: 'goodbye', language: 'en' }], awaits: { kind: 'over' } },
    ]);
    expect(environments[0]).toEqual(
      expect.arrayContaining(['agi_network: yes', 'agi_callerid: 355690000001', 'agi_callingpres: 0']),
    );
  });

  it.each([
    ['its last digit', ['1234'], '200 result=1234'],
    ['#', ['12#'], '200 result=12'],
    ['# alone', ['#'], '200 result='],
    ['digits one by one', ['1', '*', '3', '4'], '200 result=1*34'],
  ])('GET DATA ends by %s', async (_, presses, expected) => {
    const { line, answers } = await gateway([DATA, ...OVER]);
    await line.start();
    for (const keys of presses) await line.press(keys);
    expect(answers[0]).toBe(expected);
  });

  it('a key begins the wait anew, and a silence ends it with what there is', async () => {
    const { line, answers } = await gateway([DATA, ...OVER]);
    await line.start();
    await line.press('1');
    await line.wait(4_000);
    await line.press('2');
    expect(await line.wait(4_999)).toEqual([]);
    await line.wait(1);
    expect(answers[0]).toBe('200 result=12 (timeout)');
  });

  it('a silence goes on through waits in which nothing is said', async () => {
    const { line, answers } = await gateway([DATA, 'GET DATA "" 5000 4', ...OVER]);
    await line.start();
    expect((await line.silence()).at(-1)?.awaits.kind).toBe('over');
    expect(answers.slice(0, 2)).toEqual(['200 result= (timeout)', '200 result= (timeout)']);
  });

  it('keys pressed while no command collects are lost', async () => {
    const menu = `GET OPTION ${SOUND} "0123456789*#" 7000`;
    const { line, answers } = await gateway([menu, menu, ...OVER]);
    await line.start();
    await line.press('12');
    expect(answers).toEqual(['200 result=49 endpos=8000']);
  });

  it('a transfer shows its queue and what the agent is shown', async () => {
    const dial = 'EXEC Dial "PJSIP/agents/sip:general@agents.bank.example,30,gb(ivr-agent^s^1)"';
    const { line, answers } = await gateway([
      'SET VARIABLE _IVR_AGENT "X-Intent=agent.cards|X-Verified=no"',
      dial,
      'GET VARIABLE DIALSTATUS',
      ...OVER,
    ]);
    const [heard] = await line.start();
    expect(heard?.awaits).toMatchObject({
      kind: 'transfer',
      queue: 'general',
      context: { intent: 'agent.cards', verified: false },
    });
    await line.transferEnded('busy');
    expect(answers.slice(1, 3)).toEqual(['200 result=0', '200 result=1 (BUSY)']);
  });

  it('a connection that is closed before the end is called back, with the variables of the channel', async () => {
    const { line, answers } = await gateway(['SET VARIABLE IVR_TOKEN "t1"'], ['GET VARIABLE IVR_TOKEN', DATA, ...OVER]);
    const heard = await line.start();
    expect(answers).toEqual(['200 result=1', '200 result=1 (t1)']);
    expect(heard.at(-1)?.awaits.kind).toBe('keys');
  });

  it('a caller who hangs up is told by -1 and HANGUP', async () => {
    const { line, answers } = await gateway([DATA, 'CHANNEL STATUS']);
    await line.start();
    await line.hangUp();
    expect(answers).toEqual([
      '200 result=-1',
      'HANGUP',
      '511 Command Not Permitted on a dead channel or intercept routine',
    ]);
  });
});

describe('what Asterisk puts up with', () => {
  it.each([
    ['ANSWER', { do: 'answer' }],
    ['set variable A "b \\"c\\" \\\\d"', { do: 'setVariable', name: 'A', value: 'b "c" \\d' }],
    ['GET DATA "" 5000 4', { do: 'data', file: '', waitMs: 5_000, most: 4 }],
    ['EXEC Dial PJSIP/7001@pbx,25,g', { do: 'dial', target: 'PJSIP/7001@pbx', ringSeconds: 25, options: 'g' }],
  ])('%s', (line, command) => {
    expect(parseCommand(line)).toEqual(command);
  });

  it.each([
    ['an unknown command', 'DATABASE GET a b'],
    ['another application', 'EXEC System "id"'],
    ['an argument too many', 'ANSWER now'],
    ['a list of files', 'GET DATA'],
    ['a carriage return', 'ANSWER\r'],
    ['an open quote', 'SET VARIABLE A "b'],
    ['a line that old releases cut', `SET VARIABLE A "${'x'.repeat(2_040)}"`],
  ])('not with %s', (_what, line) => {
    expect(() => parseCommand(line)).toThrow(CommandRefused);
  });
});
