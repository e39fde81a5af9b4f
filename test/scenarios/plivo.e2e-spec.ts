import { DEMO_PLIVO, plivoStage } from '../../tools/call/lines/plivo/plivo-stage.js';
import { conforms } from './conformance.js';

conforms('plivo', {
  environment: { PLIVO_AUTH_ID: DEMO_PLIVO.authId },
  stage: ({ publicUrl, gatewayUrl, delivery, ...surroundings }) =>
    plivoStage({
      account: {
        ...DEMO_PLIVO,
        publicUrl,
        gatewayUrl,
        ...(delivery === 'twiceAtOnce' ? { everythingTwice: 'atOnce' as const } : {}),
      },
      ...surroundings,
    }),
});
