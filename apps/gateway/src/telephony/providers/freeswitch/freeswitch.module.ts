import { type DynamicModule, Module } from '@nestjs/common';
import { AUDIO_LIBRARY, type AudioLibrary } from '../../../audio/audio-library.js';
import type { ProviderSurroundings } from '../../telephony-provider.js';
import { FreeSwitchCredentialsGuard } from './freeswitch-credentials.guard.js';
import { FreeSwitchTurnMapper } from './freeswitch-turn.mapper.js';
import { FREESWITCH_OPTIONS, type FreeSwitchOptions, type FreeSwitchSettings } from './freeswitch.config.js';
import { FreeSwitchController } from './freeswitch.controller.js';
import { TypedKeys } from './typed-keys.js';

/** The FreeSWITCH connection. */
@Module({})
export class FreeSwitchModule {
  static forSettings(
    settings: FreeSwitchSettings & { PUBLIC_URL: string; BANK_NAME: string },
    { imports }: ProviderSurroundings,
  ): DynamicModule {
    const options: FreeSwitchOptions = {
      publicUrl: settings.PUBLIC_URL,
      user: settings.FREESWITCH_USER,
      passwords: settings.FREESWITCH_PASSWORD ?? [],
      allowedAddresses: settings.FREESWITCH_ALLOWED_ADDRESSES,
      bankName: settings.BANK_NAME,
      sipProfile: settings.FREESWITCH_SIP_PROFILE,
      gateway: settings.FREESWITCH_GATEWAY,
      numbers: settings.FREESWITCH_NUMBERS === 'international' ? 'international' : 'asGiven',
    };
    return {
      module: FreeSwitchModule,
      imports: [...imports],
      controllers: [FreeSwitchController],
      providers: [
        { provide: FREESWITCH_OPTIONS, useValue: options },
        { provide: TypedKeys, useValue: new TypedKeys(options.passwords) },
        FreeSwitchCredentialsGuard,
        {
          provide: FreeSwitchTurnMapper,
          useFactory: (audio: AudioLibrary, keys: TypedKeys) => new FreeSwitchTurnMapper(options, audio, keys),
          inject: [AUDIO_LIBRARY, TypedKeys],
        },
      ],
    };
  }
}
