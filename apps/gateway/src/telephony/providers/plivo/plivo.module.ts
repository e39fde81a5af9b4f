import { type DynamicModule, Module } from '@nestjs/common';
import { AUDIO_LIBRARY, type AudioLibrary } from '../../../audio/audio-library.js';
import type { ProviderSurroundings } from '../../telephony-provider.js';
import { PLIVO_OPTIONS, type PlivoOptions, type PlivoSettings } from './plivo.config.js';
import { PlivoController } from './plivo.controller.js';
import { PlivoSignatureGuard } from './plivo-signature.guard.js';
import { type PlivoDocuments, PlivoTurnMapper } from './plivo-turn.mapper.js';

/** The Plivo connection. */
@Module({})
export class PlivoModule {
  static forSettings(
    settings: PlivoSettings & { PUBLIC_URL: string; BANK_NAME: string },
    { imports }: ProviderSurroundings,
  ): DynamicModule {
    const options: PlivoOptions = {
      publicUrl: settings.PUBLIC_URL,
      authTokens: settings.PLIVO_AUTH_TOKEN ?? [],
      authId: settings.PLIVO_AUTH_ID,
    };
    const documents: PlivoDocuments = {
      publicUrl: settings.PUBLIC_URL,
      bankName: settings.BANK_NAME,
      voice: { name: settings.PLIVO_VOICE_EN, language: settings.PLIVO_VOICE_EN_LANGUAGE },
      playLanguages: settings.PLIVO_PLAY_LANGUAGES,
      callerId: settings.PLIVO_CALLER_ID,
    };
    return {
      module: PlivoModule,
      imports: [...imports],
      controllers: [PlivoController],
      providers: [
        { provide: PLIVO_OPTIONS, useValue: options },
        PlivoSignatureGuard,
        {
          provide: PlivoTurnMapper,
          useFactory: (audio: AudioLibrary) => new PlivoTurnMapper(documents, audio),
          inject: [AUDIO_LIBRARY],
        },
      ],
    };
  }
}
