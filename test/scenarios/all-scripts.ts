import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readScript } from '../../tools/call/script/read-script.js';
import type { Script } from '../../tools/call/script/script.schema.js';

/** Every script of this folder, in the order of its number. */
export function allScripts(): Script[] {
  return readdirSync(new URL('.', import.meta.url))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => readScript(fileURLToPath(new URL(file, import.meta.url))))
    .sort((one, other) => one.scenario.localeCompare(other.scenario, 'en', { numeric: true }));
}

/** What is played where a provider cannot play a scenario as it is written. */
export function exceptionScript(name: string): Script {
  return readScript(fileURLToPath(new URL(`exceptions/${name}.yaml`, import.meta.url)));
}

/** Each script in each of its languages, as the rows of a table of tests. */
export function casesOf(scripts: readonly Script[]) {
  return scripts.flatMap((script) =>
    script.languages.map((language) => ({ scenario: script.scenario, title: script.title, script, language })),
  );
}
