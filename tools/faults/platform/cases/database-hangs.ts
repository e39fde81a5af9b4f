import { setTimeout as sleep } from 'node:timers/promises';
import { exactly, type Figure, told } from '../../figures.js';
import type { Size } from '../../suite.js';
import { CallLoad } from '../call-load.js';
import type { Client } from '../clients.js';
import { Customer } from '../customer.js';
import { someErrands, statement } from '../errands.js';
import { type FaultCase, type Run, THINK_MS } from '../fault-case.js';
import { provider } from '../provider.js';
import { Recovery } from '../recovery.js';
import type { SupervisedBank } from '../supervised-bank.js';
import { type Answered, beforeStatement, beforeWrongPin, volley } from '../volley.js';

const NORMAL_SECONDS = 5;
/** Keys are pressed before and after the moment at which the database stops; milliseconds after the first. */
const FREEZE_AFTER_MS = 150;

const FROZEN_MS: Readonly<Record<Size, readonly number[]>> = {
  small: [4_000],
  ci: [5_000, 12_000],
  full: [5_000, 30_000],
};

/** F8: all of PostgreSQL is frozen in the middle of statements that are given up here and carried out there. */
export const databaseHangs: FaultCase = {
  fault: 'F8',
  title: 'PostgreSQL hangs',
  run: async (run: Run): Promise<Figure[]> => {
    const { bank, size, say } = run;
    const third = Math.floor(bank.clients.length / 3);
    const load = await CallLoad.begin(bank, {
      errands: someErrands(bank.clients.slice(0, third), size),
      thinkMs: THINK_MS[size],
    });
    const recovery = new Recovery(bank, load);
    const figures: Figure[] = [];
    for (const [index, forMs] of FROZEN_MS[size].entries()) {
      // Nobody is given a second wrong PIN.
      const each = Math.floor(third / FROZEN_MS[size].length);
      const mine = (from: number) => bank.clients.slice(from + index * each, from + (index + 1) * each);
      const effects = new Effects(run, { forStatements: mine(third), forPins: mine(2 * third) });
      await effects.prepare();
      const went = await recovery.after(() => effects.whileFrozen(forMs));
      say(`PostgreSQL was frozen for ${went}`);
      figures.push(...(await effects.figures(`${forMs / 1_000} s`)));
    }
    await load.end();
    return [...load.survivalOrAgent(), ...recovery.figures(size, NORMAL_SECONDS), ...figures];
  },
};

interface Tries {
  readonly clientNumber: string;
  readonly total: number;
}

/** Statements asked for and wrong PINs keyed in while the database stops, and what there is of them afterwards. */
class Effects {
  private requests: Answered[] = [];
  private pins: Answered[] = [];
  private waiting: Awaited<ReturnType<typeof beforeStatement>> = [];
  private keyingIn: Awaited<ReturnType<typeof beforeWrongPin>> = [];
  private triesBefore: readonly Tries[] = [];

  constructor(
    private readonly run: Run,
    private readonly clients: { readonly forStatements: readonly Client[]; readonly forPins: readonly Client[] },
  ) {}

  async prepare(): Promise<void> {
    const { bank } = this.run;
    // What other faults had sent was asked for yesterday.
    await bank.sql(
      `UPDATE notifications.deliveries SET accepted_at = accepted_at - interval '1 day', bank_date = bank_date - 1`,
    );
    this.triesBefore = await triesOf(bank, this.clients.forPins);
    this.waiting = await beforeStatement(bank, this.clients.forStatements);
    this.keyingIn = await beforeWrongPin(bank, this.clients.forPins);
  }

  async whileFrozen(forMs: number): Promise<void> {
    const { bank, random } = this.run;
    const answered = Promise.all([volley(this.waiting, random), volley(this.keyingIn, random)]);
    await sleep(FREEZE_AFTER_MS);
    bank.freeze('PostgreSQL');
    try {
      await sleep(forMs);
    } finally {
      bank.thaw('PostgreSQL');
    }
    [this.requests, this.pins] = await answered;
  }

  /** Once all is well again: whoever was not promised a statement asks again, and everybody has one. */
  async figures(frozen: string): Promise<Figure[]> {
    const { bank } = this.run;
    const promised = this.requests.filter(({ heard }) => heard.has('email.queued'));
    const again = this.requests.filter((one) => !promised.includes(one));
    let wellAgain = 0;
    for (const { client } of again) {
      const { end } = await new Customer(statement(client)).call(provider(bank));
      if (end === 'served') wellAgain += 1;
    }
    const requested = await this.statements();
    const counted = await this.counted();
    return [
      exactly(
        `frozen ${frozen}: statements promised, at once or when asked again`,
        promised.length + wellAgain,
        this.requests.length,
      ),
      exactly(`frozen ${frozen}: statements, one for each who asked`, requested.length, this.requests.length),
      exactly(`frozen ${frozen}: statements that somebody has twice`, requested.filter((count) => count > 1).length, 0),
      exactly(
        `frozen ${frozen}: wrong PINs that were told and not counted`,
        counted.filter(({ told: isTold, tries }) => isTold && tries !== 1).length,
        0,
      ),
      exactly(
        `frozen ${frozen}: wrong PINs that were counted twice`,
        counted.filter(({ tries }) => tries > 1).length,
        0,
      ),
      told(
        `frozen ${frozen}: answered in spite of it`,
        `${promised.length} of ${this.requests.length} requests, ${counted.filter(({ told: isTold }) => isTold).length} of ${counted.length} PINs`,
      ),
    ];
  }

  /** For each client who asked, how many. */
  private async statements(): Promise<number[]> {
    const rows = await this.run.bank.sql<{ count: number }>(
      `SELECT count(*)::int AS count FROM notifications.deliveries AS delivery
       JOIN auth.clients AS client ON client.id = delivery.client_id
       WHERE kind = 'statement' AND accepted_at > now() - interval '12 hours' AND client_number = ANY ($1) GROUP BY delivery.client_id`,
      [this.clients.forStatements.map(({ clientNumber }) => clientNumber)],
    );
    return rows.map(({ count }) => count);
  }

  private async counted(): Promise<{ told: boolean; tries: number }[]> {
    const after = await triesOf(this.run.bank, this.clients.forPins);
    const of = (tries: readonly Tries[], client: Client) =>
      tries.find(({ clientNumber }) => clientNumber === client.clientNumber)?.total ?? 0;
    return this.pins.map(({ client, heard }) => ({
      told: heard.has('identification.failed'),
      tries: of(after, client) - of(this.triesBefore, client),
    }));
  }
}

function triesOf(bank: SupervisedBank, clients: readonly Client[]): Promise<Tries[]> {
  return bank.sql<{ clientNumber: string; total: number }>(
    `SELECT client_number AS "clientNumber", total FROM auth.card_tries
     JOIN auth.cards ON cards.id = card_id JOIN auth.clients ON clients.id = client_id
     WHERE client_number = ANY ($1)`,
    [clients.map(({ clientNumber }) => clientNumber)],
  );
}
