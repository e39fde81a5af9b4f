import { asteriskStage } from '../../tools/call/lines/asterisk/asterisk-stage.js';
import { conforms, KEYS_AHEAD_LOST } from './conformance.js';

conforms('asterisk', {
  stage: ({ bank, delivery, ...surroundings }) =>
    asteriskStage({
      at: { address: () => ({ host: '127.0.0.1', port: bank.agiPort }), serviceNumber: '+35542000000' },
      everythingTwice: delivery === 'twiceAtOnce',
      ...surroundings,
    }),
  exceptions: KEYS_AHEAD_LOST,
});
