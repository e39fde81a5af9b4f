import { LineFault } from '../../phone-line.js';

/** What the gateway may tell Asterisk to do; providers/asterisk-agi.md section 2. */
export type Command =
  | { do: 'answer' | 'hangUp' | 'channelStatus' | 'autoHangUp' }
  | { do: 'getVariable'; name: string }
  | { do: 'setVariable'; name: string; value: string }
  | { do: 'play'; file: string; keys: string }
  | { do: 'option'; file: string; keys: string; waitMs: number }
  | { do: 'data'; file: string; waitMs: number; most: number }
  | { do: 'digit'; waitMs: number }
  | { do: 'dial'; target: string; ringSeconds: number; options: string };

/** Asterisk would answer 510 or 520, crash, or run half of a line as another command. */
export class CommandRefused extends LineFault {
  override readonly name = 'CommandRefused';
}

/** Of Asterisk before 20.16, bytes; what is longer is cut there. */
const MOST_BYTES = 2_047;
const MOST_WORDS = 127;

/**
 * Reads a line as Asterisk does, and only what is on the list: a command, its number of arguments, their form.
 * @throws CommandRefused.
 */
export function parseCommand(line: string): Command {
  if (Buffer.byteLength(line) > MOST_BYTES) throw new CommandRefused('the line is too long');
  if (/\p{Cc}/u.test(line)) throw new CommandRefused('a control character in a line');
  const words = wordsOf(line);
  const found = COMMANDS.find(({ name }) => name.every((word, index) => words[index]?.toUpperCase() === word));
  if (!found) throw new CommandRefused(`510: there is no command ${words[0] ?? ''}`);
  const args = words.slice(found.name.length);
  const command = found.least <= args.length && args.length <= found.most ? found.read(args) : undefined;
  if (!command) throw new CommandRefused(`520: ${found.name.join(' ')} with ${args.length} arguments`);
  return command;
}

interface Syntax {
  name: readonly string[];
  least: number;
  most: number;
  /** Undefined for arguments that cannot be used. */
  read: (args: readonly string[]) => Command | undefined;
}

const syntax = (name: string, [least, most]: [number, number], read: Syntax['read']): Syntax => ({
  name: name.split(' '),
  least,
  most,
  read,
});

const COMMANDS: readonly Syntax[] = [
  syntax('ANSWER', [0, 0], () => ({ do: 'answer' })),
  syntax('HANGUP', [0, 0], () => ({ do: 'hangUp' })),
  syntax('CHANNEL STATUS', [0, 1], () => ({ do: 'channelStatus' })),
  syntax('SET AUTOHANGUP', [1, 1], ([seconds]) => (isWhole(seconds) ? { do: 'autoHangUp' } : undefined)),
  syntax('GET VARIABLE', [1, 1], ([name = '']) => ({ do: 'getVariable', name })),
  syntax('SET VARIABLE', [2, 2], ([name = '', value = '']) => ({ do: 'setVariable', name, value })),
  syntax('STREAM FILE', [2, 3], ([file = '', keys = '']) => (areKeys(keys) ? { do: 'play', file, keys } : undefined)),
  syntax('GET OPTION', [3, 3], ([file = '', keys = '', ms]) =>
    areKeys(keys) && isWhole(ms) ? { do: 'option', file, keys, waitMs: Number(ms) } : undefined,
  ),
  syntax('GET DATA', [3, 3], ([file = '', ms, most]) =>
    isWhole(ms) && isWhole(most) && Number(ms) > 0 && Number(most) > 0
      ? { do: 'data', file, waitMs: Number(ms), most: Number(most) }
      : undefined,
  ),
  syntax('WAIT FOR DIGIT', [1, 1], ([ms]) => (isWhole(ms) ? { do: 'digit', waitMs: Number(ms) } : undefined)),
  syntax('EXEC DIAL', [1, 1], ([argument = '']) => {
    const [target = '', seconds, options = '', ...more] = argument.split(',');
    const isUsable = target !== '' && isWhole(seconds) && more.length === 0;
    return isUsable ? { do: 'dial', target, ringSeconds: Number(seconds), options } : undefined;
  }),
];

const isWhole = (text: string | undefined): boolean => /^\d{1,9}$/.test(text ?? '');
const areKeys = (text: string): boolean => /^[0-9*#]*$/.test(text);

/** Words split at blanks; a quote keeps them together, a backslash keeps the next character. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (let index = 0; index < line.length; index += 1) {
    const character = line.charAt(index);
    if (character === '"') {
      quoted = !quoted;
      word ??= '';
    } else if (character === ' ' && !quoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      if (character === '\\') index += 1;
      word = `${word ?? ''}${line.charAt(index)}`;
    }
  }
  if (quoted) throw new CommandRefused('a quote that is not closed');
  if (word !== undefined) words.push(word);
  if (words.length > MOST_WORDS) throw new CommandRefused('too many words');
  return words;
}
