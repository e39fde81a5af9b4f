import { XMLParser } from 'fast-xml-parser';
import { LineFault } from '../../phone-line.js';

/** What a document tells Twilio to do, one after the other. */
export type Verb =
  | { verb: 'Say'; text: string; language: string }
  | { verb: 'Play'; url: string }
  | { verb: 'Pause'; seconds: number }
  | GatherVerb
  | { verb: 'Redirect'; url: string }
  | DialVerb
  | { verb: 'Hangup' };

export interface GatherVerb {
  verb: 'Gather';
  action: string | undefined;
  numDigits: number | undefined;
  timeoutMs: number;
  /** Keys that end it; `#` unless the attribute says otherwise, none if it is empty. */
  finishOnKey: string;
  actionOnEmptyResult: boolean;
  prompts: Extract<Verb, { verb: 'Say' | 'Play' | 'Pause' }>[];
}

export interface DialVerb {
  verb: 'Dial';
  action: string | undefined;
  ringSeconds: number;
  /** A number, or a SIP address with its headers. */
  destination: string;
}

/** Twilio would refuse the document: errors 12100 (parse), 12200 (schema), 11750 (too large). */
export class DocumentRefused extends LineFault {
  override readonly name = 'DocumentRefused';
}

const MOST_BYTES = 64_000;

/** The attributes of each verb we may use; providers/twilio.md section 2, from the SDK. `*`: needed for the verb to be of use. */
const ATTRIBUTES: Record<string, readonly string[]> = {
  Response: [],
  Say: ['voice', 'language', 'loop'],
  Play: ['loop', 'digits'],
  Pause: ['length'],
  Gather: ['action', 'method', 'input', 'timeout', 'finishOnKey', 'numDigits', 'actionOnEmptyResult', 'bargeIn'],
  Redirect: ['method'],
  Dial: [
    'action',
    'method',
    'timeout',
    'timeLimit',
    'callerId',
    'answerOnBridge',
    'hangupOnStar',
    'record',
    'ringTone',
    'sequential',
  ],
  Number: ['url', 'statusCallback', 'statusCallbackEvent', 'statusCallbackMethod', 'sendDigits'],
  Sip: ['username', 'password', 'url', 'statusCallback', 'statusCallbackEvent', 'statusCallbackMethod'],
  Hangup: [],
};

/** Names of verbs that may stand in a verb; everywhere else there is text. */
const CHILDREN: Record<string, readonly string[]> = {
  Response: ['Say', 'Play', 'Pause', 'Gather', 'Redirect', 'Dial', 'Hangup'],
  Gather: ['Say', 'Play', 'Pause'],
  Dial: ['Number', 'Sip'],
};

interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

/**
 * Reads a document as strictly as its schema: an unknown verb or attribute, a text where none belongs, a bad value, or
 * more than 64 kB is an error. @throws DocumentRefused.
 */
export function parseTwiml(document: string): Verb[] {
  const bytes = Buffer.byteLength(document);
  if (bytes > MOST_BYTES) throw new DocumentRefused(`11750: ${bytes} bytes`);
  const [root, ...others] = elementsOf(parsed(document));
  if (root?.name !== 'Response' || others.length > 0) throw new DocumentRefused('12100: the root is not one Response');
  check(root);
  return root.children.map(verbOf);
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
    throw new DocumentRefused(`12100: ${cause instanceof Error ? cause.message : 'no XML'}`, { cause });
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

function check({ name, attributes, children, text }: Element): void {
  const known = ATTRIBUTES[name];
  if (!known) throw new DocumentRefused(`12200: there is no verb ${name}`);
  const odd = Object.keys(attributes).find((attribute) => !known.includes(attribute));
  if (odd !== undefined) throw new DocumentRefused(`12200: ${name} has no attribute ${odd}`);
  const allowed = CHILDREN[name] ?? [];
  const misplaced = children.find((child) => !allowed.includes(child.name));
  if (misplaced) throw new DocumentRefused(`12200: ${misplaced.name} does not belong into ${name}`);
  if (allowed.length > 0 && text.trim() !== '') throw new DocumentRefused(`12200: text in ${name}`);
  if (attributes['method'] !== undefined && attributes['method'] !== 'POST')
    throw new DocumentRefused(`${name}: digits must not stand in an address, so the method is POST`);
  children.forEach(check);
}

function verbOf(element: Element): Verb {
  switch (element.name) {
    case 'Gather':
      return gatherOf(element);
    case 'Dial':
      return dialOf(element);
    case 'Redirect':
      return { verb: 'Redirect', url: textOf(element) };
    case 'Hangup':
      return { verb: 'Hangup' };
    default:
      return promptOf(element);
  }
}

function promptOf(element: Element): GatherVerb['prompts'][number] {
  const { attributes } = element;
  if (element.name === 'Play') return { verb: 'Play', url: textOf(element) };
  if (element.name === 'Pause') return { verb: 'Pause', seconds: whole(attributes['length'] ?? '1', element.name) };
  return { verb: 'Say', text: textOf(element), language: attributes['language'] ?? 'en-US' };
}

function gatherOf({ attributes, children }: Element): GatherVerb {
  if (attributes['input'] !== undefined && attributes['input'] !== 'dtmf')
    throw new DocumentRefused('Gather: nobody listens to what is spoken');
  const { numDigits, timeout = '5', finishOnKey = '#', actionOnEmptyResult = 'false' } = attributes;
  if (!/^[0-9*#]*$/.test(finishOnKey)) throw new DocumentRefused(`12200: finishOnKey ${finishOnKey}`);
  if (!/^(true|false)$/.test(actionOnEmptyResult)) throw new DocumentRefused('12200: actionOnEmptyResult');
  return {
    verb: 'Gather',
    action: attributes['action'],
    numDigits: numDigits === undefined ? undefined : whole(numDigits, 'numDigits', 1),
    timeoutMs: whole(timeout, 'timeout', 1) * 1_000,
    finishOnKey,
    actionOnEmptyResult: actionOnEmptyResult === 'true',
    prompts: children.map(promptOf),
  };
}

function dialOf({ attributes, children, text }: Element): DialVerb {
  const [target, ...others] = children;
  if (others.length > 0) throw new DocumentRefused('Dial: one destination at a time');
  const destination = target ? textOf(target) : text.trim();
  const isNumber = /^\+[1-9]\d{7,14}$/.test(destination);
  const isSip = /^sips?:[^\s@]+@[^\s@]+$/.test(destination);
  if (target?.name === 'Sip' ? !isSip : !isNumber) throw new DocumentRefused('13224: the destination is not valid');
  return {
    verb: 'Dial',
    action: attributes['action'],
    ringSeconds: whole(attributes['timeout'] ?? '30', 'timeout', 1),
    destination,
  };
}

function textOf({ name, text }: Element): string {
  const trimmed = text.trim();
  if (trimmed === '') throw new DocumentRefused(`12200: ${name} is empty`);
  return trimmed;
}

function whole(text: string, name: string, least = 0): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) < least) throw new DocumentRefused(`12200: ${name} ${text}`);
  return Number(text);
}
