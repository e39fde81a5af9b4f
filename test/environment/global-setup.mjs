import { randomBytes } from 'node:crypto';
import { ensureBuilt } from '../../tools/bootstrap/builder.mjs';
import { root } from '../../tools/bootstrap/root.mjs';
import { Steps } from '../../tools/bootstrap/steps.mjs';
import { startTestServer } from './test-server.mjs';

const TEMPLATE = 'bank_template';

/**
 * Before all tests of the project `bank`: a PostgreSQL of their own, with a migrated database to copy. Workers learn of
 * it from the environment; `servers.ts` reads it there.
 */
export default async function setUp() {
  // The build is what the server is started with, and what tests of whole processes run.
  await ensureBuilt(root, new Steps(process.stderr));
  const rolePassword = randomBytes(16).toString('hex');
  const server = await startTestServer(root, { template: TEMPLATE, rolePassword });
  globalThis.bankTestServer = server;
  process.env.BANK_TEST_DATABASE_URL = server.adminUrl;
  process.env.BANK_TEST_TEMPLATE = TEMPLATE;
  process.env.BANK_TEST_ROLE_PASSWORD = rolePassword;
  process.env.BANK_TEST_FOLDER = server.folder;
}
