import type { Language } from '#libs/speech';
import { checkHeard, checkLanguage, checkTransfer, type Finding } from './expectations.js';
import {
  type Heard,
  LineFault,
  type PhoneLine,
  RepetitionDiffers,
  type Stage,
  type TransferEnd,
} from './phone-line.js';
import { abilitiesMissing } from './abilities.js';
import { type KeyPresses, keysOf, numberOf } from './script/keys.js';
import type { Pressed, Script, Step } from './script/script.schema.js';
import { tracesOf } from './traces.js';
import type { TranscriptLine } from './transcript.js';

/** Destinations of a transfer that are tried before a script gives up; a queue has three at most. */
const MOST_DESTINATIONS = 5;

/** What came of a script. */
export interface Playing {
  result: 'passed' | 'failed' | 'notPlayable';
  /** What the script needs and this stage cannot do. */
  missing: string[];
  failures: string[];
  /** Expectations that cannot be seen from here; never counted as met. */
  unchecked: string[];
  transcript: TranscriptLine[];
}

/** Plays a script in one language. @throws GatewayUnreachable when nobody answers at all. */
export async function play(script: Script, stage: Stage, language: Language): Promise<Playing> {
  const missing = abilitiesMissing(script, stage);
  if (missing.length > 0) return { result: 'notPlayable', missing, failures: [], unchecked: [], transcript: [] };
  const caller = new Caller(stage, script.from, language);
  await caller.takeAll(script.steps);
  const of = (kind: TranscriptLine['kind']) =>
    caller.transcript.filter((line) => line.kind === kind).map(({ text }) => text);
  const failures = of('missed');
  return {
    result: failures.length > 0 ? 'failed' : 'passed',
    missing,
    failures,
    unchecked: of('unchecked'),
    transcript: caller.transcript,
  };
}

/** Somebody with a telephone and a script. */
class Caller {
  readonly transcript: TranscriptLine[] = [];
  private line: PhoneLine | undefined;
  private heard: Heard | undefined;

  constructor(
    private readonly stage: Stage,
    private from: string,
    private readonly language: Language,
  ) {}

  /** Takes every step and hangs up; a line that breaks ends it there. */
  async takeAll(steps: readonly Step[]): Promise<void> {
    try {
      for (const step of steps) await this.take(step);
      await this.hangUp();
    } catch (error) {
      if (!(error instanceof LineFault)) throw error;
      this.tell('missed', `the call breaks: ${error.message}`);
    }
  }

  private async take(step: Step): Promise<void> {
    await this.act(step);
    if (step.twice) await this.repeat();
    await this.expect(step);
  }

  private async hangUp(): Promise<void> {
    if (this.line && this.heard?.awaits.kind !== 'over') await this.line.hangUp();
    this.line = undefined;
  }

  private async act(step: Step): Promise<void> {
    if (step.service || step.restart || step.world) return this.changeTheWorld(step);
    if (step.atOnce) return this.playAtOnce(step.atOnce);
    if (step.newCall !== undefined) {
      await this.hangUp();
      if (step.newCall !== true) this.from = step.newCall;
    }
    const line = this.line ?? (await this.call());
    if (step.press !== undefined) return this.press(line, step.press);
    for (let times = 0; times < (step.silence ?? 0); times += 1) {
      this.tell('event', 'nothing is pressed');
      this.hear(await line.silence());
    }
    if (step.wait !== undefined) {
      this.tell('event', `nothing is pressed for ${step.wait} s`);
      this.hear(await line.wait(step.wait * 1_000));
    }
    if (step.transfer !== undefined) await this.endTransfer(line, step.transfer);
    if (step.hangUp) {
      this.tell('event', 'the caller hangs up');
      await line.hangUp();
      this.heard = { parts: [], awaits: { kind: 'over' } };
    }
  }

  private async call(): Promise<PhoneLine> {
    const number = numberOf(this.from);
    this.tell('call', number === '' ? 'a call with a withheld number' : `a call from ${number}`);
    const line = this.stage.dial(number);
    this.line = line;
    this.hear(await line.start());
    return line;
  }

  /** A list goes out at once; keys by themselves follow each other, each when the one before was answered. */
  private async press(line: PhoneLine, pressed: Pressed | Pressed[]): Promise<void> {
    if (Array.isArray(pressed)) {
      const items = pressed.map((item) => keysOf(item, this.language));
      this.tell('pressed', `${items.map(({ shown }) => shown).join(' ')} (typed ahead)`);
      this.hear(await line.press(items.map(({ keys }) => keys).join('')));
      return;
    }
    const { keys, shown } = this.masked(keysOf(pressed, this.language));
    this.tell('pressed', shown);
    for (const key of keys) this.hear(await line.press(key));
  }

  /** In an entry every key is sensitive, whatever a script calls it. */
  private masked(presses: KeyPresses): KeyPresses {
    const inEntry = this.heard?.awaits.kind === 'keys' && this.heard.awaits.digits > 1;
    if (!inEntry || presses.shown !== presses.keys) return presses;
    return { ...presses, shown: presses.keys.replace(/\d/g, '•') };
  }

  private async endTransfer(line: PhoneLine, end: TransferEnd | TransferEnd[]): Promise<void> {
    const ends = Array.isArray(end) ? end : Array<TransferEnd>(MOST_DESTINATIONS).fill(end);
    for (const one of ends) {
      if (this.heard?.awaits.kind !== 'transfer') {
        if (Array.isArray(end)) this.tell('missed', `a transfer that ends ${one}: there is none`);
        return;
      }
      this.tell('event', `the transfer to ${this.heard.awaits.destination}: ${one}`);
      this.hear(await line.transferEnded(one));
    }
  }

  private async repeat(): Promise<void> {
    this.tell('event', 'the same is delivered again');
    try {
      await this.line?.repeat?.();
      this.tell('met', 'answered as the first time');
    } catch (error) {
      if (!(error instanceof RepetitionDiffers)) throw error;
      this.tell('missed', error.message);
    }
  }

  private async changeTheWorld({ service, restart, world }: Step): Promise<void> {
    if (service && 'down' in service) {
      this.tell('event', `${service.down} is down`);
      await this.stage.world.serviceDown?.(service.down);
    }
    if (service && 'up' in service) {
      this.tell('event', `${service.up} is up again`);
      await this.stage.world.serviceUp?.(service.up);
    }
    if (restart) {
      this.tell('event', 'the gateway stops and starts');
      await this.stage.world.restartGateway?.();
    }
    if (world) {
      this.tell('event', `staff unlock ${world.unlockCard}`);
      await this.stage.world.unlockCard?.(world.unlockCard);
    }
  }

  private async playAtOnce(calls: NonNullable<Step['atOnce']>): Promise<void> {
    await this.hangUp();
    this.heard = undefined;
    const transcripts = await Promise.all(
      calls.map(async ({ from, steps }) => {
        const caller = new Caller(this.stage, from, this.language);
        await caller.takeAll(steps);
        return caller.transcript;
      }),
    );
    this.transcript.push(...transcripts.flat());
  }

  private hear(turns: readonly Heard[]): void {
    for (const turn of turns) {
      this.heard = turn;
      const { parts, awaits } = turn;
      if (parts.length > 0) this.tell('heard', parts.map(({ text }) => text).join(' '));
      if (awaits.kind === 'transfer') this.tell('event', `connecting to ${awaits.queue ?? awaits.destination}`);
      if (awaits.kind === 'over') this.tell('event', 'the call is over');
    }
    this.report(checkLanguage(turns, this.language));
  }

  private async expect(step: Step): Promise<void> {
    this.report(checkHeard(step, this.heard, this.language));
    this.report(checkTransfer(step, this.heard, this.stage.sees));
    if (step.ends !== undefined) await this.expectEnd(step.ends);
    for (const [card, wanted] of Object.entries(step.wrongPins ?? {})) {
      const counted = await this.stage.world.wrongPins?.(card);
      this.judge(counted === wanted, `${wanted} wrong PINs of ${card} counted`, `${counted} were`);
    }
    for (const [client, wanted] of Object.entries(step.mails ?? {})) {
      const got = await this.stage.world.mailsTo?.(client);
      this.judge(got === wanted, `${wanted} e-mails to ${client}`, `there were ${got}`);
    }
    if (step.noTraceOf !== undefined) await this.expectNoTrace(step.noTraceOf);
  }

  private async expectEnd(outcome: string): Promise<void> {
    const text = `the call ends: ${outcome}`;
    if (this.heard?.awaits.kind !== 'over') {
      this.tell('missed', `${text}: it goes on`);
      return;
    }
    if (!this.stage.sees.outcome) {
      this.tell('unchecked', `${text}: it is over, its outcome is not seen here`);
      return;
    }
    const was = await this.line?.outcome?.();
    this.judge(was === outcome, text, `it is ${was ?? 'unknown'}`);
  }

  private async expectNoTrace(card: string): Promise<void> {
    const written = (await this.stage.world.everythingWritten?.()) ?? '';
    const found = tracesOf(card, written);
    this.judge(
      found.length === 0,
      `no trace of ${card} in ${written.length} characters written`,
      `its ${found.join(' and ')}`,
    );
  }

  private judge(holds: boolean, text: string, otherwise: string): void {
    this.report([{ kind: holds ? 'met' : 'missed', text: holds ? text : `${text}: ${otherwise}` }]);
  }

  private report(findings: readonly Finding[]): void {
    for (const { kind, text } of findings) this.tell(kind, text);
  }

  private tell(kind: TranscriptLine['kind'], text: string): void {
    this.transcript.push({ kind, text });
  }
}
