import { percentile } from '../../../bench/table.js';
import type { Form, SignedRequest } from '../../../call/lines/documents/webhooks.js';
import { atMost, exactly, type Figure, timed, told } from '../../figures.js';
import type { FaultCase, Run } from '../../platform/fault-case.js';
import type { SeededRandom } from '../../random.js';
import { type AttackedCall, signedBy } from '../attacked-call.js';
import { tablesChanged, written } from '../effects.js';
import { attackedCalls, type Sent, sendAll } from '../strangers.js';

const REQUESTS = { small: 400, ci: 2_000, full: 100_000 };
const REFUSAL_MS = 20;

const ELSEWHERE = 'https://evil.example';
const VOUCHING = {
  host: 'evil.example',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-proto': 'https',
  forwarded: 'host=evil.example;proto=https',
};

/** F32: requests whose signature is missing, of another or damaged: none is accepted, nothing is written. */
export const forgedWebhooks: FaultCase = {
  fault: 'F32',
  title: 'forged signatures',
  run: async ({ bank, size, random, say }: Run): Promise<Figure[]> => {
    const calls = await attackedCalls(bank);
    const before = await written(bank);
    const [gateway = ''] = bank.gateways;
    const outcomes = await sendAll(gateway, forgeries(calls, random, REQUESTS[size]));
    say(`${outcomes.length} forged requests were answered`);
    const accepted = outcomes.filter(({ status }) => status < 400);
    const changed = tablesChanged(before, await written(bank));
    // What was forged is accepted from whom it is from: else nothing was shown.
    const goOn = await Promise.allSettled(calls.map((call) => call.press('1')));
    const refusal = percentile(
      outcomes.map(({ ms }) => ms),
      0.99,
    );
    return [
      exactly('forged requests accepted', accepted.length, 0),
      ...(accepted.length > 0 ? [told('such as', [...new Set(accepted.map(({ what }) => what))].join(', '))] : []),
      exactly('tables in which they changed anything', changed.length, 0),
      exactly('attacked calls that go on', goOn.filter(({ status }) => status === 'fulfilled').length, calls.length),
      timed(size, atMost('refusal, p99', refusal, REFUSAL_MS, ' ms')),
      told('sent', `${outcomes.length}, ${new Set(outcomes.map(({ what }) => what)).size} kinds`),
    ];
  },
};

async function* forgeries(calls: readonly AttackedCall[], random: SeededRandom, count: number): AsyncGenerator<Sent> {
  for (let made = 0; made < count;) {
    const call = random.oneOf(calls);
    const [kind, forge] = random.oneOf(Object.entries(FORGERIES));
    const target = random.next() < 0.5 ? call.dialling() : call.pressing('1');
    const request = await forge({ call, target, others: calls.filter((other) => other !== call), random });
    if (!request) continue;
    made += 1;
    yield { what: `${call.network.name}: ${kind}`, request };
  }
}

interface Forger {
  readonly call: AttackedCall;
  readonly target: { url: string; form: Form };
  readonly others: readonly AttackedCall[];
  readonly random: SeededRandom;
}

/** Undefined where a provider's scheme has no such thing. */
type Forge = (forger: Forger) => Promise<SignedRequest | undefined>;

/** Kinds of forgeries of F32, by name. */
const FORGERIES: Readonly<Record<string, Forge>> = {
  none: async ({ call, target }) => withoutSignature(await call.signed(target)),
  empty: async ({ call, target }) => withSignature(await call.signed(target), () => ''),
  'wrong secret': ({ call, target }) => signedBy(call.network.forgedLegOf, originOf(target.url), target),
  "another provider's": async ({ call, target, others, random }) => {
    const { headers } = await random.oneOf(others).signed(target);
    return { ...(await call.signed(target)), headers };
  },
  "another provider's in its own place": async ({ call, target, others, random }) => {
    const foreign = signatureOf(await random.oneOf(others).signed(target));
    return withSignature(await call.signed(target), () => foreign);
  },
  'another address': ({ call, target }) => forElsewhere(call, target),
  'another address that headers vouch for': async ({ call, target }) => {
    const request = await forElsewhere(call, target);
    return request && { ...request, headers: { ...request.headers, ...VOUCHING } };
  },
  'cut short': async ({ call, target, random }) =>
    withSignature(await call.signed(target), (signature) => signature.slice(0, -1 - Math.floor(random.next() * 12))),
  'in other letters': async ({ call, target }) =>
    withSignature(await call.signed(target), (signature) =>
      signature.replace(/[a-z]/gi, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase())),
    ),
  'of the empty body': async ({ call, target }) => {
    const { headers } = await call.signed({ ...target, form: {} });
    return { ...(await call.signed(target)), headers };
  },
  'the digest of nothing': async ({ call, target, random }) =>
    withSignature(await call.signed(target), () => random.oneOf(DIGESTS_OF_NOTHING)),
};

/** SHA-1 and SHA-256 of no bytes, as base64 and as hexadecimal digits. */
const DIGESTS_OF_NOTHING = [
  '2jmj7l5rSw0yVb/vlWAYkK/YBwk=',
  '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
  'da39a3ee5e6b4b0d3255bfef95601890afd80709',
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
];

const SIGNATURE = /signature(?!.*nonce)/;
const OF_SIGNATURES = /signature|timestamp|nonce/;

const originOf = (url: string) => new URL(url).origin;

async function forElsewhere(
  { network }: AttackedCall,
  { url, form }: Forger['target'],
): Promise<SignedRequest | undefined> {
  if (!network.signsAddress) return undefined;
  return signedBy(network.legOf, ELSEWHERE, { url: url.replace(originOf(url), ELSEWHERE), form });
}

function signatureOf({ headers }: SignedRequest): string {
  return Object.entries(headers).find(([name]) => SIGNATURE.test(name))?.[1] ?? '';
}

function withSignature(request: SignedRequest, change: (signature: string) => string): SignedRequest {
  const headers = Object.entries(request.headers).map(([name, text]) => [
    name,
    SIGNATURE.test(name) ? change(text) : text,
  ]);
  return { ...request, headers: Object.fromEntries(headers) as Record<string, string> };
}

function withoutSignature(request: SignedRequest): SignedRequest {
  const headers = Object.entries(request.headers).filter(([name]) => !OF_SIGNATURES.test(name));
  return { ...request, headers: Object.fromEntries(headers) };
}
