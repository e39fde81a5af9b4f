import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { Role } from '../../apps/gateway/src/administration/routes/role.js';
import { type GatewayPlace, openStaff } from './open-staff.js';

const PASSWORD_BYTES = 15;

const DemoMember = z.object({
  name: z.string(),
  roles: z.array(Role),
  password: z.string(),
  /** For an authenticator app, or `npm run admin -- code <name>`. */
  secret: z.string(),
  uri: z.string(),
});

/** A member of staff of the demo, with all it takes to sign in as them. */
export type DemoMember = z.output<typeof DemoMember>;

/**
 * Makes one member of staff for each role, with passwords of this copy alone, and writes them to a file that its user alone
 * may read; those who are there already stay as they are. Production does not start with any of them.
 */
export async function ensureDemoStaff(place: GatewayPlace, file: string): Promise<DemoMember[]> {
  const known = readDemoStaff(file);
  const { staff, users, close } = await openStaff(place);
  try {
    const members: DemoMember[] = [];
    for (const role of Role.options) {
      const member = known.find(({ name }) => name === role);
      const user = await users.named(role);
      if (member && user) {
        members.push(member);
        continue;
      }
      const password = randomBytes(PASSWORD_BYTES).toString('base64url');
      const created = { name: role, roles: [role], password, isSample: true, createdBy: 'npm start' };
      const { uri, secret } = user ? await staff.reset(role, password) : await staff.create(created);
      members.push({ name: role, roles: [role], password, secret, uri });
    }
    writeFileSync(`${file}.unfinished`, `${JSON.stringify(members, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.unfinished`, file);
    return members;
  } finally {
    await close();
  }
}

/** Who is in the file; nobody when there is none, or none that can be read. */
export function readDemoStaff(file: string): DemoMember[] {
  try {
    return z.array(DemoMember).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return [];
  }
}
