import { type CardCredentialRow, isOpenKind, type RecipientRow, type SendRows, sendOpenRows } from '#libs/bank-import';
import { KeyFolder } from '#libs/config';
import { ImportCardCredentials, ImportRecipients } from '#libs/contracts';
import { ask } from '#libs/messaging';
import { boxKeyPair, type SealedKind, Sealer } from '#libs/sealing';
import type { NatsConnection } from '@nats-io/transport-node';

/**
 * Sends rows as the bank's feed does. Card numbers, PINs and statement passwords leave this function sealed for the service
 * that stores them, and nobody else can open them (S6).
 * @param secretsDir folder with `seal-sender.key`, auth's `seal-1.pub` and notifications' `seal-notifications.pub`.
 */
export function sendingOver(bus: NatsConnection, secretsDir: string): SendRows {
  const keys = new KeyFolder(secretsDir);
  const { secretKey } = boxKeyPair(keys.secret('seal-sender.key'));
  const sealerOf = (keyId: string) => new Sealer({ keyId, publicKey: keys.publicKey(`${keyId}.pub`) }, secretKey);
  const [forAuth, forNotifications] = [sealerOf('seal-1'), sealerOf('seal-notifications')];

  return async (kind, rows, { importId, onlyCheck }) => {
    const seal = (sealer: Sealer, what: SealedKind | 'statementPassword', secret: string) =>
      sealer.seal(secret, { kind: what, callId: importId, step: 0, now: new Date() });
    if (isOpenKind(kind)) return sendOpenRows(bus, kind, rows, { onlyCheck });
    // The rows were parsed by the schema that belongs to their kind.
    if (kind === 'card-credentials') {
      const records = (rows as readonly CardCredentialRow[]).map(({ pan, pin, ...record }) => ({
        ...record,
        sealedPan: seal(forAuth, 'pan', pan),
        sealedPin: seal(forAuth, 'pin', pin),
      }));
      return ask(bus, ImportCardCredentials, { importId, records });
    }
    const records = (rows as readonly RecipientRow[]).map(({ statementPassword, ...record }) => ({
      ...record,
      sealedStatementPassword:
        statementPassword === null ? null : seal(forNotifications, 'statementPassword', statementPassword),
    }));
    return ask(bus, ImportRecipients, { importId, records });
  };
}
