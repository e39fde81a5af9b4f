import { type Bare, startBare } from '../bare/start-bare.js';
import type { LoadJob, LoadResult } from '../load/run-load.js';
import { runLoad } from '../load/run-load.js';
import { type Platform, startPlatform } from '../platform.js';
import type { Progress } from '../progress.js';
import { formatTable, median, milliseconds, percentile, perSecond, ratio } from '../table.js';

const AUTH_TOKEN = 'demo-twilio-auth-token';
const ROUNDS = 5;
const SECONDS = 4;
const CALLER = '+355690000001';

type Work = Pick<LoadJob, 'leadIn' | 'keys' | 'stepsPerCall'>;

interface Kind {
  readonly name: string;
  readonly ours: Work;
  readonly bare: Work;
  readonly pacedAt: number;
}

const KINDS: readonly Kind[] = [
  {
    name: 'menu step, no service call',
    // Language, individual, then to the choice of identification and back.
    ours: { leadIn: ['2', '1'], keys: ['2', '8'], stepsPerCall: 480 },
    bare: { leadIn: [], keys: ['2', '8'], stepsPerCall: 480 },
    pacedAt: 200,
  },
  {
    name: 'information step (grant, NATS, PostgreSQL)',
    // Verified by client number, then all balances, again and again.
    ours: { leadIn: ['2', '1', '2', '2', '100000001', '2'], keys: ['1'], stepsPerCall: 480 },
    bare: { leadIn: [], keys: ['1'], stepsPerCall: 480 },
    pacedAt: 100,
  },
];

/** Steps with and without a service call, next to the bare program, in turn on one machine (A B A B …). */
export async function benchSteps(progress: Progress): Promise<string> {
  progress('starting the platform');
  const platform = await startPlatform();
  try {
    progress('starting the bare program');
    const bare = await startBare(platform, AUTH_TOKEN);
    try {
      const rows = [['work', 'platform', 'bare', 'ratio (median of pairs)', 'p99 platform', 'p99 bare']];
      for (const kind of KINDS) rows.push(await measure(kind, platform, bare, progress));
      return formatTable(rows);
    } finally {
      await bare.stop();
    }
  } finally {
    progress('stopping');
    await platform.stop();
  }
}

async function measure(kind: Kind, platform: Platform, bare: Bare, progress: Progress): Promise<string[]> {
  const ours = jobFor({ origin: platform.gateway, entry: '/telephony/twilio/call' }, kind.ours);
  const theirs = jobFor({ origin: bare.origin, entry: '/call' }, kind.bare);
  progress(`${kind.name}: warming up`);
  await runLoad({ ...ours, seconds: 3 });
  await runLoad({ ...theirs, seconds: 3 });
  const pairs: [number, number][] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    progress(`${kind.name}: pair ${round} of ${ROUNDS}`);
    pairs.push([(await runLoad(ours)).rate, (await runLoad(theirs)).rate]);
  }
  progress(`${kind.name}: at ${kind.pacedAt} steps a second`);
  const paced = { calls: 50, seconds: 10, stepsPerSecond: kind.pacedAt };
  const steady = [await runLoad({ ...ours, ...paced }), await runLoad({ ...theirs, ...paced })];
  return [
    `${kind.name}; p99 at ${perSecond(kind.pacedAt)}`,
    perSecond(median(pairs.map(([a]) => a))),
    perSecond(median(pairs.map(([, b]) => b))),
    ratio(median(pairs.map(([a, b]) => a / b))),
    ...steady.map(p99),
  ];
}

const p99 = ({ latencies }: LoadResult): string => milliseconds(percentile(latencies, 0.99));

function jobFor(target: { origin: string; entry: string }, work: Work): LoadJob {
  return {
    target: { ...target, authToken: AUTH_TOKEN },
    callers: [CALLER],
    calls: 16,
    leadInAtOnce: 2,
    seconds: SECONDS,
    ...work,
  };
}
