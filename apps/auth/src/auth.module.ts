import { GrantSigner } from '#libs/grants';
import type { Logger } from '#libs/logging';
import { busAccess } from '#libs/messaging';
import { DatabaseModule } from '#libs/persistence';
import { Opener } from '#libs/sealing';
import { BUS, BusModule } from '#libs/service';
import { reading } from '#libs/telemetry';
import { type DynamicModule, type FactoryProvider, Module } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { DataSource } from 'typeorm';
import { alertsTo } from './alerts.js';
import { type AuthSettings, policyOf } from './auth.config.js';
import { AuthController } from './auth.controller.js';
import type { AuthKeys } from './auth.keys.js';
import { CallerNumbers } from './caller-numbers.js';
import { CallsService } from './calls.service.js';
import { CardImportService } from './card-import.service.js';
import { ClientImportService } from './client-import.service.js';
import { ClientsService } from './clients.service.js';
import type { PinVerifier } from './domain/pin-verifier.js';
import { Housekeeping } from './housekeeping.service.js';
import { LocksService } from './locks.service.js';
import { PanTokens } from './pan-tokens.js';
import { CardsRepository } from './persistence/cards.repository.js';
import { ClientsRepository } from './persistence/clients.repository.js';
import { PinVerifiersRepository } from './persistence/pin-verifiers.repository.js';
import { AUTH_SCHEMA } from './persistence/schema.js';
import { VerificationRepository } from './persistence/verification.repository.js';
import { BcryptPinVerifier } from './pin/bcrypt-pin-verifier.js';
import { HASH_LIMITS } from './pin/hash-limits.js';
import { PinHasher } from './pin/pin-hasher.js';
import { SealedCredentials } from './sealed-credentials.js';
import { StartChecks } from './start-checks.service.js';
import { TurnQueue } from './turn-queue.js';
import { VerificationService } from './verification.service.js';

/** Injection token of what checks PINs: the platform's own store, or the bank's delegate (D30). */
export const PIN_VERIFIER = Symbol('PIN_VERIFIER');

/** What auth is made of besides its code. */
export interface AuthParts {
  readonly settings: AuthSettings;
  readonly keys: AuthKeys;
  readonly logger: Logger;
  /** Replaces the platform's own check of PINs (D30). */
  readonly pinVerifier?: ((own: PinVerifier) => PinVerifier) | undefined;
}

/** Wires auth together. Secrets are given to the parts that need them and are injectable nowhere else. */
@Module({})
export class AuthModule {
  static from(parts: AuthParts): DynamicModule {
    return {
      module: AuthModule,
      imports: [
        DatabaseModule.forService(AUTH_SCHEMA, parts.settings.DATABASE_URL),
        BusModule.forService(busAccess('auth', parts.settings)),
      ],
      controllers: [AuthController],
      providers: [...storage(), ...forStaff(parts), ...verification(parts), ...feed(parts), ...upkeep(parts)],
    };
  }
}

function storage(): FactoryProvider[] {
  return [PinVerifiersRepository, CardsRepository, ClientsRepository].map((provide) => ({
    provide,
    useFactory: (dataSource: DataSource) => new provide(dataSource),
    inject: [DataSource],
  }));
}

function forStaff({ settings }: AuthParts): FactoryProvider[] {
  return [
    {
      provide: LocksService,
      useFactory: (dataSource: DataSource) => new LocksService(dataSource, settings.PIN_MAX_FAILURES_TOTAL),
      inject: [DataSource],
    },
    {
      provide: ClientsService,
      useFactory: (dataSource: DataSource) => new ClientsService(dataSource, settings.BANK_COUNTRY),
      inject: [DataSource],
    },
  ];
}

/** The queue of PIN checks, whose length says first that there are too few of us (S15). */
function watchedQueue(): TurnQueue {
  const queue = new TurnQueue(HASH_LIMITS);
  reading('pin_checks', 'PIN checks under way and waiting.', ['state'], () => {
    const { running, waiting } = queue.load;
    return [
      [{ state: 'running' }, running],
      [{ state: 'waiting' }, waiting],
    ];
  });
  return queue;
}

function verification({ settings, keys, logger, pinVerifier }: AuthParts): FactoryProvider[] {
  const policy = policyOf(settings);
  const hasher = new PinHasher(keys.pinPeppers, settings.PIN_BCRYPT_COST);
  const opener = new Opener(keys.seals, [keys.sealSenders.gateway]);
  const seals = new SealedCredentials(opener, new PanTokens(keys.pan));
  const grants = new GrantSigner(keys.grant);
  return [
    { provide: PinHasher, useFactory: () => hasher },
    { provide: TurnQueue, useFactory: watchedQueue },
    {
      provide: CallerNumbers,
      useFactory: (dataSource: DataSource) => new CallerNumbers(dataSource, settings),
      inject: [DataSource],
    },
    {
      provide: PIN_VERIFIER,
      useFactory: async (verifiers: PinVerifiersRepository, queue: TurnQueue) => {
        const own = await BcryptPinVerifier.create(verifiers, hasher, queue, logger);
        return pinVerifier?.(own) ?? own;
      },
      inject: [PinVerifiersRepository, TurnQueue],
    },
    {
      provide: VerificationService,
      useFactory: (dataSource: DataSource, callerNumbers: CallerNumbers, pins: PinVerifier) => {
        const records = new VerificationRepository(dataSource, policy, alertsTo(logger));
        return new VerificationService(seals, callerNumbers, grants, { records, pins, policy });
      },
      inject: [DataSource, CallerNumbers, PIN_VERIFIER],
    },
    {
      provide: CallsService,
      useFactory: (dataSource: DataSource, bus: NatsConnection) =>
        new CallsService(dataSource, bus, settings.CALL_MAX_MINUTES),
      inject: [DataSource, BUS],
    },
  ];
}

function feed({ settings, keys }: AuthParts): FactoryProvider[] {
  const panTokens = new PanTokens(keys.pan);
  const seals = new SealedCredentials(new Opener(keys.seals, [keys.sealSenders.importer]), panTokens);
  return [
    {
      provide: ClientImportService,
      useFactory: (clients: ClientsRepository) => new ClientImportService(clients, settings.BANK_COUNTRY),
      inject: [ClientsRepository],
    },
    {
      provide: CardImportService,
      useFactory: (cards: CardsRepository, hasher: PinHasher, queue: TurnQueue) =>
        new CardImportService(cards, seals, panTokens, hasher, queue),
      inject: [CardsRepository, PinHasher, TurnQueue],
    },
  ];
}

function upkeep({ settings, keys, logger }: AuthParts): FactoryProvider[] {
  return [
    {
      provide: StartChecks,
      useFactory: (dataSource: DataSource, verifiers: PinVerifiersRepository) =>
        new StartChecks(dataSource, verifiers, keys.pinPeppers, settings),
      inject: [DataSource, PinVerifiersRepository],
    },
    {
      provide: Housekeeping,
      useFactory: (dataSource: DataSource) => new Housekeeping(dataSource, logger),
      inject: [DataSource],
    },
  ];
}
