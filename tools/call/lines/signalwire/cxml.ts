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

const SOUNDS = ['Say', 'Play', 'Pause'];
const EVENTS = ['statusCallback', 'statusCallbackEvent', 'statusCallbackMethod'];

/** The verbs and attributes of the protocol sheet, section 2. */
const CXML = {
  attributes: {
    Response: [],
    Say: ['voice', 'language', 'loop'],
    Play: ['loop', 'digits'],
    Pause: ['length'],
    Gather: ['action', 'method', 'input', 'timeout', 'finishOnKey', 'numDigits', 'actionOnEmptyResult'],
    Redirect: ['method'],
    Dial: ['action', 'method', 'timeout', 'timeLimit', 'callerId', 'hangupOnStar', 'record', 'ringTone', 'sequential'],
    Number: ['url', ...EVENTS, 'sendDigits'],
    Sip: ['username', 'password', 'url', 'method', 'codecs', ...EVENTS],
    Hangup: [],
  },
  children: {
    Response: [...SOUNDS, 'Gather', 'Redirect', 'Dial', 'Hangup'],
    Gather: SOUNDS,
    Dial: ['Number', 'Sip'],
  },
  // Error 11750.
  mostBytes: 64_000,
};

/** The longest text of a Say, characters. */
const MOST_SAID = 4_096;

/** Reads a document as strictly as the sheet. @throws DocumentRefused. */
export function parseCxml(document: string): Verb[] {
  return readStrictly(document, CXML).map(verbOf);
}

function verbOf(element: Element): Verb {
  switch (element.name) {
    case 'Gather':
      return gatherOf(element);
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
  if (!/^https?:\/\/[^/]+\//.test(url)) throw new DocumentRefused(`not an absolute address: ${url}`);
  return url;
}

function promptOf(element: Element): Prompt {
  const { name, attributes } = element;
  if (name === 'Play') return { verb: 'Play', url: textOf(element) };
  if (name === 'Pause') return { verb: 'Pause', seconds: whole(attributes['length'] ?? '1', name) };
  const { voice = 'man', language = 'en-US' } = attributes;
  if (!/^(?:man|woman|alice|Polly\.\w+|gcloud\.[\w-]+)$/.test(voice))
    throw new DocumentRefused(`there is no voice ${voice}`);
  const text = textOf(element);
  if (text.length > MOST_SAID) throw new DocumentRefused(`Say: ${text.length} characters`);
  return { verb: 'Say', text, language };
}

function gatherOf({ attributes, children, text }: Element): GatherVerb {
  if (text.trim() !== '') throw new DocumentRefused('text in Gather');
  if ((attributes['input'] ?? 'dtmf') !== 'dtmf') throw new DocumentRefused('Gather: nobody listens to what is spoken');
  const { action, numDigits, timeout = '5', finishOnKey = '#', actionOnEmptyResult = 'false' } = attributes;
  if (!/^[0-9*#]*$/.test(finishOnKey)) throw new DocumentRefused(`finishOnKey ${finishOnKey}`);
  const reportsSilence = yesOrNo(actionOnEmptyResult, 'actionOnEmptyResult');
  const waitMs = whole(timeout, 'timeout', 1) * 1_000;
  return {
    verb: 'Gather',
    action: action === undefined ? undefined : absolute(action),
    numDigits: numDigits === undefined ? undefined : whole(numDigits, 'numDigits', 1),
    firstDigitMs: waitMs,
    interDigitMs: waitMs,
    finishOnKey,
    reportsSilence,
    reportsBareFinishKey: reportsSilence,
    prompts: children.map(promptOf),
  };
}

function dialOf({ attributes, children, text }: Element): DialVerb {
  const [target, ...others] = children;
  if (others.length > 0) throw new DocumentRefused('Dial: one destination at a time');
  const address = target ? textOf(target) : text.trim();
  const { action, timeout = '30' } = attributes;
  return {
    verb: 'Dial',
    action: action === undefined ? undefined : absolute(action),
    ringSeconds: whole(timeout, 'timeout', 5, 600),
    ...(target?.name === 'Sip' ? sipAddress(address) : telephoneNumber(address)),
  };
}
