import { replicasOf } from './replicas.js';
import { places, type StartSettings } from './settings.js';

/** Whom one can sign in as in the demo. */
export interface DemoMember {
  readonly name: string;
  readonly password: string;
}

/** One line of the block: what is there, and where. */
export interface Address {
  readonly label: string;
  readonly value: string;
}

/** What a person may want to open, copy or look into. */
export function addresses(settings: StartSettings, natsUrl: string, staff: readonly DemoMember[] = []): Address[] {
  const local = `http://${reachable(settings.gatewayHost)}:${settings.gatewayPort}`;
  const admin = reachable(settings.adminHost);
  return [
    { label: 'phone in the browser', value: `${local}/phone` },
    { label: 'administration', value: `http://${admin}:${settings.adminPort}/admin` },
    ...staff.map(({ name, password }) => ({
      label: `  sign in as ${name}`,
      value: `${password} and npm run admin -- code ${name}`,
    })),
    ...(settings.catchesMail
      ? [{ label: 'e-mails that were sent', value: `http://127.0.0.1:${settings.mailUiPort}` }]
      : []),
    { label: 'webhook for Twilio', value: `${settings.publicUrl.replace(/\/+$/, '')}/telephony/twilio/call` },
    ...(settings.agi
      ? [{ label: 'FastAGI for Asterisk', value: `agi://${settings.agi.host}:${settings.agi.port}/ivr` }]
      : []),
    ...replicasOf(settings)
      .filter(({ app, name }) => app === 'gateway' && name !== app)
      .map(({ name, settings: { gatewayHost, gatewayPort } }) => ({
        label: name,
        value: `http://${reachable(gatewayHost)}:${gatewayPort}`,
      })),
    ...replicasOf(settings)
      .map(({ app, name, settings: { healthPorts } }) => ({
        label: `health of ${name}`,
        value: `http://127.0.0.1:${healthPorts[app]}/health/ready`,
      }))
      .sort((one, other) => one.label.localeCompare(other.label)),
    { label: 'message bus', value: withoutPassword(natsUrl) },
    {
      label: 'database',
      value:
        settings.databaseUrl === undefined
          ? `127.0.0.1:${settings.postgresPort}`
          : withoutPassword(settings.databaseUrl),
    },
    { label: 'data', value: settings.dataDir },
    { label: 'logs', value: places(settings.dataDir).logs },
  ];
}

/** Where somebody on this machine reaches a host that listens everywhere. */
function reachable(host: string): string {
  return host === '0.0.0.0' ? '127.0.0.1' : host;
}

/** The addresses below each other, their values in one column. */
export function addressBlock(list: readonly Address[]): string {
  const width = Math.max(...list.map(({ label }) => label.length));
  return list.map(({ label, value }) => `  ${label.padEnd(width)}  ${value}`).join('\n');
}

/** The host of an address; of several, each. What comes before an @ is not for a screen. */
function withoutPassword(url: string): string {
  return url.replaceAll(/\/\/[^@/,\s]*@/g, '//');
}
