import { DEMO_PLATFORM, voicexmlStage } from '../../tools/call/lines/voicexml/voicexml-stage.js';
import { conforms } from './conformance.js';

conforms('voicexml', {
  stage: ({ publicUrl, gatewayUrl, delivery, ...surroundings }) =>
    voicexmlStage({
      platform: {
        ...DEMO_PLATFORM,
        publicUrl,
        gatewayUrl,
        ...(delivery === 'twiceAtOnce' ? { everythingTwice: 'atOnce' as const } : {}),
      },
      ...surroundings,
    }),
});
