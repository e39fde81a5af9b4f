import { EVERY_SOUND, itExchanges } from '../../form-exchanges.js';
import { PLIVO_READER } from './plivo.controller.js';
import { PlivoTurnMapper } from './plivo-turn.mapper.js';

const OPTIONS = {
  publicUrl: 'https://ivr.bank.example',
  bankName: 'Banka Demo',
  voice: { name: 'Polly.Amy', language: 'en-GB' },
  playLanguages: [],
  callerId: undefined,
};

itExchanges(
  new URL('./__fixtures__/exchanges/', import.meta.url),
  PLIVO_READER,
  new PlivoTurnMapper(OPTIONS, EVERY_SOUND),
);
