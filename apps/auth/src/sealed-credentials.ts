import type { RequestOf, VerifyCredential } from '#libs/contracts';
import { type Opener, type SealedKind, SealRefused } from '#libs/sealing';
import { createHash } from 'node:crypto';
import type { Credential } from './domain/credential.js';
import type { PanTokens } from './pan-tokens.js';

/** A seal is opened within 30 seconds of its making (S6) … */
const MAX_AGE_MS = 30_000;
/**
 * … but a card number's, which waits in the call's state while its PIN is keyed in: a call that is silent for
 * `input.maxSilenceTotal`, never above 300 s, has ended (design §3, requirements 7.1).
 */
const MAX_AGE_OF_WAITING_PAN_MS = 300_000;

const FORMS: Record<SealedKind, RegExp> = { pan: /^\d{16}$/, pin: /^\d{4}$/, clientNumber: /^\d{9}$/ };

/** Opens what the gateway or the importer sealed for auth. */
export class SealedCredentials {
  constructor(
    private readonly opener: Opener,
    private readonly panTokens: PanTokens,
  ) {}

  /**
   * A credential of a call, and the marks by which its seals are known when they come again.
   * @throws SealRefused when a seal is of another call, too old, altered, or holds something of another form.
   */
  openOfCall(
    callId: string,
    sealed: RequestOf<typeof VerifyCredential>['credential'],
  ): { credential: Credential; sealMarks: Buffer[] } {
    if (sealed.kind === 'clientNumber') {
      const clientNumber = this.open(sealed.sealedClientNumber, 'clientNumber', callId, MAX_AGE_MS);
      return { credential: { kind: 'clientNumber', clientNumber }, sealMarks: [markOf(sealed.sealedClientNumber)] };
    }
    const pan = this.open(sealed.sealedPan, 'pan', callId, MAX_AGE_OF_WAITING_PAN_MS);
    const enteredPin = this.open(sealed.sealedPin, 'pin', callId, MAX_AGE_MS);
    return {
      credential: { kind: 'card', panToken: this.panTokens.of(pan), enteredPin },
      sealMarks: [markOf(sealed.sealedPan), markOf(sealed.sealedPin)],
    };
  }

  /** @throws SealRefused as above. */
  openOfImport(
    importId: string,
    sealed: { sealedPan: string; sealedPin: string },
  ): { pan: string; pin: string; sealMarks: Buffer[] } {
    return {
      pan: this.open(sealed.sealedPan, 'pan', importId, MAX_AGE_MS),
      pin: this.open(sealed.sealedPin, 'pin', importId, MAX_AGE_MS),
      sealMarks: [markOf(sealed.sealedPan), markOf(sealed.sealedPin)],
    };
  }

  private open(sealed: string, kind: SealedKind, callId: string, maxAgeMs: number): string {
    const { secret } = this.opener.open(sealed, { kind, callId, maxAgeMs, now: new Date() });
    if (!FORMS[kind].test(secret)) throw new SealRefused();
    return secret;
  }
}

/** The same for every spelling of the same bytes: base64 has several. */
function markOf(sealed: string): Buffer {
  return createHash('sha256').update(Buffer.from(sealed, 'base64')).digest();
}
