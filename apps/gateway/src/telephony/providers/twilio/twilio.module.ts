import { type DynamicModule, Module } from '@nestjs/common';
import { AUDIO_LIBRARY, type AudioLibrary } from '../../../audio/audio-library.js';
import type { ProviderSurroundings } from '../../telephony-provider.js';
import { TWILIO_OPTIONS, type TwilioOptions, type TwilioSettings } from './twilio.config.js';
import { TwilioController } from './twilio.controller.js';
import { TwilioSignatureGuard } from './twilio-signature.guard.js';
import { TwilioTurnMapper } from './twilio-turn.mapper.js';

/** The Twilio connection. */
@Module({})
export class TwilioModule {
  static forSettings(
    settings: TwilioSettings & { PUBLIC_URL: string; BANK_NAME: string },
    { imports }: ProviderSurroundings,
  ): DynamicModule {
    const options: TwilioOptions = {
      publicUrl: settings.PUBLIC_URL,
      authTokens: settings.TWILIO_AUTH_TOKEN ?? [],
      accountSid: settings.TWILIO_ACCOUNT_SID,
      bankName: settings.BANK_NAME,
      voice: { name: settings.TWILIO_VOICE_EN, language: settings.TWILIO_VOICE_EN_LANGUAGE },
      playLanguages: settings.TWILIO_PLAY_LANGUAGES,
      callerId: settings.TWILIO_CALLER_ID,
    };
    return {
      module: TwilioModule,
      imports: [...imports],
      controllers: [TwilioController],
      providers: [
        { provide: TWILIO_OPTIONS, useValue: options },
        TwilioSignatureGuard,
        {
          provide: TwilioTurnMapper,
          useFactory: (audio: AudioLibrary) => new TwilioTurnMapper(options, audio),
          inject: [AUDIO_LIBRARY],
        },
      ],
    };
  }
}
