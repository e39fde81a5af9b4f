import { sortOut } from '#libs/bank-feed';
import type { CardCredentialRecord, ImportReply } from '#libs/contracts';
import { idOf } from '#libs/identity';
import { SealRefused } from '#libs/sealing';
import type { PanTokens } from './pan-tokens.js';
import type { CardsRepository, CardToStore } from './persistence/cards.repository.js';
import type { PinHasher } from './pin/pin-hasher.js';
import type { SealedCredentials } from './sealed-credentials.js';
import { PATIENT, type TurnQueue } from './turn-queue.js';

interface OpenedRecord {
  readonly record: CardCredentialRecord;
  readonly pan: string;
  readonly pin: string;
  readonly sealMarks: Buffer[];
}

/** Cards stored at the same time: enough to keep every core hashing while others are written. */
const AT_ONCE = 4;

/**
 * Takes in cards with their number and PIN, sealed: a token and a verifier are stored, neither can be read back (S1, S2).
 * Each record is stored by itself, so that a batch that was cut short goes on where it was.
 */
export class CardImportService {
  constructor(
    private readonly cards: CardsRepository,
    private readonly seals: SealedCredentials,
    private readonly panTokens: PanTokens,
    private readonly hasher: PinHasher,
    private readonly queue: TurnQueue,
  ) {}

  async import(importId: string, records: readonly CardCredentialRecord[]): Promise<ImportReply> {
    // All seals are opened at once, before the first slow hash: they age.
    const opened = new Map<string, OpenedRecord>();
    const { accepted, refused } = sortOut(records, (record) => {
      const seals = this.open(importId, record);
      if (seals === null) return 'sealedPan, sealedPin: the seal was refused';
      opened.set(record.sourceId, { record, ...seals });
      return hasValidCheckDigit(seals.pan) ? null : 'sealedPan: the check digit is wrong';
    });
    const whys: (string | null)[] = [];
    for (let at = 0; at < accepted.length; at += AT_ONCE) {
      const some = accepted.slice(at, at + AT_ONCE).flatMap(({ sourceId }) => opened.get(sourceId) ?? []);
      whys.push(...(await Promise.all(some.map((one) => this.store(importId, one)))));
    }
    const notStored = accepted.flatMap(({ sourceId }, index) => {
      const why = whys[index];
      return typeof why === 'string' ? [{ sourceId, why }] : [];
    });
    return { stored: accepted.length - notStored.length, refused: [...refused, ...notStored] };
  }

  private open(importId: string, record: CardCredentialRecord): Omit<OpenedRecord, 'record'> | null {
    try {
      return this.seals.openOfImport(importId, record);
    } catch (error) {
      if (error instanceof SealRefused) return null;
      throw error;
    }
  }

  private async store(importId: string, { record, pan, pin, sealMarks }: OpenedRecord): Promise<string | null> {
    const card = this.toRow(record, pan);
    const isNew = record.pinVersion > (await this.cards.pinVersionOf(card.id));
    const hashed = isNew ? await this.hash(card.id, pin, record.pinVersion) : undefined;
    return this.cards.store({ card, pin: hashed, importId, sealMarks });
  }

  private async hash(cardId: string, pin: string, pinVersion: number): Promise<CardToStore['pin']> {
    return { ...(await this.queue.run(PATIENT, () => this.hasher.hash(cardId, pin))), pinVersion };
  }

  private toRow(record: CardCredentialRecord, pan: string): CardToStore['card'] {
    const { kind, status, supplementary, activeFrom, expiryMonth } = record;
    return {
      id: idOf('card', record.sourceId),
      clientId: idOf('client', record.ownerSourceId),
      ...{ kind, status, supplementary, activeFrom, expiryMonth },
      panToken: this.panTokens.of(pan),
      lastFour: pan.slice(-4),
    };
  }
}

/** The check digit of 16 digits. A card that fails it could never be keyed in: the entry refuses it before auth is asked (requirements 3.4). */
function hasValidCheckDigit(pan: string): boolean {
  const sum = Array.from(pan, Number).reduce((total, digit, index) => {
    const weighted = digit * (index % 2 === 0 ? 2 : 1);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return sum % 10 === 0;
}
