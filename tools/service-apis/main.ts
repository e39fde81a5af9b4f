import { mkdirSync, writeFileSync } from 'node:fs';
import { orOneSentence } from '../bootstrap/problem.mjs';
import { serviceApiFiles } from './files.js';

// npm run service-apis: writes what other teams read of the bus.
await orOneSentence(async () => {
  const files = serviceApiFiles(process.cwd());
  mkdirSync('docs/service-apis', { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(path, text);
  console.log(`written: ${Object.keys(files).join(', ')}`);
});
