import { sayProgress, type Progress } from './progress.js';
import { benchDocuments } from './suites/documents.js';
import { benchImport } from './suites/import.js';
import { benchMail } from './suites/mail.js';
import { benchMemory } from './suites/memory.js';
import { benchPin } from './suites/pin.js';
import { benchProviders } from './suites/providers.js';
import { benchSteps } from './suites/steps.js';

/** Benchmarks by name; numbers, never pass or fail. */
const SUITES: Record<string, (progress: Progress) => Promise<string>> = {
  steps: benchSteps,
  pin: benchPin,
  memory: benchMemory,
  providers: benchProviders,
  documents: benchDocuments,
  mail: benchMail,
  import: benchImport,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in SUITES));
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are ${Object.keys(SUITES).join(', ')}`);
  process.exit(2);
}
for (const name of wanted.length > 0 ? wanted : Object.keys(SUITES)) {
  const table = await SUITES[name]?.(sayProgress()).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
  console.log(`\n${name}\n\n${table ?? ''}\n`);
}
process.exit(0);
