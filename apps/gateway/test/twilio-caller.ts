import { randomBytes } from 'node:crypto';
import { XMLParser } from 'fast-xml-parser';
import twilio from 'twilio';

/** Where Twilio would reach the gateway: what is signed, not what is called. */
export const PUBLIC_URL = 'https://ivr.bank.example';
const AUTH_TOKEN = 'demo-twilio-auth-token';

/** An answer of the gateway. */
export interface Answer {
  status: number;
  type: string | null;
  body: string;
}

/** An element with a text: the text alone when there are no attributes. */
type Leaf = string | { '#text': string };

/** The parts of a document a caller notices. */
interface Verbs {
  Gather?: { '@action': string; '@numDigits': string; Say?: Leaf[]; Play?: Leaf[] };
  Redirect?: Leaf;
  Dial?: { '@action': string; Number?: Leaf; Sip?: Leaf };
  Say?: Leaf[];
  Play?: Leaf[];
  Hangup?: Leaf;
}

const textOf = (leaf: Leaf | undefined) => (typeof leaf === 'object' ? leaf['#text'] : leaf);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  isArray: (name) => name === 'Say' || name === 'Play',
  alwaysCreateTextNode: false,
});

/** Plays Twilio for one call: signs, posts, and follows the addresses of the documents it gets. */
export class TwilioCaller {
  readonly callSid = `CA${randomBytes(16).toString('hex')}`;
  /** The last document. */
  document: Verbs = {};

  constructor(
    private readonly gatewayUrl: () => string,
    private readonly from: string,
  ) {}

  parameters(more: Record<string, string> = {}): Record<string, string> {
    return {
      AccountSid: 'AC00000000000000000000000000000001',
      ApiVersion: '2010-04-01',
      CallSid: this.callSid,
      CallStatus: 'in-progress',
      Called: '+35542000000',
      Caller: this.from,
      Direction: 'inbound',
      From: this.from,
      To: '+35542000000',
      ...more,
    };
  }

  /** Posts to a path, signed as Twilio would unless told otherwise. */
  async post(path: string, parameters: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    const signature = twilio.getExpectedTwilioSignature(AUTH_TOKEN, PUBLIC_URL + path, parameters);
    return this.send(path, new URLSearchParams(parameters).toString(), { 'x-twilio-signature': signature, ...headers });
  }

  /** Posts bytes as they are. */
  async send(path: string, body: string, headers: Record<string, string>): Promise<Answer> {
    const response = await fetch(this.gatewayUrl() + path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8', ...headers },
      body,
    });
    return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
  }

  dial = () => this.follow('/telephony/twilio/call', this.parameters({ CallStatus: 'ringing' }));

  /** Presses keys in the Gather that is open. */
  press = (digits: string, finishKey = '') =>
    this.follow(this.inputPath(), this.parameters({ Digits: digits, FinishedOnKey: finishKey, msg: 'Gather End' }));

  /** Lets the Gather that is open run out. */
  wait = () => this.press('');

  transferEnded = (outcome: string) =>
    this.follow(pathOf(this.document.Dial?.['@action']), this.parameters({ DialCallStatus: outcome }));

  hangUp = () =>
    this.post('/telephony/twilio/status', this.parameters({ CallStatus: 'completed', SequenceNumber: '0' }));

  /** Where the call is transferred to, if it is. */
  dialled = () => textOf(this.document.Dial?.Number ?? this.document.Dial?.Sip);

  inputPath = () => pathOf(this.document.Gather?.['@action']);
  noInputPath = () => pathOf(textOf(this.document.Redirect));

  /** Everything said in the last document by Twilio's voice, and the sounds it plays. */
  heard(): string[] {
    const { Gather, Say = [], Play = [] } = this.document;
    return [...Say, ...Play, ...(Gather?.Say ?? []), ...(Gather?.Play ?? [])].map((leaf) => textOf(leaf) ?? '');
  }

  private async follow(path: string, parameters: Record<string, string>): Promise<Answer> {
    const answer = await this.post(path, parameters);
    if (answer.status === 200) this.document = readDocument(answer.body);
    return answer;
  }
}

/** The verbs of a document. */
export function readDocument(body: string): Verbs {
  const { Response: verbs } = parser.parse(body) as { Response: Verbs | '' };
  return verbs === '' ? {} : verbs;
}

/** The path of an address of ours. @throws Error when it is not one. */
function pathOf(address: string | undefined): string {
  if (!address?.startsWith(`${PUBLIC_URL}/`)) throw new Error(`not an address of the gateway: ${address ?? 'none'}`);
  return address.slice(PUBLIC_URL.length);
}
