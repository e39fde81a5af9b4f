import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = (name: string) => fileURLToPath(new URL(`./__fixtures__/${name}`, import.meta.url));

/** For `localhost` and 127.0.0.1, signed by an authority that only the tests trust. */
export const testCertificate = {
  key: readFileSync(file('localhost.key')),
  cert: readFileSync(file('localhost.crt')),
  /** For NODE_EXTRA_CA_CERTS or `tls.ca`. */
  authority: readFileSync(file('authority.crt')),
  authorityFile: file('authority.crt'),
};
