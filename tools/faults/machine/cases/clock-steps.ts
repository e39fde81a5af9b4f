import { SERVICES } from '../../../start/apps.js';
import { exactly, type Figure, told } from '../../figures.js';
import { CallLoad } from '../../platform/call-load.js';
import type { Client } from '../../platform/clients.js';
import { type Call, Customer } from '../../platform/customer.js';
import { someErrands, statement } from '../../platform/errands.js';
import { type FaultCase, type Run, THINK_MS } from '../../platform/fault-case.js';
import { provider } from '../../platform/provider.js';
import { Recovery } from '../../platform/recovery.js';
import type { SupervisedBank } from '../../platform/supervised-bank.js';
import { beforeRightPin, beforeWrongPin, volley } from '../../platform/volley.js';
import { SEEN_WITHIN_SECONDS } from '../clocks.js';
import { OldGrant } from '../old-grant.js';

const [HOUR, DAY] = [3_600, 86_400];
const STEPS = { small: [DAY], ci: [-HOUR, HOUR, DAY], full: [-HOUR, HOUR, DAY] } as const;
/** Wrong PINs that lock a card for a while. */
const WRONG_PINS = 3;
const FULL_SERVICE_SECONDS = 5;
const MAIL_SECONDS = 90;

/** F19: the clock of every process of an app in turn is put back and forward, and right again; then PostgreSQL's. */
export const clockSteps: FaultCase = {
  fault: 'F19',
  title: 'clocks are set',
  run: async (run: Run): Promise<Figure[]> => {
    const { bank, size, say } = run;
    const { clocks } = bank.machine;
    if (!clocks)
      return [size === 'small' ? told('not tried', 'libfaketime is not installed') : exactly('clocks to set', 0, 1)];
    const [locked, tried, ...callers] = bank.clients;
    if (!locked || !tried) throw new Error('two clients were asked for');
    await keyWrongPins(run, locked, WRONG_PINS);
    await keyWrongPins(run, tried, 1);
    const before = await triesOf(bank, [locked, tried]);
    const grant = await OldGrant.of(bank, locked);
    const broken = { notSet: 0, letIn: 0, opened: 0, regained: 0, totals: 0 };

    const whileSet = async (names: readonly string[], bySeconds: number, check: () => Promise<void>) => {
      for (const name of names) clocks.set(name, bySeconds);
      broken.notSet += await notSeen(bank, names, bySeconds);
      await check();
      for (const name of names) clocks.set(name, 0);
      broken.notSet += await notSeen(bank, names, 0);
      say(`${names.join(', ')} by ${bySeconds / HOUR} h`);
    };
    const isSafe = async () => {
      if (await isLetIn(run, locked)) broken.letIn += 1;
      if (await grant.opens()) broken.opened += 1;
      const now = await triesOf(bank, [locked, tried]);
      if (now.some((tries, index) => isLess(tries, before[index]))) broken.regained += 1;
    };
    const isCounted = async () => {
      const now = await triesOf(bank, [locked, tried]);
      if (now.some(({ total }, index) => total !== before[index]?.total)) broken.totals += 1;
    };

    const load = await CallLoad.begin(bank, { errands: someErrands(callers, size), thinkMs: THINK_MS[size] });
    const recovery = new Recovery(bank, load);
    for (const service of SERVICES)
      for (const bySeconds of STEPS[size])
        await recovery.after(() => whileSet(bank.namesOf(service), bySeconds, isSafe));
    await load.end();
    // A call that seems to have gone on for an hour is ended, and a grant given at another time opens nothing: who is
    // under way then is not served, whoever calls afterwards is.
    for (const bySeconds of STEPS[size]) await whileSet(bank.namesOf('gateway'), bySeconds, isSafe);
    for (const bySeconds of STEPS[size]) await whileSet(['PostgreSQL'], bySeconds, isCounted);
    const afterwards = await Promise.all(
      someErrands(callers, size).map((errand) => new Customer(errand).call(provider(bank))),
    );
    const statements = await Promise.all(callers.map((client) => new Customer(statement(client)).call(provider(bank))));
    const sent = await bank.until(async () => (await bank.mailsUnderWay()) === 0, MAIL_SECONDS);
    await grant.close();
    const served = (calls: readonly Call[]) => calls.filter(({ end }) => end === 'served').length;
    return [
      ...load.survivalOrAgent(),
      exactly('clocks that were not set', broken.notSet, 0),
      exactly('let in with a card that is locked', broken.letIn, 0),
      exactly('locks shortened or tries regained', broken.regained, 0),
      exactly('data given for a grant that has ended', broken.opened, 0),
      exactly('totals of tries changed by the clock of PostgreSQL', broken.totals, 0),
      exactly('afterwards: calls served', served(afterwards), afterwards.length),
      exactly('afterwards: statements promised', served(statements), statements.length),
      exactly('afterwards: e-mails whose time never comes', sent === undefined ? await bank.mailsUnderWay() : 0, 0),
      ...recovery.figures(size, FULL_SERVICE_SECONDS),
    ];
  },
};

/** Waits until processes show another time than ours. @returns how many never do. */
async function notSeen(bank: SupervisedBank, names: readonly string[], bySeconds: number): Promise<number> {
  const seen = names.map((name) => bank.until(() => isOffBy(bank, name, bySeconds), SEEN_WITHIN_SECONDS));
  return (await Promise.all(seen)).filter((after) => after === undefined).length;
}

/** Whether a process shows another time than ours, by a minute more or less. */
async function isOffBy(bank: SupervisedBank, name: string, bySeconds: number): Promise<boolean> {
  const shown = name === 'PostgreSQL' ? await databaseTime(bank) : await bank.timeOf(name);
  return Math.abs(shown - Date.now() - bySeconds * 1_000) < 60_000;
}

async function databaseTime(bank: SupervisedBank): Promise<number> {
  const [row] = await bank.sql<{ now: Date }>('SELECT now() AS now');
  return row?.now.getTime() ?? Number.NaN;
}

async function keyWrongPins({ bank, random }: Run, client: Client, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await volley(await beforeWrongPin(bank, [client]), random);
}

async function isLetIn({ bank, random }: Run, client: Client): Promise<boolean> {
  const answered = await volley(await beforeRightPin(bank, [client]), random);
  return answered.some(({ heard }) => heard.has('cards.option.limit'));
}

interface Tries {
  readonly consecutive: number;
  readonly total: number;
  /** Seconds since 1970; 0: not locked. */
  readonly lockedUntil: number;
}

const isLess = (now: Tries, before: Tries | undefined) =>
  before === undefined ||
  now.consecutive < before.consecutive ||
  now.total < before.total ||
  now.lockedUntil < before.lockedUntil;

/** In the order of the clients. */
async function triesOf(bank: SupervisedBank, clients: readonly Client[]): Promise<Tries[]> {
  return bank.sql<Tries & { clientNumber: string }>(
    `SELECT consecutive, total, coalesce(extract(epoch FROM locked_until), 0)::float8 AS "lockedUntil"
     FROM auth.card_tries JOIN auth.cards ON cards.id = card_id JOIN auth.clients ON clients.id = client_id
     WHERE client_number = ANY ($1) ORDER BY array_position($1, client_number)`,
    [clients.map(({ clientNumber }) => clientNumber)],
  );
}
