import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** What a visitor of the demo may try: invented clients with what they would key in. */
export interface DemoHints {
  readonly clients: readonly DemoClientHint[];
}

interface DemoClientHint {
  readonly key: string;
  readonly clientNumber: string;
  readonly phones: readonly string[];
  /** What is special about the client: a business, under age. */
  readonly remarks: readonly string[];
  readonly cards: readonly { kind: 'credit' | 'debit'; pan: string; pin: string; remarks: readonly string[] }[];
}

/** What of the file the phone shows; the rest of it is the import's. */
const BankFile = z.object({
  clients: z.array(
    z.object({
      key: z.string(),
      clientNumber: z.string(),
      type: z.enum(['individual', 'business']),
      status: z.string(),
      birth: z.object({ yearsAgo: z.number() }).nullable(),
      phones: z.array(z.string()),
    }),
  ),
  cards: z.array(
    z.object({
      pan: z.string(),
      pin: z.string(),
      kind: z.enum(['credit', 'debit']),
      owner: z.string(),
      status: z.string(),
      expiresInMonths: z.number(),
      supplementaryOf: z.string().optional(),
    }),
  ),
});

/** The clients of the demo's file; undefined when there is no such file, and the phone then offers none. */
export function readDemoHints(path: string | undefined): DemoHints | undefined {
  const file = path ?? demoFileAbove(dirname(fileURLToPath(import.meta.url)));
  if (file === undefined) return undefined;
  const { clients, cards } = BankFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  return {
    clients: clients.map((client) => ({
      key: client.key,
      clientNumber: client.clientNumber,
      phones: client.phones,
      remarks: [
        ...(client.type === 'business' ? ['business'] : []),
        ...(client.birth && client.birth.yearsAgo < 18 ? [`aged ${client.birth.yearsAgo}`] : []),
        ...(client.status === 'active' ? [] : [client.status]),
      ],
      cards: cards
        .filter(({ owner }) => owner === client.key)
        .map(({ kind, pan, pin, status, expiresInMonths, supplementaryOf }) => ({
          kind,
          pan,
          pin,
          remarks: [
            ...(status === 'active' ? [] : [status]),
            ...(expiresInMonths < 0 ? ['expired'] : []),
            ...(supplementaryOf === undefined ? [] : ['supplementary']),
          ],
        })),
    })),
  };
}

/** Sources and build lie at different depths below the repository. */
function demoFileAbove(folder: string): string | undefined {
  const file = join(folder, 'demo', 'bank.json');
  if (existsSync(file)) return file;
  return folder === dirname(folder) ? undefined : demoFileAbove(dirname(folder));
}
