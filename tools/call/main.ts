import { ConfigurationError } from '#libs/config';
import { LANGUAGES } from '#libs/speech';
import { parseArgs } from 'node:util';
import { GatewayUnreachable } from './lines/post.js';
import { type Playing, play } from './play.js';
import { readScript, ScriptRefused } from './script/read-script.js';
import type { Script } from './script/script.schema.js';
import { type StageChoice, stageFor, WAYS } from './stages.js';
import { printTranscript } from './transcript.js';

const USAGE = `npm run call -- <script.yaml> … [--via ${WAYS.join('|')}] [--gateway http://127.0.0.1:3000] [--language ${LANGUAGES.join('|')}]
Plays calls by script and prints what was heard. Exit code: 0 every expectation held, 1 one did not, 2 a script could not
be played.`;

/** What the program may touch; tests give their own. */
export interface CallOptions {
  args: readonly string[];
  environment: Readonly<Record<string, string | undefined>>;
  write: (text: string) => void;
  colours: boolean;
}

interface Wanted {
  files: string[];
  choice: StageChoice;
  language: string | undefined;
}

/** Plays the scripts that are named. @returns the exit code. */
export async function call({ args, environment, write, colours }: CallOptions): Promise<0 | 1 | 2> {
  try {
    const wanted = read(args);
    const stage = () => stageFor(wanted.choice, environment);
    let worst: 0 | 1 | 2 = 0;
    for (const file of wanted.files) {
      const script = readScript(file);
      for (const language of script.languages) {
        if (wanted.language !== undefined && wanted.language !== language) continue;
        const playing = await play(script, stage(), language);
        write(accountOf(script, language, stage().name, playing, colours));
        worst = worse(worst, playing);
      }
    }
    return worst;
  } catch (error) {
    const problem = expected(error);
    if (problem === undefined) throw error;
    write(`${problem}\n`);
    return 2;
  }
}

function read(args: readonly string[]): Wanted {
  const { values, positionals } = parsed(args);
  const via = WAYS.find((way) => way === (values.via ?? 'phone'));
  const language = values.language;
  if (positionals.length === 0 || !via || (language !== undefined && !LANGUAGES.some((known) => known === language)))
    throw new UsageError(USAGE);
  const gateway = (values.gateway ?? 'http://127.0.0.1:3000').replace(/\/+$/, '');
  return { files: positionals, choice: { via, gateway }, language };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    const options = { via: text, gateway: text, language: text };
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (cause) {
    throw new UsageError(`${(cause as Error).message}\n${USAGE}`, { cause });
  }
}

/** The command line cannot be understood. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

function accountOf(script: Script, language: string, way: string, playing: Playing, colours: boolean): string {
  const { result, missing, failures, unchecked, transcript } = playing;
  const head = `${script.scenario} (${language}, ${way}): ${script.title}`;
  const lines = [
    ...transcript,
    ...missing.map((text) => ({ kind: 'unchecked' as const, text: `cannot ${text} here` })),
  ];
  const summary = {
    passed: 'every expectation held',
    failed: `${failures.length} not met`,
    notPlayable: 'not playable here',
  }[result];
  const rest = unchecked.length > 0 ? `, ${unchecked.length} could not be checked here` : '';
  const verdict = { kind: result === 'passed' ? ('met' as const) : ('missed' as const), text: `${summary}${rest}` };
  return `${head}\n${printTranscript([...lines, verdict], { colours })}\n\n`;
}

function worse(worst: 0 | 1 | 2, { result }: Playing): 0 | 1 | 2 {
  if (result === 'passed') return worst;
  return result === 'failed' || worst === 1 ? 1 : 2;
}

/** One sentence for what a user can mend; undefined for everything else. */
function expected(error: unknown): string | undefined {
  if (error instanceof ScriptRefused || error instanceof UsageError || error instanceof ConfigurationError)
    return error.message;
  if (error instanceof GatewayUnreachable)
    return `${error.message}: start the gateway with npm start, or name it with --gateway`;
  return undefined;
}

if (import.meta.main) {
  process.exitCode = await call({
    args: process.argv.slice(2),
    environment: process.env,
    write: (text) => void process.stdout.write(text),
    colours: process.stdout.isTTY && !process.env['NO_COLOR'],
  });
}
