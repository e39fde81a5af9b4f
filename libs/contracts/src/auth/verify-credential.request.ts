import { z } from 'zod';
import { defineRequest } from '../define-request.js';
import { CommandId, Grant, Instant, LastFour, Sealed, VerificationLevel } from '../fields.js';

/** How far the telephone network vouches for the presented number (D12). */
export const Attestation = z.enum(['full', 'partial', 'gateway', 'failed', 'unknown']);
export type Attestation = z.output<typeof Attestation>;

const Credential = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('card'), sealedPan: Sealed, sealedPin: Sealed }),
  z.object({ kind: z.literal('clientNumber'), sealedClientNumber: Sealed }),
]);

/**
 * The only way a caller is verified (requirements 4.3, S9). A refusal never says why; the reason stands in auth's own
 * record. The answer floor of S13 is kept by the asker, which knows when the last digit came.
 */
export const VerifyCredential = defineRequest({
  subject: 'auth.v1.credential.verify',
  askedBy: ['gateway'],
  request: z.object({
    commandId: CommandId,
    callId: z.uuid(),
    presentedNumber: z.string().max(200),
    attestation: Attestation,
    credential: Credential,
  }),
  reply: z.discriminatedUnion('outcome', [
    z.object({
      outcome: z.literal('verified'),
      grant: Grant,
      expiresAt: Instant,
      level: VerificationLevel,
      /** Relative to the client found: never OTHER here. */
      callerNumberClass: z.enum(['OWN', 'UNREGISTERED']),
      /** For the agent's context and nothing else (D40). */
      clientNumber: z.string().regex(/^\d{9}$/),
      /** The card keyed in; absent for a client number. */
      card: z.object({ cardId: z.uuid(), lastFour: LastFour, kind: z.enum(['credit', 'debit']) }).optional(),
    }),
    /** Any failure of 4.3; the attempts left are those of the call, never of a card. */
    z.object({ outcome: z.literal('refused'), attemptsLeft: z.int().min(1) }),
    /** Self-service is closed for this call, or for this caller number. */
    z.object({ outcome: z.literal('closed') }),
    /** Said only after a correct credential. */
    z.object({ outcome: z.enum(['minor', 'ineligible']) }),
  ]),
  errors: ['SEAL_REFUSED', 'BUSY', 'IN_PROGRESS'],
  timeoutMs: 4_000,
});
