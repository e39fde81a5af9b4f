import { type Element, readStrictly, sipAddress, telephoneNumber, textOf, whole } from '../documents/strict-xml.js';
import { type DialVerb, DocumentRefused, type GatherVerb, type Prompt, type Verb } from '../documents/verbs.js';

const EVENTS = ['statusCallback', 'statusCallbackMethod', 'statusCallbackEvent'];

/** The verbs and attributes of the protocol sheet, section 2. There is no Pause in a Gather. */
const TEXML = {
  attributes: {
    Response: [],
    Say: ['voice', 'language', 'loop'],
    Play: ['loop', 'mediaStorage', 'digits'],
    Pause: ['length'],
    Gather: [
      ...['action', 'method', 'input', 'timeout', 'finishOnKey', 'numDigits', 'minDigits', 'maxDigits'],
      ...['validDigits', 'invalidDigitsAction'],
    ],
    Redirect: ['method'],
    Dial: [
      ...['action', 'method', 'callerId', 'fromDisplayName', 'timeout', 'timeLimit', 'ringTone', 'audioUrl'],
      ...['answerOnBridge', 'hangupOnStar', 'record'],
    ],
    Number: [...EVENTS, 'url', 'sendDigits'],
    Sip: ['username', 'password', ...EVENTS, 'url'],
    Hangup: [],
  },
  children: {
    Response: ['Say', 'Play', 'Pause', 'Gather', 'Redirect', 'Dial', 'Hangup'],
    Gather: ['Say', 'Play'],
    Dial: ['Number', 'Sip'],
  },
  // A limit is mentioned without a number; the sheet says to stay below this one.
  mostBytes: 64_000,
};

/** What happens to a Gather in which nothing was pressed: Telnyx' reference does not say, its samples allow for both. */
export type OnSilence = 'fallsThrough' | 'emptyResult';

/** Reads a document as strictly as the sheet. @throws DocumentRefused. */
export function parseTexml(document: string, onSilence: OnSilence): Verb[] {
  if (document.includes('{{')) throw new DocumentRefused('what stands in {{ }} would be filled in');
  return readStrictly(document, TEXML).map((element) => verbOf(element, onSilence));
}

function verbOf(element: Element, onSilence: OnSilence): Verb {
  switch (element.name) {
    case 'Gather':
      return gatherOf(element, onSilence);
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
  const { name, attributes } = element;
  if (name === 'Play') return { verb: 'Play', url: textOf(element) };
  if (name === 'Pause') return { verb: 'Pause', seconds: whole(attributes['length'] ?? '1', 'length', 1, 180) };
  return { verb: 'Say', text: textOf(element), language: languageOf(attributes) };
}

/** The language is the voice's; `language` acts with `alice` alone. */
function languageOf({ voice = 'man', language = 'en-US' }: Record<string, string>): string {
  if (voice === 'alice') return language;
  if (/^(man|woman|Polly\.(Amy|Joanna|Matthew)(-Neural)?)$/.test(voice)) return 'en';
  const [, azure] = /^Azure\.([a-z]{2}-[A-Z]{2})-\w+Neural$/.exec(voice) ?? [];
  if (azure === undefined) throw new DocumentRefused(`there is no voice ${voice}`);
  return azure;
}

function gatherOf({ attributes, children, text }: Element, onSilence: OnSilence): GatherVerb {
  if (text.trim() !== '') throw new DocumentRefused('text in Gather');
  const { input = 'dtmf', numDigits, maxDigits = '128', timeout = '5', finishOnKey = '#' } = attributes;
  if (input !== 'dtmf') throw new DocumentRefused('Gather: nobody listens to what is spoken');
  if (!/^[0-9*#]*$/.test(finishOnKey)) throw new DocumentRefused(`finishOnKey ${finishOnKey}`);
  const waitMs = whole(timeout, 'timeout', 1, 120) * 1_000;
  const reports = onSilence === 'emptyResult';
  return {
    verb: 'Gather',
    action: attributes['action'],
    numDigits: whole(numDigits ?? maxDigits, 'numDigits', 1, 128),
    firstDigitMs: waitMs,
    interDigitMs: waitMs,
    finishOnKey,
    reportsSilence: reports,
    reportsBareFinishKey: reports,
    prompts: children.map(promptOf),
  };
}

function dialOf({ attributes, children, text }: Element): DialVerb {
  const [target, ...others] = children;
  if (others.length > 0) throw new DocumentRefused('Dial: one destination at a time');
  const address = target ? textOf(target) : text.trim();
  whole(attributes['timeLimit'] ?? '14400', 'timeLimit', 60, 14_400);
  return {
    verb: 'Dial',
    action: attributes['action'],
    ringSeconds: whole(attributes['timeout'] ?? '30', 'timeout', 5, 120),
    ...(target?.name === 'Sip' ? sipAddress(address) : telephoneNumber(address)),
  };
}
