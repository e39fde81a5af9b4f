import fc from 'fast-check';
import type { TransferContext, Turn } from './turn.js';

/** Who is transferred in tests. */
export const CONTEXT: TransferContext = {
  callId: 'call',
  callerNumberClass: 'OWN',
  language: 'en',
  intent: 'agent.cards',
  path: [],
  secondsInService: 1,
  verified: false,
};

const HOSTILE = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    ...['</Say><Dial>+1900</Dial>', '"/><Hangup/>', '?X-Verified=yes&', '%0d%0aX-Evil: 1', '\r\nX-Evil: 1', '&amp;'],
    ...[';transport=udp', '{{From}}', '{{{x}}}', ',Verified=yes', 'Z2C', "' x='", ']]>', '<!--'],
  ),
);

/** A transfer in which a merchant, the caller and the way they went hold a text. */
function hostileTransfer(text: string): Turn {
  return {
    language: 'en',
    notice: [],
    say: [{ prompt: 'cards.last-transaction.merchant', value: { kind: 'merchant', description: `Shop ${text}` } }],
    then: {
      kind: 'transfer',
      destination: 'sip:general@agents.bank.example',
      queue: 'general',
      ringSeconds: 30,
      context: { ...CONTEXT, callerNumber: text, lastPrompt: text, path: [text] },
    },
  };
}

const TAG = /<\/?([\w-]+)((?: [\w:-]+="[^"<]*")*)\/?>/g;

/** Names of elements and of their attributes. */
const tagsOf = (document: string) =>
  [...document.matchAll(TAG)].map(([, name, attributes = '']) =>
    [name, ...attributes.matchAll(/ ([\w:-]+)=/g)].map(String).join(),
  );

/**
 * Renders 1,000 hostile texts, also as the bank's name, and throws where one adds an element or an attribute, or where
 * `isMeant`, given the document, finds a target or a header that the flow did not choose (S23).
 */
export function renderHostile(
  render: (bankName: string, turn: Turn) => string,
  isMeant: (document: string) => boolean,
) {
  const meant = tagsOf(render('x', hostileTransfer('x'))).join('|');
  fc.assert(
    fc.property(HOSTILE, (text) => {
      const document = render(text, hostileTransfer(text));
      const foreign = document
        .replace(/^<\?xml[^>]*\?>/, '')
        .replaceAll(TAG, '')
        .match(/[<>]|\{\{/g);
      return tagsOf(document).join('|') === meant && foreign === null && isMeant(document);
    }),
    { numRuns: 1_000, seed: 4 },
  );
}

/** Names a SIP address of ours may carry. */
const HEADERS = [
  ...['X-Call-Id', 'X-Caller-Number', 'X-Caller-Number-Class', 'X-Language', 'X-Intent', 'X-Seconds-In-Service'],
  ...['X-Verified', 'X-Last-Prompt', 'X-Path'],
];

/** Whether the `<Sip>` of a document is the target that was chosen, with headers that are ours. */
export function sipIsMeant(document: string): boolean {
  const [, address = ''] = /<Sip>([^<]*)<\/Sip>/.exec(document) ?? [];
  const [target, query = ''] = address.split('?');
  const names = query.split('&amp;').map((header) => header.split('=')[0] ?? '');
  const isOurs = names.every((name) => HEADERS.includes(name)) && new Set(names).size === names.length;
  return target === 'sip:general@agents.bank.example' && isOurs && /^[\w.%=&;-]*$/.test(query);
}
