import { readSettings } from '#libs/config';
import { runProcess } from '#libs/service';
import { CardsSettings } from './cards.config.js';
import { startCards } from './start.js';

runProcess('cards', (logger) => startCards(readSettings(CardsSettings, process.env), logger));
