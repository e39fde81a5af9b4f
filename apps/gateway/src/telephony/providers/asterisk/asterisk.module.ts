import type { Logger } from '#libs/logging';
import { type DynamicModule, Module } from '@nestjs/common';
import { AUDIO_LIBRARY, type AudioLibrary, SOUND_SOURCE, type SoundSource } from '../../../audio/audio-library.js';
import { LOGGER } from '../../../logger.js';
import type { ProviderSurroundings } from '../../telephony-provider.js';
import { ASTERISK_OPTIONS, asteriskOptions, type AsteriskSettings } from './asterisk.config.js';
import { AsteriskController } from './asterisk.controller.js';
import { AsteriskServer } from './asterisk-server.js';
import { AsteriskSounds } from './asterisk-sounds.js';
import { AsteriskTurnMapper } from './asterisk-turn.mapper.js';

/** The Asterisk connection. */
@Module({})
export class AsteriskModule {
  static forSettings(
    settings: AsteriskSettings & { BANK_NAME: string },
    { imports }: ProviderSurroundings,
  ): DynamicModule {
    const options = asteriskOptions(settings);
    return {
      module: AsteriskModule,
      imports: [...imports],
      providers: [
        { provide: ASTERISK_OPTIONS, useValue: options },
        AsteriskController,
        AsteriskServer,
        {
          provide: AsteriskTurnMapper,
          useFactory: (audio: AudioLibrary) => new AsteriskTurnMapper(options, audio),
          inject: [AUDIO_LIBRARY],
        },
        {
          provide: AsteriskSounds,
          useFactory: (source: SoundSource, logger: Logger) => new AsteriskSounds(options.sounds, source, logger),
          inject: [SOUND_SOURCE, LOGGER],
        },
      ],
    };
  }
}
