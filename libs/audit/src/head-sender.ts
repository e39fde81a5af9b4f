import type { Logger } from '#libs/logging';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { HeadSigner, type SignedHeads } from './heads.js';

/** Where the heads of a schema are kept in a folder. */
export const headsFileIn = (folder: string, schema: string) => join(folder, `${schema}.ndjson`);

export interface HeadSenderOptions {
  readonly schema: string;
  readonly key: Uint8Array;
  /** A folder outside the database; undefined: the log is the only second place. */
  readonly folder: string | undefined;
  readonly everyMs: number;
}

/**
 * Sends the ends of the chains to a second place (S33): whoever cuts rows off later does not reach what was said of them.
 * Each time those lanes that went on; at a stop once more.
 */
export class HeadSender implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly signer: HeadSigner;
  private readonly sent = new Map<number, string>();
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly options: HeadSenderOptions,
    private readonly logger: Logger,
  ) {
    this.signer = new HeadSigner(options.key);
  }

  onApplicationBootstrap(): void {
    this.schedule();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
    await this.trySending();
  }

  /** @returns what was sent; undefined: nothing was new. @throws when it could not be kept. */
  async send(): Promise<SignedHeads | undefined> {
    const news = (await this.heads()).filter(([lane, , mac]) => this.sent.get(lane) !== mac);
    if (news.length === 0) return undefined;
    const { schema, folder } = this.options;
    const said = this.signer.sign({ schema, at: new Date().toISOString(), heads: news });
    if (folder !== undefined) await keep(folder, schema, said);
    this.logger.info({ event: 'audit-heads', said: JSON.stringify(said) }, 'the audit trail goes to here');
    for (const [lane, , mac] of news) this.sent.set(lane, mac);
    return said;
  }

  private async heads(): Promise<SignedHeads['heads']> {
    const rows = await this.dataSource.query<{ lane: number; seq: string; mac: Buffer }[]>(
      // Lane by lane along the index, however long the chains are.
      `WITH RECURSIVE lanes AS (
         (SELECT lane FROM audit_trail ORDER BY lane LIMIT 1)
         UNION ALL
         SELECT (SELECT lane FROM audit_trail WHERE lane > lanes.lane ORDER BY lane LIMIT 1) FROM lanes
         WHERE lanes.lane IS NOT NULL
       )
       SELECT head.lane, head.seq, head.mac FROM lanes CROSS JOIN LATERAL (
         SELECT lane, seq, mac FROM audit_trail WHERE lane = lanes.lane ORDER BY seq DESC LIMIT 1
       ) AS head ORDER BY head.lane`,
    );
    return rows.map(({ lane, seq, mac }) => [lane, Number(seq), mac.toString('base64')]);
  }

  /** The next round begins after this one has ended. */
  private schedule(): void {
    this.timer = setTimeout(() => {
      this.round = this.trySending().then(() => {
        if (!this.stopped) this.schedule();
      });
    }, this.options.everyMs);
    this.timer.unref();
  }

  private async trySending(): Promise<void> {
    try {
      await this.send();
    } catch (error) {
      this.logger.error({ event: 'audit-heads-not-sent', alert: true, err: error }, 'tried again at the next round');
    }
  }
}

/** One line, on the disk before it counts as sent. */
async function keep(folder: string, schema: string, said: SignedHeads): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await open(headsFileIn(folder, schema), 'a', 0o600);
  try {
    await file.appendFile(`${JSON.stringify(said)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}
