import { BUS_USERS } from '#libs/contracts';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { Problem } from '../bootstrap/problem.mjs';
import { EVENTS, REQUESTS } from '../service-apis/contract-list.js';
import { isPublicKey } from '#libs/messaging';
import type { Team } from './rights.js';

const ASKABLE = new Set(REQUESTS.map(({ contract }) => contract.subject));
const TOLD = new Set(EVENTS.map(({ contract }) => contract.subject));
const OWN_NAMES: ReadonlySet<string> = new Set(BUS_USERS);

const TeamEntry = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be lower-case letters, digits and hyphens')
    .refine((name) => !OWN_NAMES.has(name), 'is a name of the platform itself'),
  publicKey: z.string().refine(isPublicKey, 'must be the public key of a user, U…, never the seed'),
  asks: z
    .array(z.string().refine((subject) => ASKABLE.has(subject), 'is not a request of docs/service-apis.md'))
    .default([]),
  hears: z
    .array(z.string().refine((subject) => TOLD.has(subject), 'is not an event of docs/service-apis.md'))
    .default([]),
});

const TeamsFile = z.strictObject({ teams: z.array(TeamEntry) }).superRefine(({ teams }, context) => {
  for (const field of ['name', 'publicKey'] as const) {
    const values = teams.map((team) => team[field]);
    const twice = values.findIndex((value, index) => values.indexOf(value) !== index);
    if (twice >= 0) context.addIssue({ code: 'custom', path: ['teams', twice, field], message: 'is another team’s' });
  }
});

/**
 * The teams outside that may speak on the bus, from a YAML file.
 * @throws Problem naming each entry that cannot be used, and why.
 */
export function readTeams(path: string): Team[] {
  let content: unknown;
  try {
    content = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Problem(`The teams in ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const result = TeamsFile.safeParse(content);
  if (result.success) return result.data.teams;
  const wrong = result.error.issues.map((issue) => `${issue.path.join('.') || 'the file'} ${issue.message}`);
  throw new Problem(`The teams in ${path} cannot be used: ${wrong.join('; ')}.`);
}
