import { type DynamicModule, Module } from '@nestjs/common';
import { AUDIO_LIBRARY, type AudioLibrary } from '../../../audio/audio-library.js';
import type { ProviderSurroundings } from '../../telephony-provider.js';
import { VoiceXmlSecretGuard } from './voicexml-secret.guard.js';
import { VoiceXmlTurnMapper } from './voicexml-turn.mapper.js';
import { VOICEXML_OPTIONS, type VoiceXmlOptions, type VoiceXmlSettings } from './voicexml.config.js';
import { VoiceXmlController } from './voicexml.controller.js';

/** The VoiceXML connection. */
@Module({})
export class VoiceXmlModule {
  static forSettings(
    settings: VoiceXmlSettings & { PUBLIC_URL: string; BANK_NAME: string },
    { imports }: ProviderSurroundings,
  ): DynamicModule {
    const options: VoiceXmlOptions = {
      publicUrl: settings.PUBLIC_URL,
      secrets: settings.VOICEXML_SECRET ?? [],
      allowedAddresses: settings.VOICEXML_ALLOWED_ADDRESSES,
      bankName: settings.BANK_NAME,
      audio: settings.VOICEXML_AUDIO,
      contentType: settings.VOICEXML_CONTENT_TYPE,
      grammar: settings.VOICEXML_GRAMMAR,
      sensitiveProperties: settings.VOICEXML_SENSITIVE_PROPERTIES,
      callerVariables: settings.VOICEXML_CALLER_VARIABLES,
      dialledVariables: settings.VOICEXML_DIALLED_VARIABLES,
      callIdVariables: settings.VOICEXML_CALL_ID_VARIABLES,
      numbers: settings.VOICEXML_NUMBERS === 'international' ? 'international' : 'asGiven',
      transfer: settings.VOICEXML_TRANSFER,
      transferContext: settings.VOICEXML_TRANSFER_CONTEXT,
      documentLanguage: settings.VOICEXML_DOCUMENT_LANGUAGE,
    };
    return {
      module: VoiceXmlModule,
      imports: [...imports],
      controllers: [VoiceXmlController],
      providers: [
        { provide: VOICEXML_OPTIONS, useValue: options },
        VoiceXmlSecretGuard,
        {
          provide: VoiceXmlTurnMapper,
          useFactory: (audio: AudioLibrary) => new VoiceXmlTurnMapper(options, audio),
          inject: [AUDIO_LIBRARY],
        },
      ],
    };
  }
}
