import { AgiBroken } from './agi-broken.js';

/** What Asterisk answered to a command. */
export interface AgiAnswer {
  readonly status: 200 | 510 | 511 | 520;
  /** After `result=`; empty where nothing stands there. */
  readonly result: string;
  /** Between the first `(` and the last `)`; `timeout`, or the value of a variable, which may hold brackets. */
  readonly text: string | undefined;
}

const RESULT = /^result=(-?\d{0,10}|[\d*#A-D]{0,64})(?: \((.*)\))?(?: endpos=-?\d{1,12})?$/s;

/** The last line of an answer. @throws AgiBroken when it is none. */
export function parseAnswer(line: string): AgiAnswer {
  const [, status, rest = ''] = /^(200|510|511|520) (.*)$/s.exec(line) ?? [];
  switch (status) {
    case '200': {
      const [, result, text] = RESULT.exec(rest) ?? [];
      if (result === undefined) throw new AgiBroken('malformed', 'an answer that cannot be read');
      return { status: 200, result, text };
    }
    case '510':
      return { status: 510, result: '', text: undefined };
    case '511':
      return { status: 511, result: '', text: undefined };
    case '520':
      return { status: 520, result: '', text: undefined };
    default:
      throw new AgiBroken('malformed', 'a line that is no answer');
  }
}

/** The key a sound or a wait was ended by; undefined when it was none. Asterisk tells its character code. */
export function keyOf({ result }: AgiAnswer): string | undefined {
  const key = String.fromCharCode(Number(result));
  return /^[0-9*#]$/.test(key) && result !== '' ? key : undefined;
}
