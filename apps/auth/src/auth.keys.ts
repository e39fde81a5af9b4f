import { ConfigurationError, KeyFolder } from '#libs/config';
import { boxKeyPair } from '#libs/sealing';
import { readdirSync } from 'node:fs';

/** Every key auth holds (S3); nobody else has any of the secret ones. */
export interface AuthKeys {
  /** Turns a card number into its token (S1). */
  readonly pan: Buffer;
  /** By version; new verifiers are made with the highest, older ones are kept while rows need them (S2). */
  readonly pinPeppers: ReadonlyMap<number, Buffer>;
  /** Newest first; the older of two still opens while senders change over (S6). */
  readonly seals: readonly { keyId: string; publicKey: Uint8Array; secretKey: Uint8Array }[];
  /** The senders whose seals are opened: the gateway for calls, the importer for the bank's feed. */
  readonly sealSenders: { readonly gateway: Buffer; readonly importer: Buffer };
  /** Signs grants (S18). */
  readonly grant: Buffer;
}

/**
 * Reads the keys from the service's own folder.
 * @throws ConfigurationError naming the file that is missing, open to others, short, a sample or equal to another (S3).
 */
export function readAuthKeys(folder: string): AuthKeys {
  const files = new KeyFolder(folder);
  return {
    pan: files.secret('pan.key'),
    pinPeppers: new Map(versionsOf(folder, 'pin-pepper').map((v) => [v, files.secret(`pin-pepper-${v}.key`)])),
    seals: versionsOf(folder, 'seal').map((v) => ({
      keyId: `seal-${v}`,
      ...boxKeyPair(files.secret(`seal-${v}.key`)),
    })),
    sealSenders: {
      gateway: files.publicKey('seal-sender-gateway.pub'),
      importer: files.publicKey('seal-sender-importer.pub'),
    },
    grant: files.secret('grant.key'),
  };
}

/** The versions of a key that are there, highest first. */
function versionsOf(folder: string, name: string): number[] {
  const form = new RegExp(`^${name}-([1-9]\\d{0,3})\\.key$`);
  const versions = filesIn(folder).flatMap((file) => {
    const version = form.exec(file)?.[1];
    return version === undefined ? [] : [Number(version)];
  });
  if (versions.length === 0) throw new ConfigurationError(`key file ${name}-1.key is missing in ${folder}`);
  return versions.sort((a, b) => b - a);
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw new ConfigurationError(`the secrets folder ${folder} cannot be read`, { cause });
  }
}
