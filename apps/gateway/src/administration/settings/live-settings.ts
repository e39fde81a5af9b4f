import type { Logger } from '#libs/logging';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { FlowSettings } from '../../call-flow/flow-settings.js';
import { RepeatedLook } from '../repeated-look.js';
import { newestVersion, overlay, readStored } from './stored-settings.js';

/** How often a gateway looks whether staff have set anything, milliseconds. */
const LOOK_MS = 1_000;

/** What calls go by, now. */
export interface CurrentSettings {
  /** The same object as long as nothing was changed. */
  current(): FlowSettings;
}

/**
 * The settings a gateway was started with, and over them what staff have set since: every gateway takes it over within a
 * second or two, for the next step of every call. Without the database the last known hold.
 */
export class LiveSettings implements CurrentSettings, OnModuleInit, OnApplicationShutdown {
  private settings: FlowSettings;
  private newest = '0';
  private readonly looks = new RepeatedLook(() => this.look(), LOOK_MS);

  constructor(
    private readonly base: FlowSettings,
    private readonly dataSource: DataSource,
    private readonly logger: Logger,
  ) {
    this.settings = base;
  }

  current(): FlowSettings {
    return this.settings;
  }

  async onModuleInit(): Promise<void> {
    await this.take();
    this.looks.begin();
  }

  onApplicationShutdown(): Promise<void> {
    return this.looks.end();
  }

  /** Never throws: what cannot be read now is read with a later look. */
  private async look(): Promise<void> {
    try {
      if ((await newestVersion(this.dataSource)) !== this.newest) await this.take();
    } catch (error) {
      this.logger.warn({ event: 'settings-not-read', err: error }, 'the settings as last known hold');
    }
  }

  private async take(): Promise<void> {
    const stored = await readStored(this.dataSource);
    const { settings, unusable } = overlay(this.base, stored);
    if (stored.newest === this.newest) return;
    for (const name of unusable)
      this.logger.error({ event: 'setting-unusable', alert: true, setting: name }, 'left out');
    this.settings = settings;
    this.newest = stored.newest;
    this.logger.info({ event: 'settings-taken', version: stored.newest }, 'settings');
  }
}
