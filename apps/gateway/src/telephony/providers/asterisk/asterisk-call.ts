import { type AgiAnswer, keyOf } from './agi/agi-answer.js';
import { AgiBroken } from './agi/agi-broken.js';
import type { AgiChannel } from './agi/agi-channel.js';
import { AGI, type AgiCommand } from './agi/agi-command.js';
import type { Collected } from './asterisk-event.mapper.js';
import type { SoundFile } from './asterisk-sounds.js';

/** A channel that is up, as `CHANNEL STATUS` says it. */
const UP = '6';
/** Keys of one entry, erased ones included, at most. */
const MOST_KEYS = 64;

/** What a caller does on one channel of Asterisk, command by command; every answer that means the end is one. */
export class AsteriskCall {
  constructor(
    private readonly channel: AgiChannel,
    private readonly fileOf: (url: string) => Promise<SoundFile | undefined>,
    /** A sound Asterisk could not play although the caller is there. */
    private readonly notPlayed: () => void,
  ) {}

  /** A variable of the channel or of the whole dialplan; undefined while it is not set. */
  async variable(name: string): Promise<string | undefined> {
    const { result, text } = await this.channel.send(AGI.getVariable(name));
    return result === '1' && text !== '' ? text : undefined;
  }

  async setVariable(name: string, value: string): Promise<void> {
    await this.channel.send(AGI.setVariable(name, value));
  }

  /** Answers; nothing happens when it was before. Asterisk ends a call that outlives everything. */
  async answer(mostSeconds: number): Promise<void> {
    await this.send(AGI.answer());
    await this.send(AGI.autoHangUp(mostSeconds));
  }

  /** Sounds heard whole. */
  async playWhole(urls: readonly string[]): Promise<void> {
    for (const url of urls) await this.withFile(url, (name) => this.sound(AGI.playWhole(name)));
  }

  /** Sounds up to a key; the key, or undefined when they were heard to their end. */
  async play(urls: readonly string[]): Promise<string | undefined> {
    for (const url of urls) {
      const answer = await this.withFile(url, (name) => this.sound(AGI.play(name)));
      const key = answer && keyOf(answer);
      if (key !== undefined) return key;
    }
    return undefined;
  }

  /** One key, during the sounds or so long after them. */
  async oneKey(urls: readonly string[], waitMs: number): Promise<Collected> {
    const last = urls.at(-1);
    const early = await this.play(urls.slice(0, -1));
    const key = early ?? (last === undefined ? undefined : await this.keyAfter(last, waitMs));
    // A sound that was not there left no wait behind it.
    const waited = key ?? keyOf(await this.send(AGI.waitForKey(waitMs)));
    return waited === undefined || waited === '' ? { keys: '', by: 'silence' } : { keys: waited, by: 'length' };
  }

  /**
   * So many keys, during the sounds or after them. One command collects, because keys between two commands are lost; it has
   * one timer, so the longer wait for the first key is several of the other. What a `*` erased is collected again.
   */
  async severalKeys(
    urls: readonly string[],
    { count, firstMs, betweenMs }: { count: number; firstMs: number; betweenMs: number },
  ): Promise<Collected> {
    const early = await this.play(urls.slice(0, -1));
    if (early === '#') return { keys: '', by: 'hash' };
    let keys = early ?? '';
    let url = early === undefined ? urls.at(-1) : undefined;
    for (let waitedMs = 0; keys.length < MOST_KEYS;) {
      const room = count - (keys.length - (keys.lastIndexOf('*') + 1));
      if (room <= 0) return { keys, by: 'length' };
      const waitMs = keys === '' ? Math.min(betweenMs, firstMs - waitedMs) : betweenMs;
      const got = await this.gather(url, waitMs, room);
      url = undefined;
      waitedMs += waitMs;
      keys += got.keys;
      if (got.by === 'hash') return { keys, by: 'hash' };
      const isWaiting = keys === '' ? waitedMs < firstMs : got.keys !== '' && waitMs < betweenMs;
      if (got.by === 'silence' && !isWaiting) return { keys, by: 'silence' };
    }
    return { keys, by: 'silence' };
  }

  /** What `DIALSTATUS` says after another party was rung and spoken to. */
  async dial(
    target: string,
    ringSeconds: number,
    more: { options: string; mostSeconds: number },
  ): Promise<string | undefined> {
    await this.setVariable('DIALSTATUS', '');
    await this.channel.send(AGI.dial(target, ringSeconds, more));
    // A caller who went away was served all the same, if somebody had answered.
    return this.variable('DIALSTATUS');
  }

  async hangUp(): Promise<void> {
    await this.send(AGI.hangUp());
  }

  /** A key after the last sound; '' for a silence, undefined when the sound was not there. */
  private async keyAfter(url: string, waitMs: number): Promise<string | undefined> {
    const answer = await this.withFile(url, (name) => this.sound(AGI.playAndWait(name, waitMs)));
    return answer === undefined ? undefined : (keyOf(answer) ?? '');
  }

  private async gather(url: string | undefined, waitMs: number, room: number): Promise<Collected> {
    const answer =
      (url === undefined
        ? undefined
        : await this.withFile(url, (name) => this.sound(AGI.collect(name, waitMs, room)))) ??
      (await this.send(AGI.collect(undefined, waitMs, room)));
    const { result: keys, text } = answer;
    if (text === 'timeout') return { keys, by: 'silence' };
    return { keys, by: keys.length >= room ? 'length' : 'hash' };
  }

  private async withFile(
    url: string,
    play: (name: string) => Promise<AgiAnswer | undefined>,
  ): Promise<AgiAnswer | undefined> {
    const file = await this.fileOf(url);
    if (!file) return undefined;
    try {
      return await play(file.name);
    } finally {
      await file.forget();
    }
  }

  /** A command with a sound: undefined when the sound was not there. */
  private async sound(command: AgiCommand): Promise<AgiAnswer | undefined> {
    const answer = await this.channel.send(command);
    if (this.channel.hungUp) throw new AgiBroken('hungUp');
    if (answer.result !== '-1') return answer;
    await this.mustBeUp();
    this.notPlayed();
    return undefined;
  }

  private async send(command: AgiCommand): Promise<AgiAnswer> {
    const answer = await this.channel.send(command);
    if (this.channel.hungUp && command.line !== AGI.hangUp().line) throw new AgiBroken('hungUp');
    if (answer.status !== 200)
      throw new AgiBroken('malformed', `${answer.status} to ${command.line.split(' ')[0] ?? ''}`);
    if (answer.result === '-1') await this.mustBeUp();
    return answer;
  }

  private async mustBeUp(): Promise<void> {
    const { result } = await this.channel.send(AGI.channelStatus());
    if (this.channel.hungUp || result !== UP) throw new AgiBroken('hungUp');
  }
}
