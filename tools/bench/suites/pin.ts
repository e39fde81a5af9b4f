import { LookUpCallerNumber, VerifyCredential } from '#libs/contracts';
import { ask, busAccess, connectToBus } from '#libs/messaging';
import { KeyFolder } from '#libs/config';
import { boxKeyPair, Sealer } from '#libs/sealing';
import { randomUUID } from 'node:crypto';
import { fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runLoad } from '../load/run-load.js';
import { type Platform, startPlatform } from '../platform.js';
import type { Progress } from '../progress.js';
import { formatTable, median, milliseconds, percentile, perSecond, ratio } from '../table.js';

const COST = 12;
const SECONDS = 8;
const ROUNDS = 3;
/** Enough to keep every core busy, fewer than the queue refuses (S15). */
const AT_ONCE = 4;

interface DemoCard {
  pan: string;
  pin: string;
  phone: string;
}

/** PIN checks through auth next to the raw rate of bcrypt on the same cores, and what other steps notice of it. */
export async function benchPin(progress: Progress): Promise<string> {
  progress('starting the platform');
  const platform = await startPlatform({ PIN_BCRYPT_COST: String(COST) });
  try {
    const pairs: [number, number][] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      progress(`pair ${round} of ${ROUNDS}: PIN checks, then raw bcrypt`);
      pairs.push([await verifyFlatOut(platform), await rawRate()]);
    }
    progress('menu steps, idle');
    const idle = await menuP99(platform);
    progress('menu steps, PIN checks meanwhile');
    const [busy] = await Promise.all([menuP99(platform), verifyFlatOut(platform, 12)]);
    return [
      formatTable([
        ['PIN checks', 'platform', 'raw bcrypt', 'ratio (median of pairs)'],
        [
          `cost ${COST}`,
          perSecond(median(pairs.map(([a]) => a))),
          perSecond(median(pairs.map(([, b]) => b))),
          ratio(median(pairs.map(([a, b]) => a / b))),
        ],
      ]),
      formatTable([
        ['menu steps, 50/s', 'idle', 'PIN checks flat out', 'ratio'],
        ['p99', milliseconds(idle), milliseconds(busy), ratio(busy / idle)],
      ]),
    ].join('\n\n');
  } finally {
    progress('stopping');
    await platform.stop();
  }
}

async function menuP99({ gateway }: Platform): Promise<number> {
  const { latencies } = await runLoad({
    target: { origin: gateway, entry: '/telephony/twilio/call', authToken: 'demo-twilio-auth-token' },
    callers: ['+355690000007'],
    calls: 20,
    leadIn: ['2', '1'],
    leadInAtOnce: 16,
    keys: ['2', '8'],
    stepsPerCall: 400,
    seconds: 10,
    stepsPerSecond: 50,
  });
  return percentile(latencies, 0.99);
}

/** Right PINs, sealed as the gateway seals them, asked of auth over the bus. @returns checks a second. */
async function verifyFlatOut({ natsUrl, dataDir }: Platform, seconds = SECONDS): Promise<number> {
  const secrets = join(dataDir, 'secrets/gateway');
  const access = busAccess('gateway', { PROFILE: 'demo', NATS_URL: natsUrl, SECRETS_DIR: secrets });
  const bus = await connectToBus(access, 'bench');
  const keys = new KeyFolder(secrets);
  const sealer = new Sealer(
    { keyId: 'seal-1', publicKey: keys.publicKey('seal-1.pub') },
    boxKeyPair(keys.secret('seal-sender.key')).secretKey,
  );
  const cards = await demoCards();
  const began = performance.now();
  const ends = began + seconds * 1_000;
  let checks = 0;
  const line = async (n: number) => {
    while (performance.now() < ends) {
      const card = cards[(n + checks) % cards.length];
      if (!card) throw new Error('the demo bank has no cards');
      const callId = randomUUID();
      await ask(bus, LookUpCallerNumber, { callId, presentedNumber: card.phone });
      const sealed = (kind: 'pan' | 'pin', secret: string) =>
        sealer.seal(secret, { kind, callId, step: 1, now: new Date() });
      const reply = await ask(bus, VerifyCredential, {
        commandId: randomUUID(),
        callId,
        presentedNumber: card.phone,
        attestation: 'unknown',
        credential: { kind: 'card', sealedPan: sealed('pan', card.pan), sealedPin: sealed('pin', card.pin) },
      });
      if (reply.outcome !== 'verified') throw new Error(`not verified: ${reply.outcome}`);
      checks += 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => line(n)));
    return (checks * 1_000) / (performance.now() - began);
  } finally {
    await bus.close();
  }
}

/** Active cards of adult, active, individual clients with a phone of their own. */
async function demoCards(): Promise<DemoCard[]> {
  const file = new URL('../../../../demo/bank.json', import.meta.url);
  const bank = JSON.parse(await readFile(file, 'utf8')) as {
    clients: { key: string; phones: string[] }[];
    cards: { key: string; pan: string; pin: string; owner: string }[];
  };
  const wanted = ['A-credit', 'A-debit', 'B-debit', 'G-credit-1', 'G-credit-2', 'G-debit'];
  return bank.cards
    .filter(({ key }) => wanted.includes(key))
    .map(({ pan, pin, owner }) => ({
      pan,
      pin,
      phone: bank.clients.find(({ key }) => key === owner)?.phones[0] ?? '',
    }));
}

function rawRate(): Promise<number> {
  const child = fork(fileURLToPath(new URL('../bare/bare-bcrypt.js', import.meta.url)), {
    env: { ...process.env, BARE_COST: String(COST), BARE_SECONDS: String(SECONDS) },
  });
  return new Promise((resolve, reject) => {
    child.once('message', (message: { rate: number }) => resolve(message.rate));
    child.once('exit', (code) => reject(new Error(`the bare program ended with ${String(code)}`)));
  });
}
