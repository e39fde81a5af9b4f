import { suiteOnBank } from '../suite-on-bank.js';
import type { Suite } from '../suite.js';
import { anyOrder } from './cases/any-order.js';
import { busAway } from './cases/bus-away.js';
import { busDies } from './cases/bus-dies.js';
import { busHangs } from './cases/bus-hangs.js';
import { connectionsCut } from './cases/connections-cut.js';
import { databaseHangs } from './cases/database-hangs.js';
import { gatewayDies } from './cases/gateway-dies.js';
import { pauses } from './cases/pauses.js';
import { rollingRestart } from './cases/rolling-restart.js';
import { serviceDies } from './cases/service-dies.js';
import { someClients } from './clients.js';
import type { FaultCase } from './fault-case.js';

const CASES: readonly FaultCase[] = [
  serviceDies,
  gatewayDies,
  rollingRestart,
  busDies,
  busAway,
  busHangs,
  databaseHangs,
  connectionsCut,
  pauses,
  anyOrder,
];

/** What the whole platform must survive (security.md §4), on two processes of each app as `npm start -- --replicas 2` runs them. */
export const platformFaults: Suite = suiteOnBank(CASES, (size) => ({
  clients: someClients(size === 'small' ? 6 : 50),
}));
