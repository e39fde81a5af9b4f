import type { NeededPort } from './ports.js';
import { type Replica, replicasOf } from './replicas.js';
import { healthPortVariable, type StartSettings } from './settings.js';

const LOOPBACK = '127.0.0.1';

/** Every port this copy of the bank will open. */
export function neededPorts(settings: StartSettings): NeededPort[] {
  // The gateway's first: they are the ones that people know, and want to move.
  const ports = replicasOf(settings)
    .sort((one, other) => Number(other.app === 'gateway') - Number(one.app === 'gateway'))
    .flatMap(portsOf);
  if (settings.natsUrl === undefined)
    ports.push({ port: settings.natsPort, host: LOOPBACK, purpose: 'NATS', variable: 'NATS_PORT' });
  if (settings.databaseUrl === undefined) {
    ports.push({ port: settings.postgresPort, host: LOOPBACK, purpose: 'PostgreSQL', variable: 'POSTGRES_PORT' });
  }
  if (settings.catchesMail) {
    ports.push(
      { port: settings.smtpPort, host: LOOPBACK, purpose: 'e-mails', variable: 'SMTP_PORT' },
      { port: settings.mailUiPort, host: LOOPBACK, purpose: 'the page that shows e-mails', variable: 'MAIL_UI_PORT' },
    );
  }
  return ports;
}

function portsOf({ app, name, settings }: Replica): NeededPort[] {
  const health: NeededPort = {
    port: settings.healthPorts[app],
    host: LOOPBACK,
    purpose: `the health of ${name}`,
    variable: healthPortVariable(app),
  };
  if (app !== 'gateway') return [health];
  const { gatewayHost, gatewayPort, adminHost, adminPort, agi } = settings;
  const of = name === app ? '' : ` of ${name}`;
  return [
    { port: gatewayPort, host: gatewayHost, purpose: `the ${name}`, variable: 'GATEWAY_PORT' },
    { port: adminPort, host: adminHost, purpose: `the administration${of}`, variable: 'ADMIN_PORT' },
    health,
    ...(agi ? [{ ...agi, purpose: `Asterisk${of}`, variable: 'AGI_PORT' }] : []),
  ];
}
