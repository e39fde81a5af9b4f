import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../bootstrap/problem.mjs';

/** A certificate of the bus: a server's or a client's. */
export interface CertificateSpec {
  /** File name without ending, and common name. */
  readonly name: string;
  /** Names and addresses the server is reached by; a client has none. */
  readonly hosts?: readonly string[];
  /** Default: a year. */
  readonly days?: number;
}

/** Files in PEM. */
export interface CertificateFiles {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

const YEAR_DAYS = 365;
const AUTHORITY_DAYS = 10 * YEAR_DAYS;
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/**
 * Certificates of an authority of the bus' own, for TLS both ways where the bank has no authority to ask. The authority is
 * made at the first certificate and kept in the same folder: whoever has its key may join the bus' network, though without
 * an nkey say nothing there.
 * @throws Problem when openssl is missing or refuses.
 */
export function makeCertificate(
  folder: string,
  { name, hosts = [], days = YEAR_DAYS }: CertificateSpec,
): CertificateFiles {
  const file = (ending: string) => join(folder, `${name}.${ending}`);
  const authority = { cert: join(folder, 'ca.crt'), key: join(folder, 'ca.key') };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(authority.cert)) {
    const subject = ['-subj', '/CN=Phone banking bus authority'];
    const files = ['-keyout', authority.key, '-out', authority.cert, '-days', String(AUTHORITY_DAYS)];
    openssl(['req', '-x509', ...KEY, ...subject, ...files]);
    chmodSync(authority.key, 0o400);
  }
  rmSync(file('key'), { force: true });
  openssl(['req', ...KEY, '-subj', `/CN=${name}`, '-keyout', file('key'), '-out', file('csr')]);
  writeFileSync(file('ext'), extensions(hosts));
  const signed = ['-CA', authority.cert, '-CAkey', authority.key, '-CAcreateserial', '-extfile', file('ext')];
  openssl(['x509', '-req', '-in', file('csr'), '-out', file('crt'), '-days', String(days), ...signed]);
  for (const ending of ['csr', 'ext']) rmSync(file(ending));
  chmodSync(file('key'), 0o400);
  return { caFile: authority.cert, certFile: file('crt'), keyFile: file('key') };
}

/** A server of a cluster is a client of the others. */
function extensions(hosts: readonly string[]): string {
  if (hosts.length === 0) return 'extendedKeyUsage=clientAuth\n';
  const names = hosts.map((host) => `${/^[\d.]+$|:/.test(host) ? 'IP' : 'DNS'}:${host}`);
  return `extendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=${names.join(',')}\n`;
}

function openssl(args: readonly string[]): void {
  try {
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: Buffer };
    if (code === 'ENOENT') throw new Problem('openssl is missing: run "sudo apt-get install openssl".');
    throw new Problem(`openssl refuses: ${stderr?.toString().trim() ?? String(error)}`);
  }
}
