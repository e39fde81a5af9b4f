import { KeyFolder } from '#libs/config';
import {
  type Attestation,
  EndCall,
  type ReplyOf,
  type RequestContract,
  type RequestInputOf,
  VerifyCredential,
} from '#libs/contracts';
import type { GrantClaims } from '#libs/grants';
import { boxKeyPair, type SealedKind, Sealer } from '#libs/sealing';
import { randomUUID } from 'node:crypto';

/** What these helpers need of a test's bank. */
export interface Bank {
  ask<C extends RequestContract>(contract: C, request: RequestInputOf<C>): Promise<ReplyOf<C>>;
  secretsDir(owner: 'gateway' | 'importer'): string;
}

export type Verification = ReplyOf<typeof VerifyCredential>;
export type VerificationRequest = RequestInputOf<typeof VerifyCredential>;

/** Seals as the gateway, or as the bank's feed. */
export function sealerOf(bank: Bank, owner: 'gateway' | 'importer' = 'gateway'): Sealer {
  const keys = new KeyFolder(bank.secretsDir(owner));
  const recipient = { keyId: 'seal-1', publicKey: keys.publicKey('seal-1.pub') };
  return new Sealer(recipient, boxKeyPair(keys.secret('seal-sender.key')).secretKey);
}

/** A call as the gateway would put it to auth. Each verification is a command of its own unless a test repeats one. */
export class TestCall {
  readonly callId = randomUUID();
  private step = 0;

  constructor(
    private readonly bank: Bank,
    readonly presentedNumber: string,
    readonly attestation: Attestation = 'full',
    private readonly sealer = sealerOf(bank),
  ) {}

  seal(kind: SealedKind, secret: string, now = new Date()): string {
    return this.sealer.seal(secret, { kind, callId: this.callId, step: ++this.step, now });
  }

  request(credential: VerificationRequest['credential']): VerificationRequest {
    const { callId, presentedNumber, attestation } = this;
    return { commandId: randomUUID(), callId, presentedNumber, attestation, credential };
  }

  cardRequest(card: { pan: string }, pin: string): VerificationRequest {
    const sealedPan = this.seal('pan', card.pan);
    return this.request({ kind: 'card', sealedPan, sealedPin: this.seal('pin', pin) });
  }

  clientNumberRequest(clientNumber: string): VerificationRequest {
    return this.request({ kind: 'clientNumber', sealedClientNumber: this.seal('clientNumber', clientNumber) });
  }

  card(card: { pan: string }, pin: string): Promise<Verification> {
    return this.bank.ask(VerifyCredential, this.cardRequest(card, pin));
  }

  clientNumber(clientNumber: string): Promise<Verification> {
    return this.bank.ask(VerifyCredential, this.clientNumberRequest(clientNumber));
  }

  async end(): Promise<void> {
    await this.bank.ask(EndCall, { callId: this.callId });
  }
}

/** A PIN that is not this one, and not a neighbour either. */
export function wrongPin(card: { pin: string }): string {
  return ((Number(card.pin) + 1_111) % 10_000).toString().padStart(4, '0');
}

/** A number nobody registered; the same for the same index. */
export function unregistered(index: number): string {
  return `+35568${(2_000_000 + index).toString()}`;
}

/** What a grant says, without looking at its signature. */
export function claimsOf(reply: Verification): GrantClaims {
  if (reply.outcome !== 'verified') throw new Error(`not verified: ${reply.outcome}`);
  return JSON.parse(Buffer.from(reply.grant.split('.')[1] ?? '', 'base64url').toString()) as GrantClaims;
}
