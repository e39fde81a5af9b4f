import type { SpokenPart } from '../../spoken-parts.js';
import { xmlDocument, type XmlElement } from '../../xml.js';

type Attributes = XmlElement['attributes'];

/** An element of VoiceXML; its name and attributes are written in this folder alone. */
export function element(
  name: string,
  attributes: Attributes = {},
  children: readonly (XmlElement | string)[] = [],
): XmlElement {
  return { name, attributes, children };
}

/** A property of the document or of a field. */
export function property(name: string, value: string): XmlElement {
  return element('property', { name, value });
}

/** What may stand between the quotes of a text in an expression; anything else would need escaping twice. */
const PLAIN = /^[A-Za-z0-9_.:;=~+@/-]*$/;

/** A text as an expression. @throws RangeError for one that is neither an id nor a constant of ours. */
export function literal(text: string): string {
  if (!PLAIN.test(text)) throw new RangeError('only ids and constants may stand in an expression');
  return `'${text}'`;
}

/** A variable with a text in it. */
export function variable(name: string, text = ''): XmlElement {
  return element('var', { name, expr: literal(text) });
}

/** Gives the variable `event` its value and posts the named variables: what happened, and to which call. */
export function report(event: string, next: string, namelist: string): XmlElement[] {
  return [element('assign', { name: 'event', expr: literal(event) }), submit(next, namelist)];
}

/** Posts variables. By GET, the default, digits would stand in an address (S8). */
export function submit(next: string, namelist: string): XmlElement {
  return element('submit', { next, method: 'post', namelist });
}

/** Sounds one after the other; nothing when there are none. `bargein` false: heard whole, and keys pressed are lost. */
export function prompt(parts: readonly SpokenPart[], bargein: boolean, more: Attributes = {}): XmlElement[] {
  if (parts.length === 0) return [];
  const children = parts.map((part) =>
    part.by === 'audio' ? element('audio', { src: part.url, ...more }) : element('s', {}, [part.text]),
  );
  return [element('prompt', { bargein: String(bargein) }, children)];
}

/**
 * What is done when something cannot be fetched or the document is not understood: an apology and the end. Nothing is
 * fetched there but the sound, or its own failure would call it again.
 */
export function errorHandlers(apology: readonly XmlElement[]): XmlElement[] {
  return [
    element('catch', { event: 'error' }, [...apology, element('disconnect')]),
    element('catch', { event: 'error', count: 2 }, [element('exit')]),
  ];
}

/** The text of a document. */
export function vxmlDocument(language: string, children: readonly XmlElement[]): string {
  return xmlDocument(
    element('vxml', { version: '2.1', xmlns: 'http://www.w3.org/2001/vxml', 'xml:lang': language }, children),
  );
}
