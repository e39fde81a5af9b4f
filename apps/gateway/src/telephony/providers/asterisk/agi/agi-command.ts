/**
 * Longest line we send, bytes. Asterisk before 20.16 cuts a line at 2,047 bytes and runs the rest as the next command; the
 * sheet advises to stay below 2,000.
 */
export const MOST_LINE_BYTES = 1_990;

/** An argument cannot be sent without becoming another one, or another command (S23). */
export class UnwritableCommand extends Error {
  override readonly name = 'UnwritableCommand';
}

/** Every key of a telephone, as Asterisk is told which ones stop a sound. */
const ALL_KEYS = '0123456789*#';
const NO_KEYS = '';

/** One line of ours: a command of the list below, and how long its answer may take. */
export interface AgiCommand {
  /** Without the LF at its end. */
  readonly line: string;
  /** Milliseconds after which Asterisk is taken for gone. */
  readonly withinMs: number;
}

/** For commands that only look or set; the same after a long sound. */
const AT_ONCE_MS = 10_000;
/** A download (180 s unless set otherwise) and the longest sound. */
const SOUND_MS = 300_000;

/** The commands we know: nothing else is ever sent. */
export const AGI = {
  answer: () => command(SOUND_MS, 'ANSWER'),
  hangUp: () => command(AT_ONCE_MS, 'HANGUP'),
  /** 6: the caller is there. */
  channelStatus: () => command(AT_ONCE_MS, 'CHANNEL STATUS'),
  /** Asterisk ends the call after so many seconds, whatever we do. */
  autoHangUp: (seconds: number) => command(AT_ONCE_MS, 'SET AUTOHANGUP', String(seconds)),
  getVariable: (name: string) => command(AT_ONCE_MS, 'GET VARIABLE', name),
  setVariable: (name: string, value: string) => command(AT_ONCE_MS, 'SET VARIABLE', name, quoted(value)),
  /** Heard whole; keys pressed meanwhile are thrown away. */
  playWhole: (file: string) => command(SOUND_MS, 'STREAM FILE', word(file), quoted(NO_KEYS)),
  /** Any key stops it. */
  play: (file: string) => command(SOUND_MS, 'STREAM FILE', word(file), quoted(ALL_KEYS)),
  /** Plays, then waits for one key. */
  playAndWait: (file: string, waitMs: number) =>
    command(SOUND_MS + waitMs, 'GET OPTION', word(file), quoted(ALL_KEYS), String(waitMs)),
  waitForKey: (waitMs: number) => command(AT_ONCE_MS + waitMs, 'WAIT FOR DIGIT', String(waitMs)),
  /** Plays and collects until `#`, so many keys, or a wait; a key stops the sound and counts. No file: no sound. */
  collect: (file: string | undefined, waitMs: number, keys: number) => {
    const sound = file === undefined ? quoted('') : word(file);
    return command(SOUND_MS + waitMs * (keys + 1), 'GET DATA', sound, String(waitMs), String(keys));
  },
  /** Bridges to another party and lasts as long as the conversation. */
  dial: (target: string, ringSeconds: number, { options, mostSeconds }: { options: string; mostSeconds: number }) =>
    command((ringSeconds + mostSeconds + 60) * 1_000, 'EXEC Dial', quoted(`${target},${ringSeconds},${options}`)),
};

function command(withinMs: number, ...words: readonly string[]): AgiCommand {
  const line = words.join(' ');
  if (/[\p{Cc}\p{Cs}]/u.test(line)) throw new UnwritableCommand('a control character');
  if (Buffer.byteLength(line) > MOST_LINE_BYTES) throw new UnwritableCommand('a line too long');
  return { line, withinMs };
}

/** An argument that is one word as it stands. */
function word(argument: string): string {
  return /^[\w./:@+-]+$/.test(argument) ? argument : quoted(argument);
}

/** One argument, whatever is in it: quotes keep blanks, and a backslash keeps a quote. */
function quoted(argument: string): string {
  return `"${argument.replace(/["\\]/g, '\\$&')}"`;
}
