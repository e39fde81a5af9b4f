import { xmlDocument, type XmlElement } from '../../xml.js';

type Attributes = XmlElement['attributes'];

const element = (
  name: string,
  attributes: Attributes,
  children: readonly (XmlElement | string)[] = [],
): XmlElement => ({
  name,
  attributes,
  children,
});

/** Any key of a telephone, taken at once: a lone expression needs no further key. */
const ANY_KEY = element('bind', {}, ['~^[0-9*#]$']);

/** Something to play where there is nothing to say: an element without a file would end the call. */
const SHORT_SILENCE = 'silence_stream://50';

/**
 * Sounds one after the other, as one file: only so a key cuts them all. A sound that cannot be fetched is left out, and
 * the silence at the end is there for when none can: a file that cannot be opened at all would end the call.
 */
function fileOf(urls: readonly string[]): string {
  return `file_string://${[...urls, SHORT_SILENCE].join('!')}`;
}

/** Plays sounds whole; keys pressed meanwhile are kept for the next element that takes keys. */
export function play(urls: readonly string[]): XmlElement {
  return element('playback', { file: fileOf(urls) });
}

/** Plays sounds that a key cuts, and waits for one key; `action` is called with it, or without one when none came. */
export function playForKey(urls: readonly string[], waitMs: number, action: string): XmlElement {
  return element('playback', { file: fileOf(urls), name: 'key', 'input-timeout': waitMs, action }, [ANY_KEY]);
}

/** Waits in silence for one more key. */
export function waitForKey(waitMs: number, action: string): XmlElement {
  return element('pause', { milliseconds: waitMs, name: 'key', action }, [ANY_KEY]);
}

/** Runs an application of the dialplan. */
export function execute(application: string, data: string, action?: string): XmlElement {
  return element('execute', { application, data, action });
}

/** Sends a variable of the channel with the next request. */
export function getVariable(name: string): XmlElement {
  return element('getVariable', { name });
}

export const HANG_UP: XmlElement = element('hangup', { cause: 'NORMAL_CLEARING' });

/** Leaves the call to the dialplan. */
const BREAK: XmlElement = element('break', {});

const named = (values: Readonly<Record<string, string>>): XmlElement[] =>
  Object.entries(values).map(([name, value]) => element(name, {}, value === '' ? [] : [value]));

/**
 * The text of a document.
 * @param params kept by FreeSWITCH and sent with every later request; an empty one is forgotten.
 * @param variables of the channel; an empty one is unset.
 */
export function httapiDocument(
  work: readonly XmlElement[],
  params: Readonly<Record<string, string>> = {},
  variables: Readonly<Record<string, string>> = {},
): string {
  return xmlDocument(
    element('document', { type: 'xml/freeswitch-httapi' }, [
      element('params', {}, named(params)),
      element('variables', {}, named(variables)),
      element('work', {}, work),
    ]),
  );
}

/** What answers a request whose answer nobody reads. */
export const NOTHING_TO_DO = httapiDocument([BREAK]);
