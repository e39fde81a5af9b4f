import { readSettings } from '#libs/config';
import { runProcess } from '#libs/service';
import { NotificationsSettings } from './notifications.config.js';
import { startNotifications } from './start.js';

runProcess('notifications', (logger) => startNotifications(readSettings(NotificationsSettings, process.env), logger));
