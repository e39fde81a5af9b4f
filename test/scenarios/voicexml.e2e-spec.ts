import { expect, it } from '@jest/globals';
import { validate } from '../../apps/gateway/src/telephony/providers/voicexml/__fixtures__/validate.js';
import { DEMO_PLATFORM, voicexmlStage } from '../../tools/call/lines/voicexml/voicexml-stage.js';
import { conforms } from './conformance.js';

/** Every document of every call, but for what is random in it. */
const documents = new Set<string>();

conforms('voicexml', {
  stage: ({ publicUrl, gatewayUrl, delivery, ...surroundings }) =>
    voicexmlStage({
      platform: {
        ...DEMO_PLATFORM,
        publicUrl,
        gatewayUrl,
        onDocument: (document) =>
          documents.add(document.replace(/\/(calls|said)\/[\w-]+/g, '/$1/x').replace(/\d+-0\.\d+-0\.\d+/g, '0')),
        ...(delivery === 'twiceAtOnce' ? { everythingTwice: 'atOnce' as const } : {}),
      },
      ...surroundings,
    }),
});

it('every document of every scenario is one of the W3C’s schema', async () => {
  expect(documents.size).toBeGreaterThan(10);
  expect(await validate([...documents])).toEqual([]);
}, 120_000);
