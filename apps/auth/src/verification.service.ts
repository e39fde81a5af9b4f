import { type ReplyOf, type RequestOf, VerifyCredential } from '#libs/contracts';
import type { GrantClaims, GrantSigner } from '#libs/grants';
import { RequestRefused } from '#libs/messaging';
import { SealRefused } from '#libs/sealing';
import { counter } from '#libs/telemetry';
import { setTimeout as delay } from 'node:timers/promises';
import type { CallerNumbers } from './caller-numbers.js';
import { PinNotCompared } from './domain/pin-verifier.js';
import type { Opening, Verdict } from './domain/verdict.js';
import { NoTurn } from './domain/turn.js';
import { type Attempt, Replayed } from './domain/verification-records.js';
import { type VerificationPorts, verifyCredential } from './domain/verify-credential.js';
import type { SealedCredentials } from './sealed-credentials.js';

type Request = RequestOf<typeof VerifyCredential>;
type Reply = ReplyOf<typeof VerifyCredential>;
type Refusal = (typeof VerifyCredential.errors)[number];

/** How long an attempt may wait for its turns in all (S15), in milliseconds. */
const MAX_WAIT_MS = 2_000;
/** How long a repeated command waits for its first run to end, milliseconds; with the last look less than the asker does. */
const WAIT_FOR_FIRST_RUN_MS = 2_600;
const LOOK_AGAIN_MS = 100;
/** The last look may wait for its turn too. */
const LAST_LOOK_MS = 500;

const verifications = counter('verifications_total', 'Identifications that were decided, or could not be.', [
  'credential',
  'outcome',
]);

/** Around the one function that decides: opens the seals, waits for a command under way, signs the grant. */
export class VerificationService {
  constructor(
    private readonly seals: SealedCredentials,
    private readonly callerNumbers: CallerNumbers,
    private readonly grants: GrantSigner,
    private readonly ports: VerificationPorts,
  ) {}

  /** @throws RequestRefused SEAL_REFUSED, BUSY (nothing was counted) or IN_PROGRESS. */
  async verify(request: Request): Promise<Reply> {
    const credential = request.credential.kind;
    try {
      const reply = await this.answer(request);
      verifications.inc({ credential, outcome: reply.outcome });
      return reply;
    } catch (error) {
      verifications.inc({ credential, outcome: error instanceof RequestRefused ? error.code : 'failed' });
      throw error;
    }
  }

  private async answer(request: Request): Promise<Reply> {
    try {
      const caller = this.callerNumbers.callerOf(request);
      // Opened first, for a repeated command too: only who can seal for this call is answered at all.
      const attempt: Attempt = {
        commandId: request.commandId,
        callId: request.callId,
        caller,
        turn: {
          priority: this.callerNumbers.isKnownAsRegistered(caller) ? 'own' : 'other',
          notAfter: performance.now() + MAX_WAIT_MS,
        },
        ...this.seals.openOfCall(request.callId, request.credential),
      };
      return await this.replyTo(await this.decide(attempt), attempt.callId);
    } catch (error) {
      const code = refusalOf(error);
      throw code === undefined ? error : new RequestRefused(code, { cause: error });
    }
  }

  private async decide(attempt: Attempt): Promise<Verdict> {
    const until = performance.now() + WAIT_FOR_FIRST_RUN_MS;
    const first = await verifyCredential(attempt, this.ports);
    if (first !== 'underWay') return first;
    const repeated = { ...attempt, turn: { ...attempt.turn, notAfter: until + LAST_LOOK_MS } };
    while (performance.now() < until) {
      await delay(LOOK_AGAIN_MS);
      const verdict = await verifyCredential(repeated, this.ports);
      if (verdict !== 'underWay') return verdict;
    }
    throw new RequestRefused('IN_PROGRESS' satisfies Refusal);
  }

  private async replyTo(verdict: Verdict, callId: string): Promise<Reply> {
    if (verdict.outcome !== 'verified') return verdict;
    const { opening, callerNumberClass, clientNumber, card } = verdict;
    return {
      outcome: 'verified',
      grant: await this.grants.sign(claimsOf(opening, callId), opening.issuedAt, opening.expiresAt),
      expiresAt: opening.expiresAt.toISOString(),
      level: opening.level,
      callerNumberClass,
      clientNumber,
      ...(card && { card }),
    };
  }
}

function claimsOf({ clientId, level, items, onlyCardId }: Opening, callId: string): GrantClaims {
  return { callId, clientId, level, items: [...items], ...(onlyCardId !== undefined && { onlyCardId }) };
}

function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof SealRefused || error instanceof Replayed) return 'SEAL_REFUSED';
  if (error instanceof PinNotCompared || error instanceof NoTurn) return 'BUSY';
  return undefined;
}
