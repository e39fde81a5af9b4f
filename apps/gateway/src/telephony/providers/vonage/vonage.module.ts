import { type DynamicModule, Module } from '@nestjs/common';
import { AUDIO_LIBRARY, type AudioLibrary } from '../../../audio/audio-library.js';
import type { ProviderSurroundings } from '../../telephony-provider.js';
import { VONAGE_OPTIONS, type VonageOptions, type VonageSettings } from './vonage.config.js';
import { VonageController } from './vonage.controller.js';
import { VonageSignatureGuard } from './vonage-signature.guard.js';
import { VonageTurnMapper } from './vonage-turn.mapper.js';

/** The Vonage connection. */
@Module({})
export class VonageModule {
  static forSettings(
    settings: VonageSettings & { PUBLIC_URL: string; BANK_NAME: string },
    { imports }: ProviderSurroundings,
  ): DynamicModule {
    const options: VonageOptions = {
      publicUrl: settings.PUBLIC_URL,
      secrets: settings.VONAGE_SIGNATURE_SECRET ?? [],
      apiKey: settings.VONAGE_API_KEY,
      applicationId: settings.VONAGE_APPLICATION_ID,
      bankName: settings.BANK_NAME,
      voice: {
        language: settings.VONAGE_VOICE_EN_LANGUAGE,
        style: settings.VONAGE_VOICE_EN_STYLE,
        premium: settings.VONAGE_VOICE_EN_PREMIUM,
      },
      playLanguages: settings.VONAGE_PLAY_LANGUAGES,
      callerId: settings.VONAGE_CALLER_ID,
    };
    return {
      module: VonageModule,
      imports: [...imports],
      controllers: [VonageController],
      providers: [
        { provide: VONAGE_OPTIONS, useValue: options },
        VonageSignatureGuard,
        {
          provide: VonageTurnMapper,
          useFactory: (audio: AudioLibrary) => new VonageTurnMapper(options, audio),
          inject: [AUDIO_LIBRARY],
        },
      ],
    };
  }
}
