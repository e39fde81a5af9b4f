import { generateKeyPairSync } from 'node:crypto';
import { DEMO_APPLICATION, telnyxStage } from '../../tools/call/lines/telnyx/telnyx-stage.js';
import { conforms, FINISH_KEYS_WAIT } from './conformance.js';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');

conforms('telnyx', {
  environment: {
    TELNYX_PUBLIC_KEY: Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64'),
    TELNYX_CONNECTION_ID: DEMO_APPLICATION.connectionId,
  },
  exceptions: FINISH_KEYS_WAIT,
  stage: ({ publicUrl, gatewayUrl, delivery, ...surroundings }) =>
    telnyxStage({
      account: {
        ...DEMO_APPLICATION,
        privateKey,
        publicUrl,
        gatewayUrl,
        // Telnyx may report a silence as a result without digits, or not at all; both are played.
        ...(delivery === 'twiceAtOnce'
          ? { everythingTwice: 'atOnce' as const, onSilence: 'emptyResult' as const }
          : {}),
      },
      ...surroundings,
    }),
});
