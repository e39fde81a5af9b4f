import { Body, Header, HttpCode, Param, Post } from '@nestjs/common';
import type { CallRunner, Report } from '../calls/call-runner.js';
import type { Render } from '../calls/last-resort.js';
import { readAddressPart } from './call-addresses.js';
import type { CallEvent, CallEventKind } from './call-event.js';
import type { NetworkName } from './provider-settings.js';
import type { WebhookForm } from './webhook-form.js';

/** What a webhook says, and of which call. */
export interface Said<Kind extends CallEventKind> {
  providerCallId: string;
  event: CallEvent & { kind: Kind };
}

/** How one provider's forms are read. Each is verified before; `at` is when it came. Each throws WebhookRefused. */
export interface FormReader {
  readonly provider: NetworkName;
  /** The first webhook, or the end of a call that is told at the same address. */
  readonly call: (form: WebhookForm, at: number) => Said<'started'> | Said<'ended'>;
  /** The result of a collect that waited for so many keys. */
  readonly input: (form: WebhookForm, expected: number, at: number) => Said<'input' | 'noInput'>;
  /** What goes on behind a collect that ended without a result. */
  readonly noInput: (form: WebhookForm, at: number) => Said<'noInput'>;
  readonly transfer: (form: WebhookForm, at: number) => Said<'transferEnded'>;
  /** Call status; undefined while the call goes on. */
  readonly status: (form: WebhookForm, at: number) => Said<'ended'> | undefined;
}

const XML = 'text/xml; charset=utf-8';

/**
 * The addresses of a provider that posts forms and is answered with XML: verified by its guard, translated by its reader,
 * answered with a document. Decides nothing. A provider's controller has its own path, guard and filter.
 */
export abstract class FormWebhooks {
  constructor(
    private readonly calls: CallRunner,
    private readonly mapper: { render: Render },
    private readonly reader: FormReader,
  ) {}

  /** A call came in: the address set at the number. */
  @Post('call')
  @HttpCode(200)
  @Header('content-type', XML)
  async call(@Body() form: WebhookForm): Promise<string> {
    const { providerCallId, event } = this.reader.call(form, Date.now());
    const call = { provider: this.reader.provider, providerCallId };
    if (event.kind === 'started') return this.answer({ ...call, event });
    await this.calls.end(call, event);
    return '<?xml version="1.0" encoding="UTF-8"?>\n<Response/>';
  }

  /** The result of a collect that waited for so many digits. */
  @Post('calls/:token/input/:digits')
  @HttpCode(200)
  @Header('content-type', XML)
  async input(
    @Body() form: WebhookForm,
    @Param('token') token: string,
    @Param('digits') digits: string,
  ): Promise<string> {
    return this.goOn(this.reader.input(form, readAddressPart('count', digits), Date.now()), token);
  }

  /** The Redirect behind a collect, for one that ended without calling its action. */
  @Post('calls/:token/no-input')
  @HttpCode(200)
  @Header('content-type', XML)
  async noInput(@Body() form: WebhookForm, @Param('token') token: string): Promise<string> {
    return this.goOn(this.reader.noInput(form, Date.now()), token);
  }

  /** A Dial ended. */
  @Post('calls/:token/transfer')
  @HttpCode(200)
  @Header('content-type', XML)
  async transfer(@Body() form: WebhookForm, @Param('token') token: string): Promise<string> {
    return this.goOn(this.reader.transfer(form, Date.now()), token);
  }

  /** The Dial of a last resort ended; the address holds all there is to know. */
  @Post('last-resort/:language/:attempt')
  @HttpCode(200)
  @Header('content-type', XML)
  lastResort(
    @Body() form: WebhookForm,
    @Param('language') language: string,
    @Param('attempt') attempt: string,
  ): string {
    const { outcome } = this.reader.transfer(form, Date.now()).event;
    const at = { language: readAddressPart('language', language), attempt: readAddressPart('count', attempt), outcome };
    return this.calls.afterLastResort(at, (turn, continuation) => this.mapper.render(turn, continuation));
  }

  /** Call status, the address set at the number: how the end of a call becomes known. */
  @Post('status')
  @HttpCode(204)
  async status(@Body() form: WebhookForm): Promise<void> {
    const said = this.reader.status(form, Date.now());
    const { provider } = this.reader;
    if (said) await this.calls.end({ provider, providerCallId: said.providerCallId }, said.event);
  }

  private goOn(said: Said<'input' | 'noInput' | 'transferEnded'>, token: string): Promise<string> {
    return this.answer({ provider: this.reader.provider, ...said, token: readAddressPart('token', token) });
  }

  private answer(report: Report): Promise<string> {
    return this.calls.handle(report, (turn, continuation) => this.mapper.render(turn, continuation));
  }
}
