import { someClients } from '../platform/clients.js';
import { suiteOnBank } from '../suite-on-bank.js';
import type { Suite } from '../suite.js';
import { clockSteps } from './cases/clock-steps.js';
import { slowNetwork } from './cases/slow-network.js';

/** What the platform must survive of the machines it runs on (security.md §4): clocks that are set, a network that is slow. */
export const machineFaults: Suite = suiteOnBank([slowNetwork, clockSteps], (size, random) => ({
  clients: someClients(size === 'small' ? 6 : 20),
  machine: { chance: () => random.next() },
}));
