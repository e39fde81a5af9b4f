import type { XmlElement } from '../xml.js';

type Attribute = string | number | undefined;
type Leaf = (attributes: Record<string, Attribute>, text: string) => XmlElement;

const leaf =
  (name: string): Leaf =>
  (attributes, text) => ({ name, attributes, children: [text] });

/** A voice of the provider; `language` where its name alone does not choose one. */
export interface Voice {
  name: string;
  language?: string;
}

/** Speaks a text with a voice of the provider's. */
export function say({ name, language }: Voice, text: string): XmlElement {
  return leaf('Say')({ voice: name, language }, text);
}

/** Plays a file. */
export function play(url: string): XmlElement {
  return leaf('Play')({}, url);
}

/** Collects keys; `finishOnKey` is written even when empty, as leaving it out means `#`. */
export function gather(
  attributes: {
    numDigits: number;
    timeout: number;
    finishOnKey: string;
    actionOnEmptyResult: 'true' | undefined;
    action: string;
  },
  prompts: readonly XmlElement[],
): XmlElement {
  const { numDigits, timeout, finishOnKey, actionOnEmptyResult, action } = attributes;
  return {
    name: 'Gather',
    attributes: { input: 'dtmf', numDigits, timeout, finishOnKey, actionOnEmptyResult, method: 'POST', action },
    children: prompts,
  };
}

/** Goes on at another address of ours. */
export function redirect(url: string): XmlElement {
  return leaf('Redirect')({ method: 'POST' }, url);
}

/** Rings a number or a SIP address; `action` is called when it ends, however it ends. */
export function dial(
  attributes: { timeout: number; timeLimit: number; callerId: string | undefined; action: string },
  destination: { kind: 'number' | 'sip'; address: string },
): XmlElement {
  const { timeout, timeLimit, callerId, action } = attributes;
  return {
    name: 'Dial',
    attributes: { timeout, timeLimit, callerId, method: 'POST', action },
    children: [leaf(destination.kind === 'number' ? 'Number' : 'Sip')({}, destination.address)],
  };
}

export const HANG_UP: XmlElement = { name: 'Hangup', attributes: {}, children: [] };

/** The root of every document. */
export function response(verbs: readonly XmlElement[]): XmlElement {
  return { name: 'Response', attributes: {}, children: verbs };
}
