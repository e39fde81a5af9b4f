import { LineFault } from '../../phone-line.js';
import { elementsIn, type XmlTree } from '../xml-tree.js';
import { type DtmfGrammar, dtmfGrammar } from './dtmf-grammar.js';
import { FetchFailed } from './voicexml-requests.js';
import { milliseconds, propertiesIn, type VxmlDocument } from './vxml-document.js';

/** A field that waits for keys; times in milliseconds. */
export interface Field {
  element: XmlTree;
  grammar: DtmfGrammar;
  firstMs: number;
  betweenMs: number;
  termchar: string;
}

/** The part of an element that says what follows. @throws FetchFailed when it is not there. */
export function childOf(element: XmlTree, name: string): XmlTree {
  const child = elementsIn(element).find((one) => one.name === name);
  if (!child) throw new FetchFailed(`${element.name} without ${name}: the call would wait for ever`);
  return child;
}

/** The first handler whose event the thrown one begins with. Handlers of a second time are for a second time. */
export function handlerFor(event: string, handlers: readonly XmlTree[]): XmlTree | undefined {
  const names = ({ attributes }: XmlTree) => (attributes['event'] ?? '').split(/\s+/);
  return handlers
    .filter(({ name, attributes }) => name === 'catch' && (attributes['count'] ?? '1') === '1')
    .find((handler) => names(handler).some((name) => event === name || event.startsWith(`${name}.`)));
}

/** Every timer is set by the document: the defaults of platforms differ. */
export function fieldOf(element: XmlTree, { properties }: VxmlDocument): Field {
  const set = new Map([...properties, ...propertiesIn(element)]);
  if (set.get('inputmodes') !== 'dtmf') throw new FetchFailed('a recogniser of speech would be opened');
  if (milliseconds(set.get('termtimeout')) !== 0) throw new LineFault('a wait after the last key is not emulated');
  return {
    element,
    grammar: dtmfGrammar(childOf(element, 'grammar')),
    firstMs: milliseconds(set.get('timeout')),
    betweenMs: milliseconds(set.get('interdigittimeout')),
    termchar: set.get('termchar') ?? '#',
  };
}
