import { DEMO_SWITCH, freeswitchStage } from '../../tools/call/lines/freeswitch/freeswitch-stage.js';
import { conforms } from './conformance.js';

conforms('freeswitch', {
  stage: ({ publicUrl, gatewayUrl, delivery, ...surroundings }) =>
    freeswitchStage({
      settings: {
        ...DEMO_SWITCH,
        publicUrl,
        gatewayUrl,
        ...(delivery === 'twiceAtOnce' ? { everythingTwice: 'atOnce' as const } : {}),
      },
      ...surroundings,
    }),
});
