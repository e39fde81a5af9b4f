import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { Flow } from './flow.schema.js';
import { BANK_FLOW_FILE, FlowRefused, loadFlow, readFlow } from './load-flow.js';

const text = readFileSync(BANK_FLOW_FILE, 'utf8');

/** The bank's flow with one thing changed. */
function changed(change: (flow: Flow) => void): string {
  const flow = structuredClone(Flow.parse(parse(text)));
  change(flow);
  return stringify(flow, { aliasDuplicateObjects: false });
}

describe('P7: a flow is checked before a caller meets it', () => {
  it("accepts the bank's flow", () => {
    expect(loadFlow().start).toBe('M0');
  });

  it('SC36: refuses key 7 twice in a menu and names the menu and the key', () => {
    const flow = changed(({ menus }) => {
      menus['M4.3']!.options[6]!.keys = ['7'];
    });
    expect(() => readFlow(flow)).toThrow(/key 7 stands twice in menu M4\.3/);
  });

  it.each<[string, (flow: Flow) => void, RegExp]>([
    ['a menu without a way out', ({ menus }) => (menus['M6']!.options = []), /no key of menu M6 leads out/],
    [
      'a menu whose keys only repeat it',
      ({ menus }) => (menus['M6']!.options = menus['M2']!.options.filter(({ intent }) => intent === 'menu.repeat')),
      /no key of menu M6 leads out/,
    ],
    ['an unreachable menu', ({ menus }) => (menus['M9'] = menus['M5']!), /nothing leads to M9/],
    ['a place that does not exist', ({ menus }) => (menus['M1']!.options[1]!.does[0]!.goTo = 'M8'), /M1 leads to M8/],
    [
      'a prompt that does not exist',
      ({ menus }) => (menus['M2']!.options[0]!.say[0]!.prompt = 'no.such'),
      /no prompt no\.such/,
    ],
    [
      'an entry without an error path',
      ({ entries }) => (entries['V1']!.giveUp = 'V2'),
      /errors in entry V1 lead to V2/,
    ],
    [
      'a loop without input',
      ({ menus }) => (menus['M1']!.noInput.limit.does = { goTo: 'M0', say: [], complaint: false }),
      /silent caller at menu M[01] is led in a circle/,
    ],
    [
      'a queue that does not exist',
      ({ menus }) => (menus['M5']!.options[0]!.does[0]!.transfer = 'sales'),
      /queue sales/,
    ],
    [
      'an intent that does not exist',
      ({ menus }) => (menus['M5']!.options[0]!.intent = 'pos.sell'),
      /intent pos\.sell/,
    ],
    [
      'an information item reachable without verification',
      ({ menus }) => (menus['M2']!.options[0]!.does = [{ goTo: 'M3.1', say: [], complaint: false }]),
      /M3\.1 can be reached without verification/,
    ],
    [
      'a statement reachable without verification',
      ({ menus }) => (menus['M5']!.options[1]!.does = [{ goTo: 'M4.3', say: [], complaint: false }]),
      /M4\.3 can be reached without verification/,
    ],
    [
      'an action with two destinations',
      ({ menus }) => (menus['M1']!.options[0]!.does[0]!.goTo = 'M2'),
      /exactly one of/,
    ],
    ['an unknown field', (flow) => Object.assign(flow.menus['M1']!, { colour: 'blue' }), /colour/],
  ])('refuses %s', (_, change, message) => {
    const read = () => readFlow(changed((flow) => change(flow)));
    expect(read).toThrow(FlowRefused);
    expect(read).toThrow(message);
  });

  it('refuses text that is no YAML, and YAML that is no flow', () => {
    expect(() => readFlow('menus: [')).toThrow(FlowRefused);
    expect(() => readFlow('hello')).toThrow(FlowRefused);
  });
});
