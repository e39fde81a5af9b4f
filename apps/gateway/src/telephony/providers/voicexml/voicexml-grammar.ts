import type { Collect } from '../../turn.js';
import type { XmlElement } from '../../xml.js';
import type { VoiceXmlOptions } from './voicexml.config.js';
import { element, property } from './vxml.js';

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** A key that telephones lack, so that `#` is a key like any other. */
const NO_TERMINATOR = 'D';

type Kind = VoiceXmlOptions['grammar'];
type Keys = Pick<Collect, 'digits' | 'finishKeys'>;

/**
 * Which keys a field takes, in the platform's kind of grammar. Where it can be said, fewer keys than asked for are taken
 * too, so that a caller who stops typing is heard with what was typed: the flow checks, never the provider.
 */
export function grammar(kind: Kind, keys: Keys): XmlElement {
  switch (kind) {
    case 'srgs':
      return srgs(keys);
    case 'builtin':
      return element('grammar', { mode: 'dtmf', src: `builtin:dtmf/digits?${builtinLength(keys)}` });
    case 'cisco-regex':
      return regex(ciscoRegex(keys));
    case 'cisco-dots':
      return regex('.'.repeat(keys.digits));
  }
}

/** How an entry ends: only where a grammar cannot hold `#` is it the platform's terminator. */
export function terminator(kind: Kind): XmlElement {
  return property('termchar', kind === 'builtin' ? '#' : NO_TERMINATOR);
}

/** A menu takes any key at once; an entry up to so many digits, or fewer and a finish key. */
function srgs({ digits, finishKeys }: Keys): XmlElement {
  const attributes = { mode: 'dtmf', version: '1.0', type: 'application/srgs+xml' };
  if (finishKeys.length === 0)
    return element('grammar', { ...attributes, root: 'keys' }, [
      rule('keys', 'public', [repeated('key', 1, digits)]),
      rule('key', 'private', [oneOf([...DIGITS, '*', '#'])]),
    ]);
  return element('grammar', { ...attributes, root: 'entry' }, [
    rule('entry', 'public', [
      element('one-of', {}, [
        repeated('digit', 1, digits),
        element('item', {}, [repeated('digit', 0, digits - 1), oneOf(finishKeys)]),
      ]),
    ]),
    rule('digit', 'private', [oneOf(DIGITS)]),
  ]);
}

const rule = (id: string, scope: string, children: XmlElement[]) => element('rule', { id, scope }, children);

const oneOf = (keys: readonly string[]) =>
  element(
    'one-of',
    {},
    keys.map((key) => element('item', {}, [key])),
  );

const repeated = (ofRule: string, least: number, most: number) =>
  element('item', { repeat: least === most ? least : `${least}-${most}` }, [element('ruleref', { uri: `#${ofRule}` })]);

function builtinLength({ digits, finishKeys }: Keys): string {
  return finishKeys.length === 0 ? `length=${digits}` : `minlength=1;maxlength=${digits}`;
}

const regex = (text: string) => element('grammar', { mode: 'dtmf', type: 'application/grammar+regex' }, [text]);

function ciscoRegex({ digits, finishKeys }: Keys): string {
  if (finishKeys.length === 0) return digits === 1 ? '[0-9*#]' : `[0-9*#]{1,${digits}}`;
  return `[0-9]{1,${digits}}|[0-9]{0,${digits - 1}}[${finishKeys.join('')}]`;
}
