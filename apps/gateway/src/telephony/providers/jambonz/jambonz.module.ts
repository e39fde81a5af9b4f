import { type DynamicModule, Module } from '@nestjs/common';
import { AUDIO_LIBRARY, type AudioLibrary } from '../../../audio/audio-library.js';
import type { ProviderSurroundings } from '../../telephony-provider.js';
import { JAMBONZ_OPTIONS, type JambonzOptions, type JambonzSettings } from './jambonz.config.js';
import { JambonzController } from './jambonz.controller.js';
import { JambonzSignatureGuard } from './jambonz-signature.guard.js';
import { JambonzTurnMapper } from './jambonz-turn.mapper.js';

/** The jambonz connection. */
@Module({})
export class JambonzModule {
  static forSettings(
    settings: JambonzSettings & { PUBLIC_URL: string; BANK_NAME: string },
    { imports }: ProviderSurroundings,
  ): DynamicModule {
    const vendor = settings.JAMBONZ_VOICE_VENDOR;
    const options: JambonzOptions = {
      publicUrl: settings.PUBLIC_URL,
      secrets: settings.JAMBONZ_WEBHOOK_SECRET ?? [],
      verbIdRequired: settings.JAMBONZ_VERB_ID_REQUIRED,
      bankName: settings.BANK_NAME,
      voices: {
        sq: { vendor, language: 'sq-AL', voice: settings.JAMBONZ_VOICE_SQ },
        en: { vendor, language: settings.JAMBONZ_VOICE_EN_LANGUAGE, voice: settings.JAMBONZ_VOICE_EN },
      },
      playLanguages: settings.JAMBONZ_PLAY_LANGUAGES,
      callerId: settings.JAMBONZ_CALLER_ID,
    };
    return {
      module: JambonzModule,
      imports: [...imports],
      controllers: [JambonzController],
      providers: [
        { provide: JAMBONZ_OPTIONS, useValue: options },
        JambonzSignatureGuard,
        {
          provide: JambonzTurnMapper,
          useFactory: (audio: AudioLibrary) => new JambonzTurnMapper(options, audio),
          inject: [AUDIO_LIBRARY],
        },
      ],
    };
  }
}
