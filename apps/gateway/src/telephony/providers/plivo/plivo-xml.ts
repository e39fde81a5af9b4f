import type { XmlElement } from '../../xml.js';

type Attribute = string | number | undefined;

const leaf = (name: string, attributes: Record<string, Attribute>, text: string): XmlElement => ({
  name,
  attributes,
  children: [text],
});

/** Speaks a text with a voice of Plivo's. */
export function speak(voice: { name: string; language: string }, text: string): XmlElement {
  return leaf('Speak', { voice: voice.name, language: voice.language }, text);
}

/** Plays a file. */
export function play(url: string): XmlElement {
  return leaf('Play', {}, url);
}

/** Collects keys once; `log` hides them in Plivo's own logs. */
export function getDigits(
  attributes: {
    action: string;
    timeout: number;
    digitTimeout: number;
    numDigits: number;
    finishOnKey: '#' | 'none';
    log: 'false' | undefined;
  },
  prompts: readonly XmlElement[],
): XmlElement {
  const { action, timeout, digitTimeout, numDigits, finishOnKey, log } = attributes;
  return {
    name: 'GetDigits',
    attributes: {
      action,
      method: 'POST',
      timeout,
      digitTimeout,
      numDigits,
      finishOnKey,
      // Its prompt is heard once: the flow decides what is said again.
      retries: 1,
      redirect: 'true',
      log,
    },
    children: prompts,
  };
}

/** Goes on at another address of ours. */
export function redirect(url: string): XmlElement {
  return leaf('Redirect', { method: 'POST' }, url);
}

/** Rings a number, digits only, or a SIP address with headers; `action` is called when it ends, however it ends. */
export function dial(
  attributes: { action: string; timeout: number; timeLimit: number; callerId: string | undefined },
  destination: { number: string } | { user: string; sipHeaders: string },
): XmlElement {
  const { action, timeout, timeLimit, callerId } = attributes;
  return {
    name: 'Dial',
    attributes: { action, method: 'POST', timeout, timeLimit, callerId, redirect: 'true' },
    children: [
      'number' in destination
        ? leaf('Number', {}, destination.number)
        : leaf('User', { sipHeaders: destination.sipHeaders }, destination.user),
    ],
  };
}

export const HANG_UP: XmlElement = { name: 'Hangup', attributes: {}, children: [] };

/** The root of every document. */
export function response(elements: readonly XmlElement[]): XmlElement {
  return { name: 'Response', attributes: {}, children: elements };
}
