import { readSettings } from '#libs/config';
import { runProcess } from '#libs/service';
import { AuthSettings } from './auth.config.js';
import { startAuth } from './start.js';

runProcess('auth', (logger) => startAuth(readSettings(AuthSettings, process.env), logger));
