import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { EVENTS, REQUESTS } from './contract-list.js';
import type { AsyncApiDocument } from './document.js';
import { serviceApiFiles } from './files.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const files = serviceApiFiles(root);
const committed = (path: string) => readFileSync(new URL(path, new URL('../../', import.meta.url)), 'utf8');
const document = JSON.parse(committed('docs/service-apis/asyncapi.json')) as AsyncApiDocument;

/** The official parser, in a process of its own: Jest's loader cannot bring its CommonJS and ES modules together. */
const VALIDATE = `
import { Parser } from '@asyncapi/parser';
import { readFileSync } from 'node:fs';
const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[1], 'utf8'));
console.log(JSON.stringify({ operations: document?.operations().length, diagnostics: diagnostics.map(({ code, message, severity, path }) => ({ code, message, severity, path: path.join('.') })) }));
`;

describe('the description of the service APIs', () => {
  it.each(Object.keys(files))('%s is that of the contracts as they are: npm run service-apis writes it', (path) => {
    expect(committed(path) === files[path]).toBe(true);
  });

  it('passes the official validator without an error or a warning', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        VALIDATE,
        fileURLToPath(new URL('../../docs/service-apis/asyncapi.json', import.meta.url)),
      ],
      { cwd: root, env: { PATH: process.env['PATH'] } },
    );
    const { operations, diagnostics } = JSON.parse(stdout) as {
      operations: number;
      diagnostics: { severity: number }[];
    };
    // 0 error, 1 warning; the rest is advice.
    expect(diagnostics.filter(({ severity }) => severity < 2)).toEqual([]);
    expect(operations).toBe(REQUESTS.length + EVENTS.length);
  });

  it('has every request with who asks, how long, a reply and every code it may be refused with', () => {
    for (const { name, contract } of REQUESTS) {
      const operation = document.operations[name];
      expect(document.channels[name]?.address).toBe(contract.subject);
      expect(operation?.['x-asked-by']).toEqual(contract.askedBy);
      expect(operation?.['x-timeout-ms']).toBe(contract.timeoutMs);
      const { reply, refusal } = document.channels[`${name}-reply`]?.messages ?? {};
      expect(reply?.examples.length).toBeGreaterThan(0);
      expect(refusal?.examples.map((one) => one.name)).toEqual(
        expect.arrayContaining([...contract.errors, 'BAD_REQUEST']),
      );
    }
  });

  it('says of every contract what it is for', () => {
    const silent = Object.entries(document.operations).filter(([, { description }]) => !description);
    expect(silent.map(([name]) => name)).toEqual([]);
  });

  it('the page shows every subject, every type and every code, and needs nothing from elsewhere', () => {
    const page = committed('docs/service-apis/index.html');
    for (const { contract } of [...REQUESTS, ...EVENTS]) expect(page).toContain(`>${contract.subject}</a>`);
    for (const name of Object.keys(document.components.schemas)) expect(page).toContain(`id="type-${name}"`);
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
    for (const [, target] of page.matchAll(/href="#([^"$]+)"/g)) expect(page).toContain(`id="${target ?? ''}"`);
  });
});
