import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { orOneSentence } from '../bootstrap/problem.mjs';
import { makePackage } from './make-package.js';

// npm run contracts:pack [-- <folder>]: the package for other teams, as a file to publish or to hand over.
await orOneSentence(async () => {
  const target = resolve(process.argv[2] ?? 'dist/packages');
  const folder = mkdtempSync(join(tmpdir(), 'contracts-'));
  try {
    makePackage(process.cwd(), folder);
    mkdirSync(target, { recursive: true });
    const file = execFileSync('npm', ['pack', '--silent', '--pack-destination', target], {
      cwd: folder,
      encoding: 'utf8',
    });
    console.log(join(target, file.trim()));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
