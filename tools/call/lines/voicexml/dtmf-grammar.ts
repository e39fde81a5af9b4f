import { LineFault } from '../../phone-line.js';
import { elementsIn, textIn, type XmlTree } from '../xml-tree.js';

/** The browser would refuse the grammar: `error.badfetch` or `error.unsupported.builtin`. */
export class GrammarRefused extends LineFault {
  override readonly name = 'GrammarRefused';
}

/** Which keys a field takes. */
export interface DtmfGrammar {
  matches(keys: string): boolean;
  /** Whether more keys could still make a match. */
  goesOn(keys: string): boolean;
}

/** A piece of a grammar: given where it may begin in the keys, all places where it may end; `open` if it wants more. */
type Piece = (keys: string, from: number) => { ends: number[]; open: boolean };

const KEYS = '0123456789*#';
const MOST = 64;

/** Reads the grammar of a field: SRGS for keys, `builtin:dtmf/digits`, or Cisco's regular expressions. */
export function dtmfGrammar(grammar: XmlTree): DtmfGrammar {
  const { src, type, mode } = grammar.attributes;
  if (mode !== 'dtmf') throw new GrammarRefused('a grammar for keys says so');
  if (src !== undefined) return regular(builtinExpression(src));
  if (type === 'application/grammar+regex') return regular(textIn(grammar));
  if (type !== 'application/srgs+xml') throw new GrammarRefused(`a grammar of type ${type ?? 'none'}`);
  return srgs(grammar);
}

function srgs(grammar: XmlTree): DtmfGrammar {
  const { root, version } = grammar.attributes;
  if (version !== '1.0') throw new GrammarRefused('an inline grammar needs version 1.0');
  const rules = new Map(elementsIn(grammar).map((rule) => [rule.attributes['id'], rule]));
  const rule = (id: string | undefined): XmlTree => {
    const found = rules.get(id);
    if (!found) throw new GrammarRefused(`there is no rule ${id ?? ''}`);
    return found;
  };
  const sequence = (pieces: Piece[]): Piece => pieces.reduce(followedBy, nothing);
  const pieceOf = (tree: XmlTree): Piece => {
    if (tree.name === 'one-of') return either(elementsIn(tree).map(pieceOf));
    if (tree.name === 'ruleref')
      return sequence(elementsIn(rule(tree.attributes['uri']?.replace(/^#/, ''))).map(pieceOf));
    const text = textIn(tree);
    const inside = text === '' ? sequence(elementsIn(tree).map(pieceOf)) : sequence(text.split(/\s+/).map(key));
    return repeated(inside, tree.attributes['repeat'] ?? '1');
  };
  const whole = sequence(elementsIn(rule(root)).map(pieceOf));
  return {
    matches: (keys) => whole(keys, 0).ends.includes(keys.length),
    goesOn: (keys) => whole(keys, 0).open,
  };
}

const nothing: Piece = (_keys, from) => ({ ends: [from], open: false });

const key =
  (wanted: string): Piece =>
  (keys, from) => {
    if (!KEYS.includes(wanted)) throw new GrammarRefused(`${wanted} is no key`);
    if (from === keys.length) return { ends: [], open: true };
    return { ends: keys[from] === wanted ? [from + 1] : [], open: false };
  };

const merge = (all: { ends: number[]; open: boolean }[]) => ({
  ends: [...new Set(all.flatMap(({ ends }) => ends))],
  open: all.some(({ open }) => open),
});

const either =
  (pieces: Piece[]): Piece =>
  (keys, from) =>
    merge(pieces.map((piece) => piece(keys, from)));

const followedBy =
  (first: Piece, second: Piece): Piece =>
  (keys, from) => {
    const begun = first(keys, from);
    const rest = merge(begun.ends.map((end) => second(keys, end)));
    return { ends: rest.ends, open: begun.open || rest.open };
  };

function repeated(piece: Piece, times: string): Piece {
  const [, least = '', most = least] = /^(\d+)(?:-(\d+))?$/.exec(times) ?? [];
  if (least === '' || Number(most) > MOST || Number(most) < Number(least)) throw new GrammarRefused(`repeat ${times}`);
  return (keys, from) => {
    let last = nothing(keys, from);
    const all = Number(least) === 0 ? [last] : [];
    let open = false;
    for (let count = 1; count <= Number(most) && last.ends.length > 0; count++) {
      last = merge(last.ends.map((end) => piece(keys, end)));
      open ||= last.open;
      if (count >= Number(least)) all.push(last);
    }
    return { ends: merge(all).ends, open };
  };
}

function builtinExpression(src: string): string {
  const [, query = ''] = /^builtin:dtmf\/digits(?:\?(.*))?$/.exec(src) ?? [];
  const wanted = Object.fromEntries(query.split(';').map((item) => item.split('=') as [string, string]));
  const { length, minlength = length, maxlength = length, ...others } = wanted;
  const odd = Object.keys(others)[0];
  if (minlength === undefined || maxlength === undefined || odd !== undefined)
    throw new GrammarRefused(`error.unsupported.builtin: ${src}`);
  return `[0-9]{${minlength},${maxlength}}`;
}

/** Whether more keys could match is tried out: our expressions are short, so one more key or many of one kind tell. */
function regular(expression: string): DtmfGrammar {
  const pattern = new RegExp(`^(?:${expression})$`);
  const matches = (keys: string) => pattern.test(keys);
  const endings = Array.from({ length: 32 }, (_, length) => '0'.repeat(length));
  const goesOn = (keys: string) =>
    endings.some(
      (zeros) => (zeros !== '' && matches(keys + zeros)) || ['*', '#'].some((last) => matches(keys + zeros + last)),
    );
  return { matches, goesOn };
}
