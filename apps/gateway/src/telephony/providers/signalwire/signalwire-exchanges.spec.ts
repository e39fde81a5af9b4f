import { EVERY_SOUND, itExchanges } from '../../form-exchanges.js';
import { SIGNALWIRE_READER } from './signalwire.controller.js';
import { SignalwireTurnMapper } from './signalwire-turn.mapper.js';

const OPTIONS = {
  publicUrl: 'https://ivr.bank.example',
  bankName: 'Banka Demo',
  voices: { en: { name: 'Polly.Amy', language: 'en-GB' } },
  playLanguages: [],
  callerId: undefined,
};

itExchanges(
  new URL('./__fixtures__/exchanges/', import.meta.url),
  SIGNALWIRE_READER,
  new SignalwireTurnMapper(OPTIONS, EVERY_SOUND),
);
