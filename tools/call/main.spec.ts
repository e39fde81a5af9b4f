import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { call } from './main.js';

const scenario = (name: string) => fileURLToPath(new URL(`../../test/scenarios/${name}.yaml`, import.meta.url));

function script(steps: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'call-')), 'call.yaml');
  writeFileSync(file, `scenario: X1\ntitle: a call to test with\nlanguages: [en]\nsteps:\n${steps}`);
  return file;
}

async function run(...args: string[]) {
  let output = '';
  const code = await call({
    args,
    environment: {},
    write: (text) => (output += text),
    colours: args.includes('colours'),
  });
  return { code, output };
}

describe('npm run call', () => {
  it('plays a script in its languages, prints the call, and says that it held', async () => {
    const { code, output } = await run(scenario('SC3'), '--via', 'engine');
    expect(code).toBe(0);
    expect(output).toContain('SC3 (sq, engine): Limit and debt');
    expect(output).toContain('SC3 (en, engine): Limit and debt');
    expect(output).toContain('Your credit card limit is one hundred fifty thousand lek.');
    expect(output).not.toMatch(/4111|4826/);
    expect(output).not.toContain('\u001b');
  });

  it('plays one language when asked to', async () => {
    const { output } = await run(scenario('SC3'), '--via', 'engine', '--language', 'en');
    expect(output).not.toContain('(sq, engine)');
  });

  it('1: an expectation did not hold, and it says which', async () => {
    const { code, output } = await run(script('  - press: 2\n    hear: P-BYE'), '--via', 'engine');
    expect(code).toBe(1);
    expect(output).toContain('✗ hear P-BYE: heard was caller.option.lost-card');
  });

  it('2: a script needs what the line cannot do', async () => {
    const { code, output } = await run(scenario('SC33'), '--via', 'phone', '--gateway', 'http://127.0.0.1:9');
    expect(code).toBe(2);
    expect(output).toContain('cannot restart the gateway here');
  });

  it.each([
    ['no script', [], /npm run call --/],
    ['a way that does not exist', [scenario('SC3'), '--via', 'pigeon'], /npm run call --/],
    ['an option that does not exist', [scenario('SC3'), '--loud'], /loud.*npm run call --/s],
    ['a script that is not there', ['nowhere.yaml'], /nowhere\.yaml cannot be read/],
    ['a script with a mistake', [script('  - presses: 1')], /step 1/],
    ['a gateway that is not there', [scenario('SC3'), '--gateway', 'http://127.0.0.1:9'], /npm start/],
  ])('2, and one sentence that tells what to do: %s', async (_, args, message) => {
    const { code, output } = await run(...args);
    expect(code).toBe(2);
    expect(output).toMatch(message);
    expect(output).not.toContain('    at ');
  });
});
