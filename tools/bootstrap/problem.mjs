/** Something the person at the keyboard can mend: the message says in one sentence what is wrong and how to mend it. */
export class Problem extends Error {
  name = 'Problem';
}

/**
 * Runs a command to its end; a failure becomes one sentence on stderr and exit code 1, never a stack trace (unless
 * DEBUG is set, for those who mend this program itself).
 */
export async function orOneSentence(command) {
  try {
    await command();
  } catch (error) {
    process.exitCode = 1;
    console.error(`✗ ${sentence(error)}`);
    if (process.env.DEBUG) console.error(error);
  }
}

/** What is told of an error: a problem speaks for itself, anything else is said to be unexpected. */
export function sentence(error) {
  if (error instanceof Problem) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  return `Unexpected: ${message.split('\n')[0]} (set DEBUG=1 to see where it happened).`;
}
