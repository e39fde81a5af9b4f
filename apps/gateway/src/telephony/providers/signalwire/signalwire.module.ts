import { type DynamicModule, Module } from '@nestjs/common';
import { AUDIO_LIBRARY, type AudioLibrary } from '../../../audio/audio-library.js';
import type { DocumentOptions } from '../../say-gather-dial/document-writer.js';
import type { ProviderSurroundings } from '../../telephony-provider.js';
import { SIGNALWIRE_OPTIONS, type SignalwireOptions, type SignalwireSettings } from './signalwire.config.js';
import { SignalwireController } from './signalwire.controller.js';
import { SignalwireSignatureGuard } from './signalwire-signature.guard.js';
import { SignalwireTurnMapper } from './signalwire-turn.mapper.js';

/** The SignalWire connection. */
@Module({})
export class SignalwireModule {
  static forSettings(
    settings: SignalwireSettings & { PUBLIC_URL: string; BANK_NAME: string },
    { imports }: ProviderSurroundings,
  ): DynamicModule {
    const options: SignalwireOptions = {
      publicUrl: settings.PUBLIC_URL,
      signingKeys: settings.SIGNALWIRE_SIGNING_KEY ?? [],
      projectId: settings.SIGNALWIRE_PROJECT_ID,
    };
    const documents: DocumentOptions = {
      publicUrl: settings.PUBLIC_URL,
      bankName: settings.BANK_NAME,
      voices: { en: { name: settings.SIGNALWIRE_VOICE_EN, language: settings.SIGNALWIRE_VOICE_EN_LANGUAGE } },
      playLanguages: settings.SIGNALWIRE_PLAY_LANGUAGES,
      callerId: settings.SIGNALWIRE_CALLER_ID,
    };
    return {
      module: SignalwireModule,
      imports: [...imports],
      controllers: [SignalwireController],
      providers: [
        { provide: SIGNALWIRE_OPTIONS, useValue: options },
        SignalwireSignatureGuard,
        {
          provide: SignalwireTurnMapper,
          useFactory: (audio: AudioLibrary) => new SignalwireTurnMapper(documents, audio),
          inject: [AUDIO_LIBRARY],
        },
      ],
    };
  }
}
