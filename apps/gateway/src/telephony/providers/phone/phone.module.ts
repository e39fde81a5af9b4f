import type { Profile } from '#libs/config';
import { type DynamicModule, Module } from '@nestjs/common';
import { AUDIO_LIBRARY, type AudioLibrary } from '../../../audio/audio-library.js';
import type { ProviderSurroundings } from '../../telephony-provider.js';
import { PHONE_OPTIONS, phoneOptions, type PhoneSettings } from './phone.config.js';
import { PhoneController } from './phone.controller.js';
import { PhonePageController } from './phone-page.controller.js';
import { PhoneTurnMapper } from './phone-turn.mapper.js';

/** The phone in the browser. */
@Module({})
export class PhoneModule {
  static forSettings(
    settings: PhoneSettings & { PUBLIC_URL: string; BANK_NAME: string; PROFILE: Profile },
    { imports }: ProviderSurroundings,
  ): DynamicModule {
    const options = phoneOptions(settings);
    return {
      module: PhoneModule,
      imports: [...imports],
      controllers: [PhoneController, PhonePageController],
      providers: [
        { provide: PHONE_OPTIONS, useValue: options },
        {
          provide: PhoneTurnMapper,
          useFactory: (audio: AudioLibrary) => new PhoneTurnMapper(options, audio),
          inject: [AUDIO_LIBRARY],
        },
      ],
    };
  }
}
