import { Controller, Inject, UseFilters, UseGuards } from '@nestjs/common';
import { CallRunner } from '../../../calls/call-runner.js';
import { type FormReader, FormWebhooks } from '../../form-webhooks.js';
import { WebhookRefusedFilter } from '../../webhook-refused.filter.js';
import { toEnded, toInput, toStarted, toTransferEnded } from './plivo-event.mapper.js';
import { PlivoSignatureGuard } from './plivo-signature.guard.js';
import { PlivoTurnMapper } from './plivo-turn.mapper.js';
import {
  CallWebhook,
  DialWebhook,
  DigitsWebhook,
  HangupWebhook,
  PlainWebhook,
  readWebhook,
} from './plivo-webhook.schema.js';

/** How Plivo's forms are read. */
export const PLIVO_READER: FormReader = {
  provider: 'plivo',
  call: (form, at) => {
    const webhook = readWebhook(CallWebhook, form);
    const providerCallId = webhook.CallUUID;
    // Where no address for the end is set, Plivo may use this one.
    const ended = toEnded(webhook, at);
    return ended ? { providerCallId, event: ended } : { providerCallId, event: toStarted(webhook, at) };
  },
  input: (form, expected, at) => {
    const webhook = readWebhook(DigitsWebhook, form);
    return { providerCallId: webhook.CallUUID, event: toInput(webhook, expected, at) };
  },
  noInput: (form, at) => ({ providerCallId: readWebhook(PlainWebhook, form).CallUUID, event: { kind: 'noInput', at } }),
  transfer: (form, at) => {
    const webhook = readWebhook(DialWebhook, form);
    return { providerCallId: webhook.CallUUID, event: toTransferEnded(webhook, at) };
  },
  status: (form, at) => {
    const webhook = readWebhook(HangupWebhook, form);
    const event = toEnded(webhook, at);
    return event && { providerCallId: webhook.CallUUID, event };
  },
};

/** Plivo's webhooks: verified by the guard, translated here, answered with a document. Decides nothing. */
@Controller('telephony/plivo')
@UseGuards(PlivoSignatureGuard)
@UseFilters(WebhookRefusedFilter)
export class PlivoController extends FormWebhooks {
  constructor(@Inject(CallRunner) calls: CallRunner, @Inject(PlivoTurnMapper) mapper: PlivoTurnMapper) {
    super(calls, mapper, PLIVO_READER);
  }
}
