import {
  type Element,
  readStrictly,
  sipAddress,
  telephoneNumber,
  textOf,
  whole,
  yesOrNo,
} from '../documents/strict-xml.js';
import { type DialVerb, DocumentRefused, type GatherVerb, type Prompt, type Verb } from '../documents/verbs.js';

const SOUNDS = ['Speak', 'Play', 'Wait'];

/** The elements and attributes of the protocol sheet, section 2, from the SDK; only those that matter for our calls. */
const PLIVO_XML = {
  attributes: {
    Response: [],
    Speak: ['voice', 'language', 'loop'],
    Play: ['loop'],
    Wait: ['length', 'silence', 'minSilence', 'beep'],
    GetDigits: [
      ...['action', 'method', 'timeout', 'digitTimeout', 'finishOnKey', 'numDigits', 'retries', 'redirect'],
      ...['playBeep', 'validDigits', 'invalidDigitsSound', 'log'],
    ],
    Redirect: ['method'],
    Dial: [
      ...['action', 'method', 'timeout', 'hangupOnStar', 'timeLimit', 'callerId', 'callerName', 'redirect'],
      ...['callbackUrl', 'callbackMethod', 'sipHeaders'],
    ],
    Number: ['sendDigits', 'sendOnPreanswer', 'sendDigitsMode', 'callerId', 'callerName'],
    User: ['sendDigits', 'sendOnPreanswer', 'sipHeaders', 'callerId', 'callerName'],
    Hangup: ['reason', 'schedule'],
  },
  children: {
    Response: [...SOUNDS, 'GetDigits', 'Redirect', 'Dial', 'Hangup'],
    GetDigits: SOUNDS,
    Dial: ['Number', 'User'],
  },
  mostBytes: 100_000,
};

/** The longest text for a voice of Polly, characters. */
const MOST_SPOKEN = 3_000;

/** Reads a document as strictly as the sheet. @throws DocumentRefused. */
export function parsePlivoXml(document: string): Verb[] {
  return readStrictly(document, PLIVO_XML).map(verbOf);
}

function verbOf(element: Element): Verb {
  switch (element.name) {
    case 'GetDigits':
      return getDigitsOf(element);
    case 'Dial':
      return dialOf(element);
    case 'Redirect':
      return { verb: 'Redirect', url: absolute(textOf(element)) };
    case 'Hangup':
      return { verb: 'Hangup' };
    default:
      return promptOf(element);
  }
}

function absolute(url: string): string {
  if (!/^https?:\/\/[^/]+\//.test(url)) throw new DocumentRefused(`not a fully qualified address: ${url}`);
  return url;
}

function promptOf(element: Element): Prompt {
  const { name, attributes } = element;
  if (name === 'Play') return { verb: 'Play', url: absolute(textOf(element)) };
  if (name === 'Wait') return { verb: 'Pause', seconds: whole(attributes['length'] ?? '1', name, 1) };
  const { voice = 'WOMAN', language = 'en-US' } = attributes;
  if (!/^(?:WOMAN|MAN|Polly\.(?:Amy|Emma|Brian|Joanna|Matthew))$/.test(voice))
    throw new DocumentRefused(`there is no voice ${voice}`);
  if (!/^en-(?:AU|GB|US)$/.test(language)) throw new DocumentRefused(`English is not ${language}`);
  const text = textOf(element);
  if (text.length > MOST_SPOKEN) throw new DocumentRefused(`Speak: ${text.length} characters`);
  return { verb: 'Say', text, language };
}

function getDigitsOf({ attributes, children, text }: Element): GatherVerb {
  if (text.trim() !== '') throw new DocumentRefused('text in GetDigits');
  const { action, timeout = '5', digitTimeout = '2', numDigits = '99', finishOnKey = '#', retries = '1' } = attributes;
  if (action === undefined) throw new DocumentRefused('GetDigits without an action');
  if (!/^(?:[0-9*#]|none)?$/.test(finishOnKey))
    throw new DocumentRefused(`finishOnKey ${finishOnKey}: one key, or none`);
  if (retries !== '1') throw new DocumentRefused(`retries ${retries}: the prompt would be heard again`);
  for (const name of ['redirect', 'log', 'playBeep'])
    if (attributes[name] !== undefined) yesOrNo(attributes[name], name);
  if (attributes['redirect'] === 'false') throw new DocumentRefused('what the action answers would be ignored');
  return {
    verb: 'Gather',
    action: absolute(action),
    numDigits: whole(numDigits, 'numDigits', 1, 99),
    firstDigitMs: whole(timeout, 'timeout', 1) * 1_000,
    interDigitMs: whole(digitTimeout, 'digitTimeout', 1) * 1_000,
    finishOnKey: finishOnKey === 'none' ? '' : finishOnKey,
    // Nothing pressed at all: the next element is run.
    reportsSilence: false,
    reportsBareFinishKey: true,
    prompts: children.map(promptOf),
  };
}

function dialOf({ attributes, children }: Element): DialVerb {
  const [target, ...others] = children;
  if (!target || others.length > 0) throw new DocumentRefused('Dial: one destination at a time');
  const { action, timeout, timeLimit = '14400', callerId, redirect = 'true' } = attributes;
  if (timeout === undefined) throw new DocumentRefused('Dial: there is no default for timeout');
  if (callerId !== undefined && !/^\d{7,15}$/.test(callerId)) throw new DocumentRefused('callerId: digits alone');
  whole(timeLimit, 'timeLimit', 1, 14_400);
  if (!yesOrNo(redirect, 'redirect')) throw new DocumentRefused('what the action answers would be ignored');
  const address = textOf(target);
  return {
    verb: 'Dial',
    action: action === undefined ? undefined : absolute(action),
    ringSeconds: whole(timeout, 'timeout', 1),
    ...(target.name === 'User' ? userOf(address, target.attributes['sipHeaders'] ?? '') : numberOf(address)),
  };
}

/** Plivo writes numbers without their `+`; the queues have it. */
function numberOf(digits: string) {
  if (!/^\d+$/.test(digits)) throw new DocumentRefused('Number: digits alone');
  return { ...telephoneNumber(digits), destination: `+${digits}` };
}

/** A SIP user and the headers the agent's telephone shows as `X-PH-…`; only letters and digits are allowed in them. */
function userOf(address: string, sipHeaders: string) {
  const { destination } = sipAddress(address);
  const headers = new Map<string, string>();
  for (const header of sipHeaders === '' ? [] : sipHeaders.split(',')) {
    const [, name, value] = /^([A-Za-z0-9]+)=([A-Za-z0-9]+)$/.exec(header) ?? [];
    if (name === undefined || value === undefined) throw new DocumentRefused(`sipHeaders: ${header}`);
    headers.set(`X-PH-${name}`, value);
  }
  return { destination, headers: { get: (name: string) => shown(headers.get(plivoName(name))) } };
}

const plivoName = (name: string) => `X-PH-${name.replace(/^X-/, '').replaceAll('-', '')}`;

/** What an agent's telephone that was set up for this bank shows. */
function shown(value: string | undefined): string | undefined {
  return value?.replace(/Z([0-9A-F]{2})/g, (_escape, digits: string) => String.fromCharCode(parseInt(digits, 16)));
}
