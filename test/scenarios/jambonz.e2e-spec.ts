import { DEMO_JAMBONZ, jambonzStage } from '../../tools/call/lines/jambonz/jambonz-stage.js';
import { conforms, KEYS_AHEAD_LOST } from './conformance.js';

conforms('jambonz', {
  exceptions: KEYS_AHEAD_LOST,
  stage: ({ publicUrl, gatewayUrl, delivery, ...surroundings }) =>
    jambonzStage({
      account: {
        ...DEMO_JAMBONZ,
        publicUrl,
        gatewayUrl,
        ...(delivery === 'twiceAtOnce' ? { everythingTwice: 'atOnce' as const } : {}),
      },
      ...surroundings,
    }),
});
