import { BUS_USERS } from '#libs/contracts';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createUser } from '@nats-io/nkeys';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVENTS, ownerOf, REQUESTS } from '../service-apis/contract-list.js';
import { busConfiguration } from './bus-configuration.js';
import { PLATFORM_RIGHTS } from './rights.js';
import { readTeams } from './teams.js';

const folder = mkdtempSync(join(tmpdir(), 'bus-'));
afterAll(() => rmSync(folder, { recursive: true }));
const secrets = join(folder, 'secrets');
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const teamKey = createUser().getPublicKey();

describe('S25: what the bus lets each user do', () => {
  it('every request is answered by one service and asked by somebody, every event heard by somebody else', () => {
    for (const { contract } of REQUESTS) {
      expect([contract.subject, contract.askedBy.length]).not.toEqual([contract.subject, 0]);
      expect([contract.subject, contract.askedBy]).not.toEqual([contract.subject, [ownerOf(contract.subject)]]);
    }
    for (const { contract } of EVENTS) expect(contract.heardBy).not.toContain(ownerOf(contract.subject));
    expect(new Set([...REQUESTS, ...EVENTS].map(({ contract }) => contract.subject)).size).toBe(
      REQUESTS.length + EVENTS.length,
    );
  });

  it('nobody has a wildcard but for the replies to their own questions', () => {
    for (const { user, publish, subscribe } of PLATFORM_RIGHTS) {
      expect([...publish, ...subscribe].filter((subject) => /[*>]/.test(subject))).toEqual(
        publish.some((subject) => !EVENTS.some(({ contract }) => contract.subject === subject))
          ? [`_INBOX_${user}.>`]
          : [],
      );
    }
  });

  it('who may answer has time for the slowest request it takes, and replies once', () => {
    const config = busConfiguration({ secrets });
    expect(config).toContain('allow_responses: { max: 1, expires: "31000ms" }');
    expect(PLATFORM_RIGHTS.find(({ user }) => user === 'gateway')).not.toHaveProperty('answersWithinMs');
  });

  it('names no user for those without a key, and opens no monitoring unless asked, and then on loopback', () => {
    const config = busConfiguration({ secrets });
    expect(config).not.toMatch(/no_auth_user|http|_INBOX\.|jetstream/);
    expect(busConfiguration({ secrets, monitoringPort: 8222 })).toContain('http: "127.0.0.1:8222"');
  });

  it('gives each user a seed that only its own folder holds, and keeps it', () => {
    const keysIn = (config: string) => config.match(/nkey: U[A-Z2-7]{55}/g);
    const first = keysIn(busConfiguration({ secrets }));
    expect(new Set(first).size).toBe(BUS_USERS.length);
    expect(keysIn(busConfiguration({ secrets }))).toEqual(first);
    for (const user of BUS_USERS) expect(statSync(join(secrets, user, 'nats.nk')).mode & 0o777).toBe(0o400);
  });

  it('a key file that holds something else is named', () => {
    const broken = join(folder, 'broken');
    busConfiguration({ secrets: broken });
    rmSync(join(broken, 'cards/nats.nk'));
    writeFileSync(join(broken, 'cards/nats.nk'), 'nonsense');
    expect(() => busConfiguration({ secrets: broken })).toThrow(/cards\/nats\.nk does not hold the seed of an nkey/);
  });
});

describe('a team outside', () => {
  it('has a user of its own with the subjects listed for it, and an inbox', () => {
    const teamsFile = file(
      'teams.yaml',
      `teams:\n  - name: reporting\n    publicKey: ${teamKey}\n    asks: [notifications.v1.deliveries.list]\n    hears: [auth.v1.call-grants.revoked]\n`,
    );
    const [, team] = busConfiguration({ secrets, teamsFile }).split('# reporting\n');
    expect(team?.match(/"[^"]+"/g)).toEqual([
      '"notifications.v1.deliveries.list"',
      '"auth.v1.call-grants.revoked"',
      '"_INBOX_reporting.>"',
    ]);
    expect(team).toContain(`nkey: ${teamKey}`);
  });

  const entry = (more: string) => `teams:\n  - { name: reporting, publicKey: ${teamKey}, ${more} }\n`;
  it.each([
    ['a subject that does not exist', entry('asks: [cards.v1.pin.read]'), /asks\.0 is not a request/],
    ['a wildcard', entry('asks: [">"]'), /asks\.0 is not a request/],
    ['an event it wants to ask', entry('asks: [auth.v1.call-grants.revoked]'), /asks\.0 is not a request/],
    ['a request it wants to overhear', entry('hears: [auth.v1.credential.verify]'), /hears\.0 is not an event/],
    ['an unknown field', entry('tells: []'), /Unrecognized key: "tells"/],
    ['a name of the platform', entry('').replace('reporting', 'auth'), /name is a name of the platform itself/],
    ['a name that is a subject', entry('').replace('reporting', '"a.>"'), /name must be lower-case letters/],
    ['a seed', entry('').replace(teamKey, new TextDecoder().decode(createUser().getSeed())), /never the seed/],
    ['the same key twice', `${entry('')}  - { name: fraud, publicKey: ${teamKey} }\n`, /publicKey is another team’s/],
    ['no list', 'nobody', /the file Invalid input/],
    ['no YAML', 'teams: [', /cannot be read/],
  ])('is refused with %s', (_what, text, message) => {
    expect(() => readTeams(file('wrong.yaml', text))).toThrow(message);
  });
});
