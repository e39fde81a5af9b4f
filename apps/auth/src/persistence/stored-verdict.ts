import type { EntityManager } from 'typeorm';
import type { Opening, Verdict } from '../domain/verdict.js';
import { type Attempt, Replayed } from '../domain/verification-records.js';
import { CardEntity } from './card.entity.js';
import { ClientEntity } from './client.entity.js';
import { VerificationAttemptEntity } from './verification-attempt.entity.js';

type Answer = Pick<
  VerificationAttemptEntity,
  'outcome' | 'attemptsLeft' | 'level' | 'items' | 'onlyCardId' | 'issuedAt' | 'expiresAt'
>;

/** The columns of an answer; of a grant only what is needed to sign it again. */
export function columnsOf(verdict: Verdict): Answer {
  const opening = verdict.outcome === 'verified' ? verdict.opening : undefined;
  return {
    outcome: verdict.outcome,
    attemptsLeft: verdict.outcome === 'refused' ? verdict.attemptsLeft : null,
    level: opening?.level ?? null,
    items: opening ? [...opening.items] : null,
    onlyCardId: opening?.onlyCardId ?? null,
    issuedAt: opening?.issuedAt ?? null,
    expiresAt: opening?.expiresAt ?? null,
  };
}

/**
 * The answer a command got before, the same to the byte once signed; `underWay` while there is none.
 * @throws Replayed for a command of another call.
 */
export async function earlierVerdict(
  manager: EntityManager,
  { commandId, callId }: Pick<Attempt, 'commandId' | 'callId'>,
): Promise<Verdict | 'underWay'> {
  const attempt = await manager.findOneByOrFail(VerificationAttemptEntity, { commandId });
  // The grant would be signed for the call that asks.
  if (attempt.callId !== callId) throw new Replayed('the command belongs to another call');
  switch (attempt.outcome) {
    case null:
      return 'underWay';
    case 'closed':
    case 'minor':
    case 'ineligible':
      return { outcome: attempt.outcome };
    case 'refused':
      return { outcome: 'refused', attemptsLeft: attempt.attemptsLeft ?? 1 };
    case 'verified':
      return verifiedAgain(manager, attempt);
  }
}

async function verifiedAgain(manager: EntityManager, attempt: VerificationAttemptEntity): Promise<Verdict> {
  const { callerNumberClass, cardId } = attempt;
  const opening = openingOf(attempt);
  const client = await manager.findOneByOrFail(ClientEntity, { id: opening.clientId });
  const card = cardId === null ? undefined : await manager.findOneByOrFail(CardEntity, { id: cardId });
  return {
    outcome: 'verified',
    opening,
    callerNumberClass: callerNumberClass === 'OWN' ? 'OWN' : 'UNREGISTERED',
    clientNumber: client.clientNumber,
    ...(card && { card: { cardId: card.id, lastFour: card.lastFour, kind: card.kind } }),
  };
}

function openingOf({ clientId, level, items, onlyCardId, issuedAt, expiresAt }: VerificationAttemptEntity): Opening {
  if (clientId === null || level === null || items === null || issuedAt === null || expiresAt === null) {
    throw new Error('a verified attempt lacks what it opened');
  }
  return { clientId, level, items, onlyCardId: onlyCardId ?? undefined, issuedAt, expiresAt };
}
