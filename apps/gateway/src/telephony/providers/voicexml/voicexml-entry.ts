import type { SpokenPart } from '../../spoken-parts.js';
import type { XmlElement } from '../../xml.js';
import type { VoiceXmlOptions } from './voicexml.config.js';
import { FETCH_SECONDS } from './voicexml.provider.js';
import { element, errorHandlers, literal, prompt, property, submit, variable, vxmlDocument } from './vxml.js';

/** Properties of every document that fetches another. */
export const FETCHING: readonly XmlElement[] = [
  property('inputmodes', 'dtmf'),
  property('documentmaxage', '0'),
  property('documentmaxstale', '0'),
  property('fetchtimeout', `${FETCH_SECONDS}s`),
];

/**
 * A number that no other call has: the standard knows no id of a call. It is drawn while the document runs and not while
 * it is made, as a browser or a proxy may keep the entry document and run it for two callers.
 */
const VISIT = "'' + new Date().getTime() + '-' + Math.random() + '-' + Math.random()";

type EntryOptions = Pick<
  VoiceXmlOptions,
  'callerVariables' | 'dialledVariables' | 'callIdVariables' | 'documentLanguage'
>;

/**
 * The document that begins a call, the same for every caller: it reads who called whom from the platform's session
 * variables and posts it to `next`.
 */
export function entryDocument(options: EntryOptions, next: string, apology: readonly SpokenPart[]): string {
  const { callerVariables, dialledVariables, callIdVariables, documentLanguage } = options;
  const read = [
    ...callerVariables.map((path) => readOnce('ani', path)),
    ...dialledVariables.map((path) => readOnce('dnis', path)),
    ...callIdVariables.map((path) => readOnce('callid', path)),
  ];
  return vxmlDocument(documentLanguage, [
    ...FETCHING,
    variable('event', 'start'),
    variable('ani'),
    variable('dnis'),
    variable('callid'),
    element('var', { name: 'visit', expr: VISIT }),
    element('catch', { event: 'connection.disconnect' }, [element('exit')]),
    // Fetched now, as it is heard when nothing can be fetched any more.
    ...errorHandlers(prompt(apology, false, { fetchhint: 'prefetch' })),
    element('form', { id: 'start' }, [element('block', {}, [...read, submit(next, 'event ani dnis callid visit')])]),
  ]);
}

/** Reads a session variable into one of ours that is still empty. Each level is looked at first: an absent one throws. */
function readOnce(name: string, path: string): XmlElement {
  const parts = path.split('.');
  const levels = parts.slice(1).map((_, index) => parts.slice(0, index + 2).join('.'));
  const exists = levels.map((level) => `typeof ${level} != 'undefined'`);
  return element('if', { cond: [`${name} == ${literal('')}`, ...exists].join(' && ') }, [
    element('assign', { name, expr: path }),
  ]);
}
