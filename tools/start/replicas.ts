import { type App, APPS } from './apps.js';
import type { StartSettings } from './settings.js';

/** Each further process of an app opens the ports of the one before, this much higher. */
export const PORTS_APART = 100;

/** One process of an app. */
export interface Replica {
  readonly app: App;
  /** As in logs and on the screen: `auth`, then `auth-2`. */
  readonly name: string;
  /** As the bank's, with the ports of this process. */
  readonly settings: StartSettings;
}

/** Every process of the bank's apps, the first of each with the ports that were set. */
export function replicasOf(settings: StartSettings): Replica[] {
  return Array.from({ length: settings.replicas }, (_, index) => index).flatMap((index) =>
    APPS.map((app) => ({
      app,
      name: index === 0 ? app : `${app}-${index + 1}`,
      settings: withPortsOf(settings, index * PORTS_APART),
    })),
  );
}

function withPortsOf(settings: StartSettings, higher: number): StartSettings {
  const { agi, gatewayPort, adminPort, healthPorts } = settings;
  const entries = APPS.map((app) => [app, healthPorts[app] + higher] as const);
  return {
    ...settings,
    gatewayPort: gatewayPort + higher,
    adminPort: adminPort + higher,
    agi: agi && { ...agi, port: agi.port + higher },
    healthPorts: Object.fromEntries(entries) as Record<App, number>,
  };
}
