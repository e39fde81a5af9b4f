import { type DynamicModule, Module } from '@nestjs/common';
import { AUDIO_LIBRARY, type AudioLibrary } from '../../../audio/audio-library.js';
import type { DocumentOptions } from '../../say-gather-dial/document-writer.js';
import type { ProviderSurroundings } from '../../telephony-provider.js';
import { TELNYX_OPTIONS, type TelnyxOptions, type TelnyxSettings } from './telnyx.config.js';
import { TelnyxController } from './telnyx.controller.js';
import { TelnyxSignatureGuard } from './telnyx-signature.guard.js';
import { TelnyxTurnMapper } from './telnyx-turn.mapper.js';

/** The Telnyx connection. */
@Module({})
export class TelnyxModule {
  static forSettings(
    settings: TelnyxSettings & { PUBLIC_URL: string; BANK_NAME: string },
    { imports }: ProviderSurroundings,
  ): DynamicModule {
    const options: TelnyxOptions = {
      publicKeys: settings.TELNYX_PUBLIC_KEY ?? [],
      connectionId: settings.TELNYX_CONNECTION_ID,
    };
    const albanian = settings.TELNYX_VOICE_SQ;
    const documents: DocumentOptions = {
      publicUrl: settings.PUBLIC_URL,
      bankName: settings.BANK_NAME,
      voices: { en: { name: settings.TELNYX_VOICE_EN }, ...(albanian === undefined ? {} : { sq: { name: albanian } }) },
      playLanguages: settings.TELNYX_PLAY_LANGUAGES,
      callerId: settings.TELNYX_CALLER_ID,
    };
    return {
      module: TelnyxModule,
      imports: [...imports],
      controllers: [TelnyxController],
      providers: [
        { provide: TELNYX_OPTIONS, useValue: options },
        TelnyxSignatureGuard,
        {
          provide: TelnyxTurnMapper,
          useFactory: (audio: AudioLibrary) => new TelnyxTurnMapper(documents, settings.TELNYX_SIP_HEADERS, audio),
          inject: [AUDIO_LIBRARY],
        },
      ],
    };
  }
}
