import { TELEPHONY_PROVIDERS } from '../../apps/gateway/src/telephony/telephony-provider.registry.js';
import type { ProviderCapabilities, ProviderName } from '../../apps/gateway/src/telephony/telephony-provider.js';

/** One point in which providers differ: how it is asked, and what each provider answers. */
interface Point {
  readonly question: string;
  readonly answer: (capabilities: ProviderCapabilities) => string;
}

const yesOrNo = (is: boolean): string => (is ? 'yes' : 'no');

/** Every capability has its row: a new one does not compile until it is explained here. */
const POINTS: Readonly<Record<Exclude<keyof ProviderCapabilities, 'limits'>, Point>> = {
  voices: {
    question: 'Languages it has a voice for; others are played as audio',
    answer: ({ voices }) => voices.join(', ') || 'none',
  },
  bargeInControl: {
    question: 'Keys pressed while a notice is played whole',
    answer: ({ bargeInControl }) => ({ keysKept: 'kept', keysLost: 'lost' })[bargeInControl],
  },
  separateTimers: {
    question: 'First digit and further digits have timers of their own',
    answer: ({ separateTimers }) => yesOrNo(separateTimers),
  },
  typeAhead: {
    question: 'Keys pressed before their menu is heard',
    answer: ({ typeAhead }) => ({ acrossSteps: 'kept', withinPrompt: 'within one prompt' })[typeAhead],
  },
  masking: {
    question: 'Digits hidden in its own logs',
    answer: ({ masking }) => ({ perStep: 'per step', account: 'whole account', none: 'no' })[masking],
  },
  recordingPause: {
    question: 'Recording paused while digits are entered',
    answer: ({ recordingPause }) => yesOrNo(recordingPause),
  },
  transferContext: {
    question: 'Transfers that carry the context for the agent',
    answer: ({ transferContext }) => ({ every: 'all', sip: 'to SIP', none: 'none' })[transferContext],
  },
  finishKeys: {
    question: 'Keys that end an entry at once',
    answer: ({ finishKeys }) => ({ both: '# and *', hash: '#', none: 'none' })[finishKeys],
  },
  reportsFinishKey: {
    question: 'Says which key ended an entry',
    answer: ({ reportsFinishKey }) => yesOrNo(reportsFinishKey),
  },
  hangUpLearnedBy: {
    question: 'The end of a call becomes known by',
    answer: ({ hangUpLearnedBy }) => ({ statusCallback: 'call status', connection: 'the connection' })[hangUpLearnedBy],
  },
};

const LIMITS: readonly Point[] = [
  { question: 'Largest document, kB', answer: ({ limits }) => String(Math.floor(limits.documentBytes / 1_000)) },
  { question: 'Waits for an answer, s', answer: ({ limits }) => String(limits.answerMs / 1_000) },
];

/** The providers, and what each answers to every question: first row the names. */
export function capabilityTable(): string[][] {
  const providers = Object.values(TELEPHONY_PROVIDERS);
  const rows = [...Object.values(POINTS), ...LIMITS].map(({ question, answer }) => [
    question,
    ...providers.map(({ capabilities }) => answer(capabilities)),
  ]);
  return [['', ...providers.map(({ name }) => name)], ...rows];
}

/** The page docs/providers.md. */
export function capabilityPage(): string {
  const [names = [], ...rows] = capabilityTable();
  const linked = names.map((name) => (name === '' ? '' : `[${name}](${pageOf(name as ProviderName)})`));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    '# Telephony providers',
    '',
    'One call flow runs over every provider; they differ in the points below and in nothing else. The table is written from',
    'the adapters by `npm run providers -- --write`, and a test holds it to them. Every scenario of',
    '[`test/scenarios`](../test/scenarios) is played over each of them by `npm test`, which prints the matrix of providers and',
    'scenarios at its end.',
    '',
    line(linked),
    line(names.map(() => '---')),
    ...rows.map(line),
    '',
  ].join('\n');
}

const pageOf = (name: ProviderName): string =>
  name === 'phone' ? '../apps/gateway/src/telephony/providers/phone/README.md' : `connect/${name}.md`;
