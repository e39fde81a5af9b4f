import { LineFault } from '../../phone-line.js';
import { type Allowed, elementsIn, firstUnknown, parseXml, textIn, type XmlTree } from '../xml-tree.js';

/** FreeSWITCH would end the application, or hang the call up. */
export class DocumentRefused extends LineFault {
  override readonly name = 'DocumentRefused';
}

/** The module reads no more of an answer. */
const MOST_BYTES = 1024 * 1024;

/** What a document tells FreeSWITCH to do, one after the other. */
export type Work =
  | { does: 'play'; files: readonly string[] }
  | KeyWork
  | { does: 'execute'; application: string; data: string }
  | { does: 'getVariable'; name: string }
  | { does: 'hangup' }
  | { does: 'break' };

/** Plays and waits for keys. */
export interface KeyWork {
  does: 'keys';
  files: readonly string[];
  /** The parameter the keys are sent as. */
  name: string;
  /** The whole time for keys after the prompt; keys do not begin it anew. */
  windowMs: number;
  /** Time after a key, for more; on its end what was typed must fit. */
  digitMs: number;
  pattern: RegExp;
}

/** One step of a document: the address it changes to first, and what it does. */
export type Step = Work & { action: string | undefined };

/** A document as FreeSWITCH reads it. */
export interface HttapiDocument {
  params: readonly (readonly [name: string, value: string])[];
  variables: readonly (readonly [name: string, value: string])[];
  work: readonly Step[];
}

const WORK = ['playback', 'pause', 'execute', 'getVariable', 'hangup', 'break'];
const KEYS = ['name', 'error-file', 'digit-timeout', 'input-timeout', 'action'];

/** The elements we may use; freeswitch.md section 2. Everything that changes the address is named `action`. */
const KNOWN: Readonly<Record<string, Allowed>> = {
  document: { needed: ['type'], children: ['params', 'variables', 'work'] },
  work: { children: WORK },
  playback: { needed: ['file'], attributes: KEYS, children: ['bind'] },
  pause: { needed: ['milliseconds'], attributes: KEYS, children: ['bind'] },
  bind: { text: true },
  execute: { needed: ['application', 'data'], attributes: ['action'] },
  getVariable: { needed: ['name'] },
  hangup: { attributes: ['cause'] },
  break: {},
};

/** Reads a document as the module does, but strictly. @throws DocumentRefused. */
export function parseHttapi(text: string): HttapiDocument {
  if (Buffer.byteLength(text) > MOST_BYTES) throw new DocumentRefused('above 1 MiB');
  const root = treeOf(text);
  const parts = elementsIn(root);
  const named = (name: string) => elementsIn(parts.find((part) => part.name === name) ?? { ...root, children: [] });
  const values = (name: string) => named(name).map((one) => [one.name, textIn(one)] as const);
  // What stands in params and variables are names of ours.
  const known = { ...root, children: parts.map((part) => (part.name === 'work' ? part : { ...part, children: [] })) };
  const unknown = firstUnknown(known, { ...KNOWN, params: {}, variables: {} });
  if (unknown !== undefined) throw new DocumentRefused(unknown);
  if (root.attributes['type'] !== 'xml/freeswitch-httapi') throw new DocumentRefused('not a document of httapi');
  if (named('work').length === 0) throw new DocumentRefused('no instructions: the application ends');
  return { params: values('params'), variables: values('variables'), work: named('work').map(stepOf) };
}

function treeOf(text: string): XmlTree {
  try {
    return parseXml(text);
  } catch (cause) {
    throw new DocumentRefused(cause instanceof Error ? cause.message : 'no XML', { cause });
  }
}

function stepOf(element: XmlTree): Step {
  return { ...workOf(element), action: element.attributes['action'] };
}

function workOf(element: XmlTree): Work {
  const { name, attributes } = element;
  switch (name) {
    case 'execute':
      return { does: 'execute', application: attributes['application'] ?? '', data: attributes['data'] ?? '' };
    case 'getVariable':
      return { does: 'getVariable', name: attributes['name'] ?? '' };
    case 'hangup':
      return { does: 'hangup' };
    case 'break':
      return { does: 'break' };
    default:
      return soundOf(element);
  }
}

function soundOf(element: XmlTree): Work {
  const { name, attributes } = element;
  const files = name === 'pause' ? [] : filesIn(attributes['file'] ?? '');
  const [bind, ...others] = elementsIn(element);
  if (!bind) return { does: 'play', files };
  const [, expression] = /^~(\S+)$/.exec(textIn(bind)) ?? [];
  if (others.length > 0 || expression === undefined) throw new DocumentRefused('one regular expression is emulated');
  const window = name === 'pause' ? attributes['milliseconds'] : (attributes['input-timeout'] ?? '5000');
  return {
    does: 'keys',
    files,
    name: attributes['name'] ?? 'dialed_digits',
    windowMs: milliseconds(window),
    digitMs: milliseconds(attributes['digit-timeout'] ?? '1500'),
    pattern: new RegExp(expression),
  };
}

/** The parts of a file; silences are not heard. */
function filesIn(file: string): string[] {
  const files = file.startsWith('file_string://') ? file.slice('file_string://'.length).split('!') : [file];
  if (files.length > 128) throw new DocumentRefused('more files than the module joins');
  return files.filter((one) => !one.startsWith('silence_stream://'));
}

function milliseconds(text = ''): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new DocumentRefused(`not a time: ${text}`);
  return Number(text);
}
