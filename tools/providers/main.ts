import { writeFileSync } from 'node:fs';
import { formatTable } from '../bench/table.js';
import { capabilityPage, capabilityTable } from './capabilities.js';

const USAGE = `npm run providers               what each telephony provider can do
npm run providers -- --write    writes docs/providers.md from the same table`;

const [option, ...others] = process.argv.slice(2);
if (option === undefined) {
  console.log(formatTable(capabilityTable()));
} else if (option === '--write' && others.length === 0) {
  writeFileSync('docs/providers.md', capabilityPage());
  console.log('docs/providers.md is written.');
} else {
  console.error(USAGE);
  process.exitCode = 2;
}
