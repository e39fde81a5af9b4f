import { readSettings } from '#libs/config';
import { runProcess } from '#libs/service';
import { GatewaySettings } from './gateway.config.js';
import { startGateway } from './start.js';

runProcess('gateway', (logger) => startGateway(readSettings(GatewaySettings, process.env), logger));
