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

/** The verbs and attributes we may use; providers' sheet of Twilio, section 2, from the SDK. */
const TWIML = {
  attributes: {
    Response: [],
    Say: ['voice', 'language', 'loop'],
    Play: ['loop', 'digits'],
    Pause: ['length'],
    Gather: ['action', 'method', 'input', 'timeout', 'finishOnKey', 'numDigits', 'actionOnEmptyResult', 'bargeIn'],
    Redirect: ['method'],
    Dial: [
      ...['action', 'method', 'timeout', 'timeLimit', 'callerId', 'answerOnBridge', 'hangupOnStar', 'record'],
      ...['ringTone', 'sequential'],
    ],
    Number: ['url', ...EVENTS, 'sendDigits'],
    Sip: ['username', 'password', 'url', ...EVENTS],
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

/** Reads a document as strictly as its schema. @throws DocumentRefused. */
export function parseTwiml(document: string): Verb[] {
  return readStrictly(document, TWIML).map(verbOf);
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

function promptOf(element: Element): Prompt {
  const { attributes } = element;
  if (element.name === 'Play') return { verb: 'Play', url: textOf(element) };
  if (element.name === 'Pause') return { verb: 'Pause', seconds: whole(attributes['length'] ?? '1', element.name) };
  return { verb: 'Say', text: textOf(element), language: attributes['language'] ?? 'en-US' };
}

function gatherOf({ attributes, children, text }: Element): GatherVerb {
  if (text.trim() !== '') throw new DocumentRefused('text in Gather');
  if (attributes['input'] !== undefined && attributes['input'] !== 'dtmf')
    throw new DocumentRefused('Gather: nobody listens to what is spoken');
  const { numDigits, timeout = '5', finishOnKey = '#', actionOnEmptyResult = 'false' } = attributes;
  if (!/^[0-9*#]*$/.test(finishOnKey)) throw new DocumentRefused(`finishOnKey ${finishOnKey}`);
  const reportsSilence = yesOrNo(actionOnEmptyResult, 'actionOnEmptyResult');
  const waitMs = whole(timeout, 'timeout', 1) * 1_000;
  return {
    verb: 'Gather',
    action: attributes['action'],
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
  return {
    verb: 'Dial',
    action: attributes['action'],
    ringSeconds: whole(attributes['timeout'] ?? '30', 'timeout', 1),
    ...(target?.name === 'Sip' ? sipAddress(address) : telephoneNumber(address)),
  };
}
