import { LANGUAGES } from '#libs/speech';
import { Body, Controller, Header, HttpCode, Inject, Param, Post, UseFilters, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { CallRunner, type Report } from '../../../calls/call-runner.js';
import { WebhookRefused } from '../../webhook-refused.js';
import { WebhookRefusedFilter } from '../../webhook-refused.filter.js';
import { PHONE_OPTIONS, type PhoneOptions } from './phone.config.js';
import { PhoneJsonGuard } from './phone-json.guard.js';
import { toInput, toStarted } from './phone-event.mapper.js';
import {
  CallReport,
  HangUpReport,
  InputReport,
  NoInputReport,
  readReport,
  TransferReport,
} from './phone-report.schema.js';
import { PhoneTurnMapper } from './phone-turn.mapper.js';

const Token = z.string().regex(/^[A-Za-z0-9_-]{22}$/);
const Attempt = z
  .string()
  .regex(/^\d{1,2}$/)
  .transform(Number);

const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * What the phone in the browser reports, and what it is to do next. The same steps, tokens and stored answers as for any
 * provider; only a signature is missing, as a page has nothing to sign with (phone-json.guard.ts, phone.config.ts).
 */
@Controller('telephony/phone')
@UseGuards(PhoneJsonGuard)
@UseFilters(WebhookRefusedFilter)
export class PhoneController {
  constructor(
    @Inject(CallRunner) private readonly calls: CallRunner,
    @Inject(PhoneTurnMapper) private readonly mapper: PhoneTurnMapper,
    @Inject(PHONE_OPTIONS) private readonly options: PhoneOptions,
  ) {}

  /** The phone dialled. */
  @Post('call')
  @HttpCode(200)
  @Header('content-type', JSON_TYPE)
  @Header('cache-control', 'no-store')
  async call(@Body() body: unknown): Promise<string> {
    const report = readReport(CallReport, body);
    return this.answer({ ...callOf(report), event: toStarted(report, this.options, Date.now()) });
  }

  /** Keys were pressed. */
  @Post('calls/:token/input')
  @HttpCode(200)
  @Header('content-type', JSON_TYPE)
  @Header('cache-control', 'no-store')
  async input(@Body() body: unknown, @Param('token') token: string): Promise<string> {
    const report = readReport(InputReport, body);
    return this.answer({ ...callOf(report), token: read(Token, token), event: toInput(report, Date.now()) });
  }

  /** No key was pressed in time. */
  @Post('calls/:token/no-input')
  @HttpCode(200)
  @Header('content-type', JSON_TYPE)
  @Header('cache-control', 'no-store')
  async noInput(@Body() body: unknown, @Param('token') token: string): Promise<string> {
    const report = readReport(NoInputReport, body);
    return this.answer({ ...callOf(report), token: read(Token, token), event: { kind: 'noInput', at: Date.now() } });
  }

  /** A simulated transfer ended, however it ended. */
  @Post('calls/:token/transfer')
  @HttpCode(200)
  @Header('content-type', JSON_TYPE)
  @Header('cache-control', 'no-store')
  async transfer(@Body() body: unknown, @Param('token') token: string): Promise<string> {
    const report = readReport(TransferReport, body);
    const event = { kind: 'transferEnded', at: Date.now(), outcome: report.outcome } as const;
    return this.answer({ ...callOf(report), token: read(Token, token), event });
  }

  /** The transfer of a last resort ended; the address holds all there is to know. */
  @Post('last-resort/:language/:attempt')
  @HttpCode(200)
  @Header('content-type', JSON_TYPE)
  @Header('cache-control', 'no-store')
  lastResort(@Body() body: unknown, @Param('language') language: string, @Param('attempt') attempt: string): string {
    const { outcome } = readReport(TransferReport, body);
    const at = { language: read(z.enum(LANGUAGES), language), attempt: read(Attempt, attempt), outcome };
    return this.calls.afterLastResort(at, (turn, continuation) => this.mapper.render(turn, continuation));
  }

  /** Somebody hung up, at whatever step; the token is not looked at, as the call's own id is the page's secret. */
  @Post('calls/:token/hang-up')
  @HttpCode(204)
  async hangUp(@Body() body: unknown): Promise<void> {
    const report = readReport(HangUpReport, body);
    await this.calls.end(callOf(report), { kind: 'ended', at: Date.now(), by: report.by });
  }

  private answer(report: Report): Promise<string> {
    return this.calls.handle(report, (turn, continuation) => this.mapper.render(turn, continuation));
  }
}

const callOf = ({ call }: { call: string }) => ({ provider: 'phone', providerCallId: call }) as const;

/** A part of our own address. @throws WebhookRefused when it is none we handed out. */
function read<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> {
  const result = schema.safeParse(text);
  if (!result.success) throw new WebhookRefused('unknown-call');
  return result.data;
}
