import { describe, expect, it } from '@jest/globals';
import { EngineStage } from './lines/engine/engine-stage.js';
import { LineFault, type Stage } from './phone-line.js';
import { play } from './play.js';
import { parseScript } from './script/read-script.js';

const NOON = Date.parse('2026-11-22T12:00:00+01:00');

function script(steps: string, from = 'A') {
  return parseScript(`scenario: X1\ntitle: a call to test with\nfrom: ${from}\nsteps:\n${steps}`, 'x1.yaml');
}
const playing = (steps: string, stage: Stage = new EngineStage({ at: NOON })) => play(script(steps), stage, 'en');

describe('the player of scripts', () => {
  it.each([
    ['heard in the wrong order', '  - press: 2\n    hear: [caller.option.business, caller.option.individual]'],
    ['heard was more', '  - press: 2\n    hearOnly: [caller.option.lost-card]'],
    ['heard what should not be', '  - press: 2\n    notHear: [caller.option.business]'],
    ['a sentence differs by a letter', '  - press: 2\n    say: { en: To report a lost or stolen card press zero. }'],
    ['no transfer', '  - press: 2\n    transferTo: general'],
    ['another queue', '  - press: "20"\n    transferTo: general'],
    ['another context', '  - press: "20"\n    context: { intent: agent.cards }'],
    ['a transfer that is none', '  - press: 2\n  - transfer: [busy]'],
    ['the call goes on', '  - press: 2\n    ends: completed'],
    ['another outcome', '  - press: "21"\n  - silence: 3\n    ends: completed'],
    ['another count', '  - press: 2\n    wrongPins: { A-credit: 1 }'],
    ['the other language', '  - press: 1'],
  ])('finds: %s', async (_, steps) => {
    expect((await playing(steps)).result).toBe('failed');
  });

  it('says what was heard instead', async () => {
    const { failures } = await playing('  - press: "21"\n    hear: [P-BYE]');
    expect(failures).toEqual([expect.stringMatching(/^hear P-BYE: heard was individual\.option\.cards, /)]);
  });

  it('gives an account of the call without the keys of an entry', async () => {
    const { transcript, result } = await playing(
      '  - press: "211"\n  - press: "4111111111111111"\n  - press: { pin: A-credit }',
    );
    expect(result).toBe('passed');
    const pressed = transcript.filter(({ kind }) => kind === 'pressed').map(({ text }) => text);
    expect(pressed).toEqual(['211', '•'.repeat(16), '•••• (PIN of A-credit)']);
    expect(JSON.stringify(transcript)).not.toMatch(/4111|4826/);
  });

  it('hides what is typed ahead in one go too', async () => {
    const { transcript } = await playing('  - press: ["211", { card: A-credit }, { pin: A-credit }]');
    expect(JSON.stringify(transcript)).not.toMatch(/4111|4826/);
  });

  it('does not play what the line cannot do, and says so', async () => {
    const stage: Stage = {
      name: 'a poor line',
      sees: { queue: true, context: true, outcome: true },
      repeats: false,
      world: {},
      dial: (number) => new EngineStage({ at: NOON }).dial(number),
    };
    const { result, missing } = await playing('  - service: { down: auth }\n  - press: 2\n    twice: true', stage);
    expect(result).toBe('notPlayable');
    expect(missing).toEqual(['stop and start services', 'deliver an event twice']);
  });

  it('tells what it could not see apart from what was right', async () => {
    const engine = new EngineStage({ at: NOON });
    const stage: Stage = {
      name: 'a line without insight',
      sees: { queue: false, context: false, outcome: false },
      repeats: false,
      world: {},
      dial: (number) => engine.dial(number),
    };
    const { result, unchecked } = await playing(
      '  - press: "20"\n    transferTo: lost_card\n    context: { verified: false }\n  - transfer: answered\n    ends: transferred',
      stage,
    );
    expect(result).toBe('passed');
    expect(unchecked).toHaveLength(3);
  });

  it('a line that breaks is a failure of the call, at the step where it broke', async () => {
    const engine = new EngineStage({ at: NOON });
    const line = engine.dial('');
    line.press = async () => {
      throw new LineFault('answered with 500');
    };
    const stage: Stage = { name: 'broken', sees: engine.sees, repeats: false, world: {}, dial: () => line };
    const { result, failures } = await playing('  - press: 2\n  - press: 1\n    hear: P-BYE', stage);
    expect([result, failures]).toEqual(['failed', ['the call breaks: answered with 500']]);
  });

  it('finds a card number and a PIN that stand in what was written', async () => {
    const engine = new EngineStage({ at: NOON });
    const leaky = (text: string): Stage => ({
      name: 'leaky',
      sees: engine.sees,
      repeats: false,
      world: { everythingWritten: async () => text },
      dial: (number) => engine.dial(number),
    });
    const search = '  - press: 2\n    noTraceOf: A-credit';
    expect((await playing(search, leaky('state 4111111111111111'))).result).toBe('failed');
    expect((await playing(search, leaky('{"pin":"4826"}'))).result).toBe('failed');
    expect((await playing(search, leaky('at 17638048264826 and 4826-4111'))).result).toBe('passed');
  });
});
