import { someClients } from '../platform/clients.js';
import { suiteOnBank } from '../suite-on-bank.js';
import type { Suite } from '../suite.js';
import { disturbedWebhooks } from './cases/disturbed-webhooks.js';
import { forgedWebhooks } from './cases/forged-webhooks.js';
import { guessers } from './cases/guessers.js';
import { mutatedWebhooks } from './cases/mutated-webhooks.js';
import { replayedWebhooks } from './cases/replayed-webhooks.js';
import { stalledClients } from './cases/stalled-clients.js';

/** The guessers come last: what they bring upon unregistered numbers lasts for a quarter of an hour. */
const CASES = [disturbedWebhooks, forgedWebhooks, mutatedWebhooks, replayedWebhooks, stalledClients, guessers];

/** What strangers and dishonest callers may not achieve (security.md §4), with the limits a bank has by default. */
export const abuseFaults: Suite = suiteOnBank(CASES, (size) => ({
  clients: someClients({ small: 6, ci: 20, full: 100 }[size]),
  environment: { GATEWAY_MAX_CONNECTIONS_PER_ADDRESS: '64' },
}));
