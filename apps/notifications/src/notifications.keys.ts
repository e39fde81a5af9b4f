import { KeyFolder } from '#libs/config';
import { boxKeyPair } from '#libs/sealing';

/** Every key notifications holds (S3); nobody else has any of the secret ones. */
export interface NotificationsKeys {
  /** Encrypts statement passwords at rest (requirements 5.3). */
  readonly statementPassword: Buffer;
  /** Opens what the bank's feed sealed for notifications. */
  readonly seal: { readonly keyId: string; readonly publicKey: Uint8Array; readonly secretKey: Uint8Array };
  /** The only sender whose seals are opened: the importer of the bank's feed. */
  readonly sealSender: Buffer;
  /** Checks auth's grants (S18). */
  readonly grant: Buffer;
}

/** Names the key a seal was made for; the importer uses the same name. */
export const SEAL_KEY_ID = 'seal-notifications';

/**
 * Reads the keys from the service's own folder.
 * @throws ConfigurationError naming the file that is missing, open to others, short, a sample or equal to another (S3).
 */
export function readNotificationsKeys(folder: string): NotificationsKeys {
  const files = new KeyFolder(folder);
  return {
    statementPassword: files.secret('statement-password.key'),
    seal: { keyId: SEAL_KEY_ID, ...boxKeyPair(files.secret('seal-notifications.key')) },
    sealSender: files.publicKey('seal-sender-importer.pub'),
    grant: files.publicKey('grant.pub'),
  };
}
