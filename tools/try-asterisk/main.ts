import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { startPlatform, type Platform } from '../bench/platform.js';
import { freePort } from '../start/ports.js';
import { waitUntil } from '../start/processes/wait-until.js';
import { places } from '../start/settings.js';
import { findAsterisk, TriedAsterisk } from './asterisk.js';
import { Callers } from './caller.js';

/** Client A of the demo. */
const CARD = '4111111111111111';
const PIN = '4826';
const SECRET = 'the-secret-of-this-trial';
/** How long one step of a call may take, a restart of the gateway included; milliseconds. */
const STEP_MS = 90_000;
/** What a caller lets pass before pressing, so that the prompt has begun; milliseconds. */
const LISTENS_MS = 1_500;

/** Nothing was tried. */
const NOT_HERE = 3;

/** @throws Error when it does not come to hold in time. */
async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  if (!(await waitUntil(holds, { withinMs: STEP_MS, everyMs: 200 })))
    throw new Error(`not within ${STEP_MS} ms: ${what}`);
}

/** How a call stands in the gateway's own words. */
class Calls {
  constructor(private readonly database: Client) {}

  async reach(step: number): Promise<void> {
    await until(`step ${step} of the call`, async () => (await this.last()).step >= step);
    await pause(LISTENS_MS);
  }

  async ended(): Promise<string | undefined> {
    await until('the end of the call', async () => (await this.last()).outcome !== null);
    return (await this.last()).outcome ?? undefined;
  }

  async items(): Promise<string[]> {
    const { rows } = await this.database.query<{ what: string }>(
      `SELECT event || ' ' || call_log.outcome AS what FROM gateway.call_log JOIN gateway.calls USING (call_id)
       WHERE event IN ('verification', 'information') AND started_at = (SELECT max(started_at) FROM gateway.calls) ORDER BY id`,
    );
    return rows.map(({ what }) => what);
  }

  private async last() {
    const { rows } = await this.database.query<{ step: number; outcome: string | null }>(
      `SELECT calls.step, CASE WHEN ended_at IS NOT NULL THEN calls.outcome END AS outcome FROM gateway.calls ORDER BY started_at DESC LIMIT 1`,
    );
    return rows[0] ?? { step: 0, outcome: null };
  }
}

/** A bank, an Asterisk, and what is tried with them. */
class Trials {
  private failures = 0;

  constructor(
    private readonly asterisk: TriedAsterisk,
    private readonly callers: Callers,
    private readonly platform: Platform,
    private readonly calls: Calls,
    private readonly sipPort: number,
  ) {}

  async all(): Promise<number> {
    const local = 'Local/35542000000@try-in/n';
    const sip = `PJSIP/try-phone/sip:35542000000@127.0.0.1:${this.sipPort}`;
    await this.information('over SIP and RTP: card and PIN by tones, information heard', sip, async () => undefined);
    await this.information('kill -9 of the gateway before the PIN: the call goes on there', local, async () => {
      this.killGateway();
    });
    const here = readdirSync(join(this.asterisk.sounds.here, 'said'));
    this.judge('no sentence with a client’s data is left in the shared folder', here.length === 0, here.join(', '));
    await this.lastResort(local);
    const logged = this.asterisk.logged();
    const digits = [CARD, PIN].filter((secret) => logged.includes(secret));
    this.judge('no card number and no PIN in anything Asterisk logged', digits.length === 0, digits.join(', '));
    return this.failures;
  }

  private async information(what: string, target: string, beforeThePin: () => Promise<void>): Promise<void> {
    const caller = await this.dial(target);
    for (const [index, keys] of ['1', '1', '1', CARD].entries()) {
      await this.calls.reach(index + 1);
      await caller.press(keys);
    }
    await this.calls.reach(5);
    await beforeThePin();
    // The gateway may be away by now; it asks for the PIN again when it is back.
    await this.untilGatewayAnswers();
    await caller.press(PIN);
    await this.calls.reach(6);
    await caller.press('1');
    await this.calls.reach(7);
    caller.hangUp();
    const outcome = await this.calls.ended();
    const items = await this.calls.items();
    const holds = items.join() === 'verification verified,information given' && outcome === 'completed';
    this.judge(what, holds, `${items.join(', ')}; ended: ${outcome ?? 'not'}`);
  }

  private async lastResort(target: string): Promise<void> {
    await this.dial(target);
    await this.calls.reach(1);
    await this.platform.stop();
    await waitUntil(() => this.callers.wasTold, { withinMs: STEP_MS, everyMs: 200 });
    this.judge('the bank is gone: last words, then an agent', this.callers.wasTold, 'nobody was connected');
  }

  private async dial(target: string) {
    const caller = this.callers.next();
    this.asterisk.tell(`channel originate ${target} extension caller@try`);
    return caller;
  }

  /** Linux tells which of our processes is the gateway. */
  private killGateway(): void {
    const run = JSON.parse(readFileSync(places(this.platform.dataDir).runFile, 'utf8')) as { children: string[] };
    const pids = run.children.map((child) => Number(child.split(':')[0]));
    const gateway = pids.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('apps/gateway/main.js'));
    if (gateway === undefined) throw new Error('the gateway is no process of this bank');
    process.kill(gateway, 'SIGKILL');
  }

  private async untilGatewayAnswers(): Promise<void> {
    const ready = `${this.platform.gatewayHealth}/health/ready`;
    await pause(500);
    await until('the gateway is ready', () =>
      fetch(ready).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    // The dialplan looks every second and a half; then the prompt begins.
    await pause(2_000 + LISTENS_MS);
  }

  private judge(what: string, holds: boolean, otherwise: string): void {
    if (!holds) this.failures += 1;
    console.log(holds ? `✓ ${what}` : `✗ ${what}: ${otherwise}`);
  }
}

/** Calls through a real Asterisk with the configuration of deploy/asterisk. @returns the exit code. */
async function tryAsterisk(): Promise<number> {
  const root = process.env['ASTERISK_ROOT'] ?? '/';
  const installation = findAsterisk(root);
  if (!installation) {
    console.log(`! Asterisk is not installed here (ASTERISK_ROOT is ${root}): nothing was tried.`);
    return NOT_HERE;
  }
  console.log(`${installation.version}, ${root}`);
  const [agiPort, sipPort, callerPort, rtp] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const rtpPorts = [rtp - (rtp % 2), rtp - (rtp % 2) + 40] as const;
  const trial = { gateway: `127.0.0.1:${agiPort}`, secret: SECRET, sipPort, callerPort, rtpPorts };
  const callers = await Callers.listen(callerPort);
  const asterisk = new TriedAsterisk(installation, trial);
  const { here, there } = asterisk.sounds;
  const environment = {
    AGI_PORT: String(agiPort),
    AGI_SECRET: SECRET,
    AGI_SOUNDS_DIR: here,
    AGI_SOUNDS_DIR_OF_ASTERISK: there,
  };
  const platform = await startPlatform(environment);
  const database = new Client({ connectionString: platform.databaseUrl });
  database.on('error', () => undefined);
  try {
    await database.connect();
    await asterisk.start();
    const failures = await new Trials(asterisk, callers, platform, new Calls(database), sipPort).all();
    return failures === 0 ? 0 : 1;
  } finally {
    await asterisk.stop();
    callers.close();
    await platform.stop();
  }
}

process.exit(await tryAsterisk());
