import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NetworkName } from '../../apps/gateway/src/telephony/provider-settings.js';
import type { ProviderCapabilities } from '../../apps/gateway/src/telephony/telephony-provider.js';
import { TELEPHONY_PROVIDERS } from '../../apps/gateway/src/telephony/telephony-provider.registry.js';
import { DEMO_QUEUES_FILE, readQueues } from '../../apps/gateway/src/queues.js';
import type { QueuesByName } from '../../tools/call/lines/heard/queues.js';
import type { ReadSaid } from '../../tools/call/lines/heard/what-was-said.js';
import type { Stage, World } from '../../tools/call/phone-line.js';
import { play } from '../../tools/call/play.js';
import { SmtpSink } from '../../tools/smtp-sink/index.js';
import { startBank, type TestBank } from '../harness/index.js';
import { allScripts, casesOf, exceptionScript } from './all-scripts.js';
import { BankWorld } from './bank-world.js';

/** The address a provider's cloud knows; its emulator calls where the gateway really listens. */
export const PUBLIC_URL = 'https://ivr.bank.example';

/** How the emulator delivers each request: once, or twice at the same moment (P9). */
export type Delivery = 'once' | 'twiceAtOnce';

/** What an emulator of a provider is built on. */
export interface Surroundings {
  bank: TestBank;
  world: World;
  bankName: string;
  publicUrl: string;
  gatewayUrl: () => string;
  queues: QueuesByName;
  readSaid: ReadSaid;
  /** How a call ended, by the provider's id of it. */
  outcomeOf: (providerCallId: string) => Promise<string | undefined>;
  delivery: Delivery;
}

/** A scenario that a provider cannot play, and what it declares to do instead. */
export interface DeclaredException {
  /** Why, for whoever reads the test. */
  because: string;
  /** The capability that says so. */
  declared: Partial<ProviderCapabilities>;
  /** Name of the script in `exceptions/` that is played in its place, and must pass. */
  expects: string;
}

/** Keys typed ahead are lost between two answers: each menu is heard, and everything goes on from there. */
export const KEYS_AHEAD_LOST: Record<string, DeclaredException> = {
  SC26: {
    because: 'keys pressed while no prompt collects are lost',
    declared: { typeAhead: 'withinPrompt' },
    expects: 'SC26-KEYS-LOST',
  },
};

/** No key ends an entry, as its result would not say that one did: `#` and `*` are read once the wait has ended. */
export const FINISH_KEYS_WAIT: Record<string, DeclaredException> = {
  SC29: {
    because: 'the number sign is read with the digits, when the wait for more has ended',
    declared: { finishKeys: 'none' },
    expects: 'SC29-NO-FINISH-KEY',
  },
};

/** Scenarios that show most of what a repeated delivery could break. */
const TWICE = ['SC3', 'SC9', 'SC22', 'SC34'];

/**
 * Every scenario over a provider: its emulator, a gateway, the services, PostgreSQL, NATS and a mail server. Test names
 * begin with the scenario and its language, from which the matrix of providers and scenarios is printed.
 */
export function conforms(
  provider: NetworkName,
  options: {
    environment?: Record<string, string>;
    stage: (surroundings: Surroundings) => Stage;
    /** By scenario; every other one must pass as it is written. */
    exceptions?: Readonly<Record<string, DeclaredException>>;
  },
): void {
  describe(`the scenarios over ${provider}`, () => {
    let bank: TestBank;
    let world: BankWorld;
    let mailServer: SmtpSink;

    beforeAll(async () => {
      const services = ['auth', 'accounts', 'cards', 'notifications', 'gateway'] as const;
      mailServer = await SmtpSink.listen();
      const gateway = { PUBLIC_URL, TELEPHONY_PROVIDERS: provider, ...options.environment };
      const environment = { gateway, notifications: { SMTP_URL: mailServer.url } };
      bank = await startBank({ services, environment });
      world = new BankWorld(bank, mailServer);
    }, 120_000);
    afterAll(async () => {
      await bank.stop();
      await mailServer.close();
    });
    beforeEach(() => world.forgetCalls());

    const stage = (delivery: Delivery) =>
      options.stage({
        bank,
        world,
        bankName: 'Banka Demo',
        publicUrl: PUBLIC_URL,
        gatewayUrl: () => bank.gatewayUrl,
        queues: readQueues(DEMO_QUEUES_FILE),
        readSaid: world.readSaid(),
        outcomeOf: (providerCallId) => world.outcomeOf(providerCallId),
        delivery,
      });

    const { exceptions = {} } = options;
    it.each(casesOf(allScripts().filter(({ scenario }) => !(scenario in exceptions))))(
      '$scenario ($language): $title',
      async ({ script, language }) => {
        const { failures, unchecked, missing, result } = await play(script, stage('once'), language);
        const expected = { result: 'passed', missing: [], failures: [], unchecked: [] };
        expect({ result, missing, failures, unchecked }).toEqual(expected);
      },
      60_000,
    );

    for (const [scenario, { because, declared, expects }] of Object.entries(exceptions)) {
      it.each(casesOf([exceptionScript(expects)]))(
        `${scenario} ($language): ${because} (declared exception)`,
        async ({ script, language }) => {
          expect(TELEPHONY_PROVIDERS[provider].capabilities).toMatchObject(declared);
          const { failures, result } = await play(script, stage('once'), language);
          expect({ result, failures }).toEqual({ result: 'passed', failures: [] });
        },
        60_000,
      );
    }

    it.each(casesOf(allScripts().filter(({ scenario }) => TWICE.includes(scenario))))(
      'P9: every webhook delivered twice at the same moment: $scenario ($language)',
      async ({ script, language }) => {
        const { failures, result } = await play(script, stage('twiceAtOnce'), language);
        expect({ result, failures }).toEqual({ result: 'passed', failures: [] });
      },
      60_000,
    );
  });
}
