import { DEMO_ACCOUNT, twilioStage } from '../../tools/call/lines/twilio/twilio-stage.js';
import { conforms } from './conformance.js';

conforms('twilio', {
  stage: ({ publicUrl, gatewayUrl, delivery, ...surroundings }) =>
    twilioStage({
      account: {
        ...DEMO_ACCOUNT,
        publicUrl,
        gatewayUrl,
        ...(delivery === 'twiceAtOnce' ? { everythingTwice: 'atOnce' as const } : {}),
      },
      ...surroundings,
    }),
});
