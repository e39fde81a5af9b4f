import { type BusLogin, serverConfiguration, type ServerSetup } from './configuration.js';
import { ensureBusKeys } from './keys.js';
import { PLATFORM_RIGHTS, rightsOfTeam } from './rights.js';
import { readTeams } from './teams.js';

/** Whose keys, and which teams beside the platform itself. */
export interface BusSetup extends Omit<ServerSetup, 'users'> {
  /** The folder that holds each user's own folder of keys. */
  readonly secrets: string;
  /** YAML list of teams outside; absent: none. */
  readonly teamsFile?: string | undefined;
}

/**
 * Makes the keys that are missing, and the server's configuration file from them, the contracts and the teams.
 * @throws Problem when a key or the list of teams cannot be used.
 */
export function busConfiguration({ secrets, teamsFile, ...server }: BusSetup): string {
  return serverConfiguration({ ...server, users: [...platformLogins(secrets), ...teamLogins(teamsFile)] });
}

/** Everybody of the platform itself, with a key each, made if it is missing. */
export function platformLogins(secrets: string): BusLogin[] {
  const keys = ensureBusKeys(secrets);
  return PLATFORM_RIGHTS.map((rights) => ({ ...rights, publicKey: keys[rights.user] }));
}

/** The teams of a file, with the keys they gave. @throws Problem when it cannot be used. */
export function teamLogins(teamsFile: string | undefined): BusLogin[] {
  const teams = teamsFile === undefined ? [] : readTeams(teamsFile);
  return teams.map((team) => ({ ...rightsOfTeam(team), publicKey: team.publicKey }));
}
