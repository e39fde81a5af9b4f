import { DEMO_PROJECT, signalwireStage } from '../../tools/call/lines/signalwire/signalwire-stage.js';
import { conforms, FINISH_KEYS_WAIT } from './conformance.js';

conforms('signalwire', {
  environment: { SIGNALWIRE_PROJECT_ID: DEMO_PROJECT.projectId },
  exceptions: FINISH_KEYS_WAIT,
  stage: ({ publicUrl, gatewayUrl, delivery, ...surroundings }) =>
    signalwireStage({
      account: {
        ...DEMO_PROJECT,
        publicUrl,
        gatewayUrl,
        ...(delivery === 'twiceAtOnce' ? { everythingTwice: 'atOnce' as const } : {}),
      },
      ...surroundings,
    }),
});
