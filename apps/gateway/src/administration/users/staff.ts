import { randomUUID } from 'node:crypto';
import type { Role } from '../routes/role.js';
import type { OneTimeCodes } from '../sign-in/one-time-codes.js';
import { hashPassword, whyPasswordIsRefused } from '../sign-in/passwords.js';
import type { UsersRepository } from './users.repository.js';

/** What a new user is told once: the secret for the authenticator app. */
export interface NewSecret {
  /** `otpauth://…`, also as a QR code. */
  readonly uri: string;
  /** For typing in. */
  readonly secret: string;
}

/** The user cannot be made; the message says why. */
export class UserRefused extends Error {
  override readonly name = 'UserRefused';
}

const NAME = /^[a-z0-9][a-z0-9._-]{1,63}$/;

/** Makes users and gives them new secrets, from the command line of the machine. */
export class Staff {
  constructor(
    private readonly users: UsersRepository,
    private readonly codes: OneTimeCodes,
  ) {}

  /** @throws UserRefused for a weak password, a name that is taken or has another form, and no role. */
  async create(given: {
    name: string;
    roles: readonly Role[];
    password: string;
    isSample: boolean;
    createdBy: string;
  }): Promise<NewSecret & { readonly userId: string }> {
    const name = given.name.toLowerCase();
    if (!NAME.test(name)) throw new UserRefused('a name is 2 to 64 letters, digits, dots, hyphens and underscores');
    if (given.roles.length === 0) throw new UserRefused('a user needs a role');
    refuseWeak(given.password, name);
    const id = randomUUID();
    const { stored, ...told } = this.codes.create({ id, name });
    const { isSample, createdBy } = given;
    const passwordHash = await hashPassword(given.password);
    const user = { id, name, roles: [...new Set(given.roles)], passwordHash, totpSecret: stored, isSample, createdBy };
    if (!(await this.users.add(user))) throw new UserRefused(`there is a user ${name} already`);
    return { ...told, userId: id };
  }

  /** A new password and a new secret for who lost the old ones. @throws UserRefused */
  async reset(name: string, password: string): Promise<NewSecret> {
    const user = await this.users.named(name.toLowerCase());
    if (!user) throw new UserRefused(`there is no user ${name}`);
    refuseWeak(password, user.name);
    const { stored, ...told } = this.codes.create(user);
    await this.users.reset(user.name, await hashPassword(password), stored);
    return told;
  }
}

function refuseWeak(password: string, name: string): void {
  const why = whyPasswordIsRefused(password, name);
  if (why !== null) throw new UserRefused(`the password ${why}`);
}
