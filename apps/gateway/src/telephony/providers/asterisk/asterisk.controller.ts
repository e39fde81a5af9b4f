import type { Logger } from '#libs/logging';
import { Inject, Injectable } from '@nestjs/common';
import { timingSafeEqual, createHash } from 'node:crypto';
import { CallResumption } from '../../../calls/call-resumption.js';
import { type CallKey, CallRunner } from '../../../calls/call-runner.js';
import { LOGGER } from '../../../logger.js';
import type { Continuation } from '../../continuation.js';
import { LONGEST_TRANSFER_SECONDS } from '../../telephony-provider.js';
import type { Turn } from '../../turn.js';
import { WebhookRefused } from '../../webhook-refused.js';
import { AgiBroken } from './agi/agi-broken.js';
import type { AgiChannel } from './agi/agi-channel.js';
import { ASTERISK_OPTIONS, type AsteriskOptions } from './asterisk.config.js';
import { AsteriskCall } from './asterisk-call.js';
import { readEnvironment } from './asterisk-environment.schema.js';
import { toInput, toStarted, toTransferEnded } from './asterisk-event.mapper.js';
import { AsteriskScript } from './asterisk-script.js';
import { AsteriskSounds } from './asterisk-sounds.js';
import { AsteriskTurnMapper } from './asterisk-turn.mapper.js';

/** Variables of the channel by which a call is found again, and by which the dialplan knows how it ended. */
const TOKEN = 'IVR_TOKEN';
const DIALLED = 'IVR_DIALLED';
const DONE = 'IVR_DONE';
/** What the agent is shown; the underscore hands it to the channel that is dialled. */
const AGENT = '_IVR_AGENT';
/** The secret of the dialplan, a variable of the whole dialplan. */
const SECRET = 'IVR_SECRET';

/** No call lasts longer, seconds: two hours of ours, and a conversation with an agent. */
const LONGEST_CALL_SECONDS = 7_200 + LONGEST_TRANSFER_SECONDS;

/** Calls over FastAGI: verified, translated, and told what to do next. Decides nothing. */
@Injectable()
export class AsteriskController {
  private readonly secrets: readonly Buffer[];

  constructor(
    @Inject(CallRunner) private readonly calls: CallRunner,
    @Inject(CallResumption) private readonly resumption: CallResumption,
    @Inject(AsteriskTurnMapper) private readonly mapper: AsteriskTurnMapper,
    @Inject(AsteriskSounds) private readonly sounds: AsteriskSounds,
    @Inject(ASTERISK_OPTIONS) private readonly options: AsteriskOptions,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.secrets = options.secrets.map(digest);
  }

  /** One connection, from its first line to its end. Never rejects. */
  async converse(channel: AgiChannel): Promise<void> {
    try {
      await this.take(channel);
      channel.close(new AgiBroken('hungUp'));
    } catch (error) {
      if (error instanceof WebhookRefused) this.tellRefusal(error.reason, error.parameter);
      else if (error instanceof AgiBroken) this.tellEnd(error);
      else
        this.logger.error(
          { event: 'agi-failed', alert: true, provider: 'asterisk', err: error },
          'the dialplan goes on',
        );
      channel.close(new AgiBroken('lost'));
    }
  }

  private async take(channel: AgiChannel): Promise<void> {
    const environment = readEnvironment(await channel.readEnvironment());
    const call = new AsteriskCall(
      channel,
      (url) => this.sounds.fileOf(url),
      () => this.logger.error({ event: 'sound-not-played', alert: true, provider: 'asterisk' }, 'left out'),
    );
    await this.verify(call);
    const key = { provider: 'asterisk', providerCallId: environment.agi_uniqueid } as const;
    const token = await call.variable(TOKEN);
    if (environment.agi_network_script === 'ivr/ended') return this.end(call, key, token);
    const started = toStarted(environment, this.options.bareNumbers, Date.now());
    const first =
      token === undefined
        ? await this.calls.handle({ ...key, event: started }, this.render)
        : await this.resumption.lastAnswer(key, token, this.render);
    try {
      await call.answer(LONGEST_CALL_SECONDS);
      await this.goThrough(call, key, first);
    } catch (error) {
      if (!(error instanceof AgiBroken) || error.end !== 'hungUp') throw error;
      await this.calls.end(key, { kind: 'ended', at: Date.now(), by: 'caller' });
      await call.setVariable(DONE, '1');
    }
  }

  /** Whoever has not the secret of the dialplan is no Asterisk of ours (S19). */
  private async verify(call: AsteriskCall): Promise<void> {
    if (this.secrets.length === 0) return;
    const given = await call.variable(SECRET);
    if (given === undefined) throw new WebhookRefused('signature-missing');
    const known = this.secrets.map((secret) => timingSafeEqual(secret, digest(given)));
    if (!known.includes(true)) throw new WebhookRefused('secret-wrong');
  }

  /** The dialplan says that the caller went away while no connection was there to say it. */
  private async end(call: AsteriskCall, key: CallKey, token: string | undefined): Promise<void> {
    if (token === undefined) throw new WebhookRefused('unknown-call');
    await this.resumption.lastAnswer(key, token, this.render);
    await this.calls.end(key, { kind: 'ended', at: Date.now(), by: 'caller' });
    await call.setVariable(DONE, '1');
  }

  /** Step by step, until somebody hangs up. */
  private async goThrough(call: AsteriskCall, key: CallKey, first: string): Promise<void> {
    for (let document: string | undefined = first; document !== undefined;) {
      const script = AsteriskScript.parse(JSON.parse(document));
      if (script.next.kind === 'step') await call.setVariable(TOKEN, script.next.token);
      document = await this.carryOut(call, key, script);
    }
    await call.setVariable(DONE, '1');
    await call.hangUp();
    await this.calls.end(key, { kind: 'ended', at: Date.now(), by: 'provider' });
  }

  /** What follows a step; undefined when the call is over. */
  private async carryOut(call: AsteriskCall, key: CallKey, script: AsteriskScript): Promise<string | undefined> {
    const { then } = script;
    if (then.kind === 'dial') return this.transfer(call, key, script, then);
    await call.playWhole(script.notice);
    switch (then.kind) {
      case 'key': {
        const collected = await call.oneKey(script.say, then.waitMs);
        return this.report(key, script, toInput(collected, 1, Date.now()));
      }
      case 'keys': {
        const collected = await call.severalKeys(script.say, then);
        return this.report(key, script, toInput(collected, then.count, Date.now()));
      }
      case 'hangUp':
        await call.play(script.say);
        return undefined;
    }
  }

  /** Rings somebody once: a call that comes back after its connection broke meanwhile reports what became of it. */
  private async transfer(
    call: AsteriskCall,
    key: CallKey,
    script: AsteriskScript,
    { target, ringSeconds, headers }: Extract<AsteriskScript['then'], { kind: 'dial' }>,
  ): Promise<string> {
    const { next } = script;
    const mark = next.kind === 'step' ? next.token : `${next.language}-${next.attempt}`;
    let status = (await call.variable(DIALLED)) === mark ? await call.variable('DIALSTATUS') : undefined;
    if (status === undefined) {
      await call.playWhole(script.notice);
      await call.play(script.say);
      await call.setVariable(AGENT, headers);
      await call.setVariable(DIALLED, mark);
      const { agentContext } = this.options;
      const shown = headers === '' || agentContext === undefined ? '' : `b(${agentContext}^s^1)`;
      // g: goes on when the agent hangs up; S: no conversation is longer.
      const options = `gS(${LONGEST_TRANSFER_SECONDS})${shown}`;
      status = await call.dial(target, ringSeconds, { options, mostSeconds: LONGEST_TRANSFER_SECONDS });
    }
    const ended = toTransferEnded(status ?? '', Date.now());
    if (next.kind === 'lastResort') return this.calls.afterLastResort({ ...next, outcome: ended.outcome }, this.render);
    return this.report(key, script, ended);
  }

  private async report(
    key: CallKey,
    { next }: AsteriskScript,
    event: ReturnType<typeof toInput> | ReturnType<typeof toTransferEnded>,
  ): Promise<string> {
    if (next.kind !== 'step') throw new Error('a last resort asks for no keys');
    return this.calls.handle({ ...key, token: next.token, event }, this.render);
  }

  private readonly render = (turn: Turn, continuation: Continuation): string => this.mapper.render(turn, continuation);

  private tellEnd({ end, detail }: AgiBroken): void {
    switch (end) {
      case 'malformed':
      case 'silent':
        this.tellRefusal('malformed', detail ?? 'no answer in time');
        return;
      case 'lost':
        this.logger.info({ event: 'agi-lost', provider: 'asterisk' }, 'the call may come back');
        return;
      case 'hungUp':
      case 'stopping':
        return;
    }
  }

  private tellRefusal(reason: WebhookRefused['reason'], parameter: string | undefined): void {
    this.logger.warn(
      { event: 'webhook-refused', reason, ...(parameter === undefined ? {} : { parameter }) },
      'refused',
    );
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
