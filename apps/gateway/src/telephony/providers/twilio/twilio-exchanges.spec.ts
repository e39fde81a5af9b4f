import { EVERY_SOUND, itExchanges } from '../../form-exchanges.js';
import { TWILIO_READER } from './twilio.controller.js';
import { TwilioTurnMapper } from './twilio-turn.mapper.js';

const OPTIONS = {
  publicUrl: 'https://ivr.bank.example',
  bankName: 'Banka Demo',
  voice: { name: 'Polly.Amy-Neural', language: 'en-GB' },
  playLanguages: [],
  callerId: undefined,
};

itExchanges(
  new URL('./__fixtures__/exchanges/', import.meta.url),
  TWILIO_READER,
  new TwilioTurnMapper(OPTIONS, EVERY_SOUND),
);
