import { LineFault } from '../../phone-line.js';
import { type Allowed, elementsIn, firstUnknown, parseXml, type XmlTree } from '../xml-tree.js';

/** A browser would refuse the document: `error.badfetch` or `error.semantic`. */
export class DocumentRefused extends LineFault {
  override readonly name = 'DocumentRefused';
}

const RUNS = ['assign', 'disconnect', 'exit', 'if', 'prompt', 'submit', 'var'];
const HANDLERS = ['catch', 'noinput', 'nomatch'];

/** The elements we may use and what stands in them; voicexml.md section 2, from the schema of the W3C. */
const KNOWN: Readonly<Record<string, Allowed>> = {
  vxml: {
    needed: ['version', 'xmlns', 'xml:lang'],
    children: ['property', 'var', 'form', ...HANDLERS],
  },
  property: { needed: ['name', 'value'] },
  var: { needed: ['name'], attributes: ['expr'] },
  form: { attributes: ['id'], children: ['block', 'field', 'transfer'] },
  block: { children: RUNS },
  field: { needed: ['name'], children: ['property', 'grammar', 'prompt', 'filled', ...HANDLERS] },
  transfer: {
    needed: ['name', 'type', 'dest'],
    attributes: ['connecttimeout', 'maxtime', 'aai'],
    children: ['prompt', 'filled', ...HANDLERS],
  },
  filled: { children: RUNS },
  catch: { needed: ['event'], attributes: ['count'], children: RUNS },
  noinput: { children: RUNS },
  nomatch: { children: RUNS },
  prompt: { attributes: ['bargein', 'timeout'], children: ['audio', 's'] },
  s: { text: true },
  audio: { needed: ['src'], attributes: ['fetchhint'] },
  assign: { needed: ['name', 'expr'] },
  if: { needed: ['cond'], children: RUNS },
  submit: { needed: ['next', 'method', 'namelist'] },
  disconnect: {},
  exit: { attributes: ['namelist'] },
  grammar: { needed: ['mode'], attributes: ['version', 'type', 'root', 'src'], children: ['rule'], text: true },
  rule: { needed: ['id'], attributes: ['scope'], children: ['one-of', 'item', 'ruleref'] },
  'one-of': { children: ['item'] },
  item: { attributes: ['repeat'], children: ['one-of', 'item', 'ruleref'], text: true },
  ruleref: { needed: ['uri'] },
};

/** A document that is run: its parts by what they are for. */
export interface VxmlDocument {
  properties: ReadonlyMap<string, string>;
  variables: readonly XmlTree[];
  handlers: readonly XmlTree[];
  /** Blocks, fields and transfers, in their order. */
  items: readonly XmlTree[];
}

/** Reads a document strictly: whatever a browser could stumble on is an error. @throws DocumentRefused. */
export function parseVxml(text: string): VxmlDocument {
  if (!text.startsWith('<?xml version="1.0" encoding="UTF-8"?>')) throw new DocumentRefused('no declaration');
  const root = treeOf(text);
  const unknown = firstUnknown(root, KNOWN);
  if (unknown !== undefined) throw new DocumentRefused(unknown);
  const { version, xmlns } = root.attributes;
  if (root.name !== 'vxml' || version !== '2.1' || xmlns !== 'http://www.w3.org/2001/vxml')
    throw new DocumentRefused('the root is not a document of VoiceXML 2.1');
  everyElement(root).forEach(checkValues);
  const named = (...names: string[]) => elementsIn(root).filter(({ name }) => names.includes(name));
  const [form, ...others] = named('form');
  if (!form || others.length > 0) throw new DocumentRefused('one form a document');
  return {
    properties: propertiesIn(root),
    variables: named('var'),
    handlers: named(...HANDLERS),
    items: elementsIn(form),
  };
}

function treeOf(text: string): XmlTree {
  try {
    return parseXml(text);
  } catch (cause) {
    throw new DocumentRefused(cause instanceof Error ? cause.message : 'no XML', { cause });
  }
}

function everyElement(tree: XmlTree): XmlTree[] {
  return [tree, ...elementsIn(tree).flatMap(everyElement)];
}

function checkValues({ name, attributes }: XmlTree): void {
  // By GET digits would stand in an address.
  if (name === 'submit' && attributes['method'] !== 'post') throw new DocumentRefused('submit: the method is post');
  if (name === 'transfer' && !/^(?:blind|bridge|consultation)$/.test(attributes['type'] ?? ''))
    throw new DocumentRefused('transfer: no such type');
  if (name === 'transfer' && !/^(?:tel:\+[1-9]\d{7,14}|sips?:[^\s@]+@[^\s@]+)$/.test(attributes['dest'] ?? ''))
    throw new DocumentRefused('transfer: the destination is not valid');
  if (name === 'prompt' && !/^(?:true|false)$/.test(attributes['bargein'] ?? 'true'))
    throw new DocumentRefused('prompt: bargein is true or false');
  for (const timer of ['connecttimeout', 'maxtime', 'timeout'])
    if (attributes[timer] !== undefined) milliseconds(attributes[timer]);
}

/** The properties set in an element. */
export function propertiesIn(tree: XmlTree): Map<string, string> {
  return new Map(
    elementsIn(tree)
      .filter(({ name }) => name === 'property')
      .map(({ attributes }) => [attributes['name'] ?? '', attributes['value'] ?? '']),
  );
}

/** A time with its unit. @throws DocumentRefused for a time without one. */
export function milliseconds(time: string | undefined): number {
  const [, number, unit] = /^(\d{1,8})(m?s)$/.exec(time ?? '') ?? [];
  if (number === undefined) throw new DocumentRefused(`a time without its unit: ${time ?? 'none'}`);
  return Number(number) * (unit === 's' ? 1_000 : 1);
}
