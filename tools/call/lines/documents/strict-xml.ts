import { XMLParser } from 'fast-xml-parser';
import { DocumentRefused } from './verbs.js';

/** An element as it was written. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

/** What a provider's documents may hold. */
export interface Grammar {
  /** The attributes of each element; an element that is not here does not exist. */
  attributes: Readonly<Record<string, readonly string[]>>;
  /** Elements that may stand in an element; everywhere else there is text. */
  children: Readonly<Record<string, readonly string[]>>;
  /** The largest document, bytes. */
  mostBytes: number;
}

/**
 * Reads a document as strictly as its grammar: an unknown element or attribute, a text where none belongs, a method that
 * would put digits into an address, or a document that is too large is an error.
 * @throws DocumentRefused.
 */
export function readStrictly(document: string, grammar: Grammar): Element[] {
  const bytes = Buffer.byteLength(document);
  if (bytes > grammar.mostBytes) throw new DocumentRefused(`too large: ${bytes} bytes`);
  const [root, ...others] = elementsOf(parsed(document));
  if (root?.name !== 'Response' || others.length > 0) throw new DocumentRefused('the root is not one Response');
  check(root, grammar);
  return root.children;
}

type Node = Record<string, unknown>;
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
});

function parsed(document: string): Node[] {
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is a package of its own; this one still validates
    return parser.parse(document, true) as Node[];
  } catch (cause) {
    throw new DocumentRefused(cause instanceof Error ? cause.message : 'no XML', { cause });
  }
}

function elementsOf(nodes: readonly Node[]): Element[] {
  return nodes.flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ':@' && key !== '#text');
    if (name === undefined) return [];
    const inner = node[name] as Node[];
    const text = inner.map((child) => (typeof child['#text'] === 'string' ? child['#text'] : '')).join('');
    return [{ name, attributes: (node[':@'] ?? {}) as Record<string, string>, children: elementsOf(inner), text }];
  });
}

function check({ name, attributes, children, text }: Element, grammar: Grammar): void {
  const known = grammar.attributes[name];
  if (!known) throw new DocumentRefused(`there is no element ${name}`);
  const odd = Object.keys(attributes).find((attribute) => !known.includes(attribute));
  if (odd !== undefined) throw new DocumentRefused(`${name} has no attribute ${odd}`);
  const allowed = grammar.children[name] ?? [];
  const misplaced = children.find((child) => !allowed.includes(child.name));
  if (misplaced) throw new DocumentRefused(`${misplaced.name} does not belong into ${name}`);
  if (allowed.length > 0 && children.length > 0 && text.trim() !== '') throw new DocumentRefused(`text in ${name}`);
  if (name === 'Response' && text.trim() !== '') throw new DocumentRefused(`text in ${name}`);
  if (attributes['method'] !== undefined && attributes['method'] !== 'POST')
    throw new DocumentRefused(`${name}: digits must not stand in an address, so the method is POST`);
  children.forEach((child) => check(child, grammar));
}

/** The text of an element. @throws DocumentRefused when there is none. */
export function textOf({ name, text }: Element): string {
  const trimmed = text.trim();
  if (trimmed === '') throw new DocumentRefused(`${name} is empty`);
  return trimmed;
}

/** A whole number within its bounds. @throws DocumentRefused. */
export function whole(text: string, name: string, least = 0, most = 99_999): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) < least || Number(text) > most)
    throw new DocumentRefused(`${name} ${text}: from ${least} to ${most}`);
  return Number(text);
}

/** `true` or `false`. @throws DocumentRefused. */
export function yesOrNo(text: string, name: string): boolean {
  if (text !== 'true' && text !== 'false') throw new DocumentRefused(`${name} ${text}`);
  return text === 'true';
}

const NUMBER = /^\+?[1-9]\d{7,14}$/;
const SIP = /^sips?:[^\s@?]+@[^\s@?]+$/;

/** A SIP address and its headers. @throws DocumentRefused. */
export function sipAddress(text: string): { destination: string; headers: URLSearchParams } {
  const [destination = '', query = ''] = text.split('?');
  if (!SIP.test(destination)) throw new DocumentRefused('the SIP address is not valid');
  return { destination, headers: new URLSearchParams(query) };
}

/** A telephone number. @throws DocumentRefused. */
export function telephoneNumber(text: string): { destination: string; headers: undefined } {
  if (!NUMBER.test(text)) throw new DocumentRefused('the number is not valid');
  return { destination: text, headers: undefined };
}
