import { EVERY_SOUND, itExchanges } from '../../form-exchanges.js';
import { readerFor } from './telnyx.controller.js';
import { TelnyxTurnMapper } from './telnyx-turn.mapper.js';

const OPTIONS = {
  publicUrl: 'https://ivr.bank.example',
  bankName: 'Banka Demo',
  voices: { en: { name: 'Polly.Amy-Neural' } },
  playLanguages: [],
  callerId: undefined,
};

itExchanges(
  new URL('./__fixtures__/exchanges/', import.meta.url),
  readerFor('1568109700606592442'),
  new TelnyxTurnMapper(OPTIONS, true, EVERY_SOUND),
);
