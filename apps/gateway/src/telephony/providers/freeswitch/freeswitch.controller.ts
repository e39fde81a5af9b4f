import { Body, Controller, Header, HttpCode, Inject, Param, Post, UseFilters, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { CallRunner, type Report } from '../../../calls/call-runner.js';
import { readAddressPart } from '../../call-addresses.js';
import type { WebhookForm } from '../../webhook-form.js';
import { WebhookRefused } from '../../webhook-refused.js';
import { WebhookRefusedFilter } from '../../webhook-refused.filter.js';
import { toEntry, toStarted, toTransferEnded } from './freeswitch-event.mapper.js';
import { FreeSwitchCredentialsGuard } from './freeswitch-credentials.guard.js';
import { FreeSwitchTurnMapper } from './freeswitch-turn.mapper.js';
import { CallWebhook, KeyWebhook, readWebhook, TransferWebhook } from './freeswitch-webhook.schema.js';
import { FREESWITCH_OPTIONS, type FreeSwitchOptions } from './freeswitch.config.js';
import { NOTHING_TO_DO } from './httapi.js';
import { TypedKeys } from './typed-keys.js';

/** FreeSWITCH takes a document under this type only. */
const XML = 'text/xml; charset=utf-8';

const Wait = z
  .string()
  .regex(/^\d{3,5}$/)
  .transform(Number);

/**
 * Requests of `mod_httapi`: guarded by name and password, translated here, answered with a document. Decides nothing. The
 * end of a call is told to whatever address was last, so each of them takes it.
 */
@Controller('telephony/freeswitch')
@UseGuards(FreeSwitchCredentialsGuard)
@UseFilters(WebhookRefusedFilter)
export class FreeSwitchController {
  constructor(
    @Inject(CallRunner) private readonly calls: CallRunner,
    @Inject(FreeSwitchTurnMapper) private readonly mapper: FreeSwitchTurnMapper,
    @Inject(TypedKeys) private readonly keys: TypedKeys,
    @Inject(FREESWITCH_OPTIONS) private readonly options: FreeSwitchOptions,
  ) {}

  /** The address in the dialplan. */
  @Post('call')
  @HttpCode(200)
  @Header('content-type', XML)
  async call(@Body() form: WebhookForm): Promise<string> {
    const webhook = readWebhook(CallWebhook, form);
    if (webhook.exiting) return this.end(webhook);
    return this.answer({ ...callOf(webhook), event: toStarted(webhook, this.options.numbers, Date.now()) });
  }

  /** A key, or silence: of a menu, or of an entry of so many digits, each of which is waited for so long. */
  @Post('calls/:token/keys/:digits/:wait')
  @HttpCode(200)
  @Header('content-type', XML)
  async key(
    @Body() form: WebhookForm,
    @Param('token') token: string,
    @Param('digits') digits: string,
    @Param('wait') wait: string,
  ): Promise<string> {
    const webhook = readWebhook(KeyWebhook, form);
    const entry = {
      token: readAddressPart('token', token),
      digits: readAddressPart('count', digits),
      interDigitMs: waitOf(wait),
    };
    if (webhook.exiting) return this.end(webhook);
    const typed = webhook.typed === undefined ? '' : this.keys.open(webhook.typed, entry.token);
    const soFar = toEntry(webhook.key, typed, entry.digits, Date.now());
    if (!soFar.complete) return this.mapper.nextKey(soFar.typed, entry);
    return this.answer({ ...callOf(webhook), token: entry.token, event: soFar.event });
  }

  /** A transfer ended. */
  @Post('calls/:token/transfer')
  @HttpCode(200)
  @Header('content-type', XML)
  async transfer(@Body() form: WebhookForm, @Param('token') token: string): Promise<string> {
    const webhook = readWebhook(TransferWebhook, form);
    const step = readAddressPart('token', token);
    if (webhook.exiting) return this.end(webhook);
    return this.answer({ ...callOf(webhook), token: step, event: toTransferEnded(webhook, Date.now()) });
  }

  /** The transfer of a last resort ended; the address holds all there is to know. */
  @Post('last-resort/:language/:attempt')
  @HttpCode(200)
  @Header('content-type', XML)
  async lastResort(
    @Body() form: WebhookForm,
    @Param('language') language: string,
    @Param('attempt') attempt: string,
  ): Promise<string> {
    const webhook = readWebhook(TransferWebhook, form);
    const { outcome } = toTransferEnded(webhook, Date.now());
    const at = { language: readAddressPart('language', language), attempt: readAddressPart('count', attempt), outcome };
    if (webhook.exiting) return this.end(webhook);
    return this.calls.afterLastResort(at, (turn, continuation) => this.mapper.render(turn, continuation));
  }

  private answer(report: Report): Promise<string> {
    return this.calls.handle(report, (turn, continuation) => this.mapper.render(turn, continuation));
  }

  private async end(webhook: { session_id: string }): Promise<string> {
    await this.calls.end(callOf(webhook), { kind: 'ended', at: Date.now(), by: 'caller' });
    return NOTHING_TO_DO;
  }
}

const callOf = ({ session_id }: { session_id: string }) =>
  ({ provider: 'freeswitch', providerCallId: session_id }) as const;

function waitOf(text: string): number {
  const wait = Wait.safeParse(text);
  if (!wait.success) throw new WebhookRefused('unknown-call');
  return wait.data;
}
