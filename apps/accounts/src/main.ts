import { readSettings } from '#libs/config';
import { runProcess } from '#libs/service';
import { AccountsSettings } from './accounts.config.js';
import { startAccounts } from './start.js';

runProcess('accounts', (logger) => startAccounts(readSettings(AccountsSettings, process.env), logger));
