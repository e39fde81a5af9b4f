import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** The two passwords that were typed differ. */
export class PasswordsDiffer extends Error {
  override readonly name = 'PasswordsDiffer';
}

/**
 * Asks for a new password without showing it, twice; from a pipe, its first line. Never from the command line, which others
 * on the machine can read.
 * @throws PasswordsDiffer
 */
export async function askPassword(): Promise<string> {
  if (!process.stdin.isTTY) return firstLine();
  const [first, second] = [await asked('New password: '), await asked('Once more: ')];
  if (first !== second) throw new PasswordsDiffer('The two are not the same.');
  return first;
}

async function asked(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await new Promise<string>((resolve) => lines.question('', resolve));
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

async function firstLine(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line;
  return '';
}
