import { createCipheriv, createHash, createSecretKey, randomBytes } from 'node:crypto';

/** How the password leads to the key: 6 as in ISO 32000-2, 5 as in its predecessor. The cipher of both is AES-256. */
export type Revision = 5 | 6;

/** What pdfkit keeps about the encryption of a document, and has no option for. */
interface Security {
  readonly encryptionKey: Uint8Array;
  readonly dictionary: { readonly data: Record<string, unknown> };
  getEncryptFn: () => (bytes: Uint8Array) => Uint8Array;
}

/**
 * The options with which pdfkit closes a document with AES-256: its default is RC4 with 40 bits. Its passwords are random
 * and kept by nobody: the owner's stays so, the user's is replaced by {@link closeWith}. Printing and reading aloud are
 * allowed, changing the document is not.
 */
export function closed() {
  return {
    pdfVersion: '1.7ext3',
    userPassword: randomBytes(24).toString('base64'),
    ownerPassword: randomBytes(24).toString('base64'),
    permissions: { printing: 'highResolution', contentAccessibility: true },
  } as const;
}

/**
 * Lets the client's password, and no other, open a document made with {@link closed}; and encrypts it with OpenSSL, with
 * a fresh initialisation vector for every string and stream (pdfkit does so in JavaScript, in a third of the time of a
 * page, with one vector for all strings of an object).
 * @param password as `preparedPassword` gives it.
 */
export function closeWith(document: PDFKit.PDFDocument, password: Buffer, revision: Revision): void {
  const security = securityOf(document);
  const key = createSecretKey(security.encryptionKey);
  security.getEncryptFn = () => (bytes) => {
    const iv = freshVector();
    const cipher = createCipheriv('aes-256-cbc', key, iv);
    return Buffer.concat([iv, cipher.update(bytes), cipher.final()]);
  };
  Object.assign(security.dictionary.data, userEntries(password, security.encryptionKey, revision));
}

const VECTOR_BYTES = 16;
let vectors = Buffer.alloc(0);

/** Sixteen random bytes that nothing else gets; drawn many at a time, as each draw asks the system. */
function freshVector(): Buffer {
  if (vectors.length < VECTOR_BYTES) vectors = randomBytes(256 * VECTOR_BYTES);
  const vector = vectors.subarray(0, VECTOR_BYTES);
  vectors = vectors.subarray(VECTOR_BYTES);
  return vector;
}

function securityOf(document: PDFKit.PDFDocument): Security {
  const { _security: security } = document as unknown as { _security?: Partial<Security> };
  const { encryptionKey, dictionary } = security ?? {};
  if (!(encryptionKey instanceof Uint8Array) || encryptionKey.length !== 32 || dictionary?.data['V'] !== 5) {
    throw new Error('pdfkit no longer closes a document with AES-256 as pdfkit 0.20 did');
  }
  return security as Security;
}

/** The entries that let the user in (ISO 32000-2, 7.6.4.4.7). */
function userEntries(password: Buffer, key: Uint8Array, revision: Revision) {
  const hashed = revision === 6 ? hardened : quick;
  const validationSalt = randomBytes(8);
  const keySalt = randomBytes(8);
  const wrap = createCipheriv('aes-256-cbc', hashed(password, keySalt), Buffer.alloc(16)).setAutoPadding(false);
  return {
    R: revision,
    U: Buffer.concat([hashed(password, validationSalt), validationSalt, keySalt]),
    UE: Buffer.concat([wrap.update(key), wrap.final()]),
  };
}

/** The hash of revision 5. */
function quick(password: Buffer, salt: Buffer): Buffer {
  return createHash('sha256').update(password).update(salt).digest();
}

/** The hash of revision 6 (ISO 32000-2, algorithm 2.B), at least 64 rounds, so that guessing takes longer. */
function hardened(password: Buffer, salt: Buffer): Buffer {
  let hash = quick(password, salt);
  for (let round = 1; ; round += 1) {
    const once = Buffer.concat([password, hash]);
    const cipher = createCipheriv('aes-128-cbc', hash.subarray(0, 16), hash.subarray(16, 32)).setAutoPadding(false);
    const mixed = cipher.update(Buffer.alloc(once.length * 64, once));
    // The first sixteen bytes as a number, modulo three: the same as the sum of the bytes, because 256 leaves one.
    const remainder = mixed.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3;
    const algorithm = remainder === 0 ? 'sha256' : remainder === 1 ? 'sha384' : 'sha512';
    hash = createHash(algorithm).update(mixed).digest();
    if (round >= 64 && (mixed.at(-1) ?? 0) <= round - 32) return hash.subarray(0, 32);
  }
}
