import { DEMO_VONAGE, vonageStage } from '../../tools/call/lines/vonage/vonage-stage.js';
import { conforms, KEYS_AHEAD_LOST } from './conformance.js';

conforms('vonage', {
  exceptions: KEYS_AHEAD_LOST,
  environment: { VONAGE_API_KEY: DEMO_VONAGE.apiKey, VONAGE_APPLICATION_ID: DEMO_VONAGE.applicationId },
  stage: ({ publicUrl, gatewayUrl, delivery, ...surroundings }) =>
    vonageStage({
      account: {
        ...DEMO_VONAGE,
        publicUrl,
        gatewayUrl,
        ...(delivery === 'twiceAtOnce' ? { everythingTwice: 'atOnce' as const } : {}),
      },
      ...surroundings,
    }),
});
