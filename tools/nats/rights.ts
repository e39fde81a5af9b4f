import { BUS_USERS, type BusUser } from '#libs/contracts';
import { inboxOf } from '#libs/messaging';
import { EVENTS, ownerOf, REQUESTS } from '../service-apis/contract-list.js';

/** What one user of the bus may do there: this and nothing else (S25). */
export interface Rights<User extends string = string> {
  readonly user: User;
  /** Subjects it may publish to: what it asks and what it tells. */
  readonly publish: readonly string[];
  /** Subjects it may subscribe to: what it answers, what it hears, and the replies to its own questions. */
  readonly subscribe: readonly string[];
  /** How long it may take to reply once to a message it was sent, in milliseconds; absent: it answers nothing. */
  readonly answersWithinMs?: number;
}

/** A team outside the platform, and what it may do. */
export interface Team {
  readonly name: string;
  /** Public half of its nkey, `U…`; its seed never leaves the team. */
  readonly publicKey: string;
  readonly asks: readonly string[];
  readonly hears: readonly string[];
}

/** A little more than the longest any request may take. */
const LATE_MS = 1_000;

/** The rights of every user of the platform, made from the contracts. */
export const PLATFORM_RIGHTS: readonly Rights<BusUser>[] = BUS_USERS.map(rightsOf);

function rightsOf(user: BusUser): Rights<BusUser> {
  const asked = REQUESTS.filter(({ contract }) => contract.askedBy.includes(user));
  const answered = REQUESTS.filter(({ contract }) => ownerOf(contract.subject) === user);
  const told = EVENTS.filter(({ contract }) => ownerOf(contract.subject) === user);
  const heard = EVENTS.filter(({ contract }) => contract.heardBy.includes(user));
  return {
    user,
    publish: subjects(asked, told),
    subscribe: [...subjects(answered, heard), ...(asked.length > 0 ? [inbox(user)] : [])],
    ...(answered.length > 0
      ? { answersWithinMs: Math.max(...answered.map(({ contract }) => contract.timeoutMs)) + LATE_MS }
      : {}),
  };
}

/** A team asks and hears what is listed for it; it answers and tells nothing. */
export function rightsOfTeam({ name, asks, hears }: Team): Rights {
  return { user: name, publish: asks, subscribe: [...hears, ...(asks.length > 0 ? [inbox(name)] : [])] };
}

function inbox(user: string): string {
  return `${inboxOf(user)}.>`;
}

function subjects(...lists: { contract: { subject: string } }[][]): string[] {
  return lists.flat().map(({ contract }) => contract.subject);
}
