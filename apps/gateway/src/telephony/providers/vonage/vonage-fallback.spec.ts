import { describe, expect, it, jest } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import type { CallRunner, Report } from '../../../calls/call-runner.js';
import { WebhookRefused } from '../../webhook-refused.js';
import { VonageController } from './vonage.controller.js';
import type { VonageTurnMapper } from './vonage-turn.mapper.js';

const TOKEN = 'AAAAAAAAAAAAAAAAAAAAAA';
const IDS = {
  uuid: 'aaaaaaaabbbbccccdddd0123456789ab',
  conversation_uuid: 'CON-aaaaaaaa-bbbb-cccc-dddd-0123456789ab',
};
const CALL = { ...IDS, from: '355691234567', to: '35542000000' };

/** What the gateway takes from a webhook that comes to the fallback for this address. */
async function takenAt(url: string, body: object): Promise<Report> {
  const handle = jest.fn((_report: Report) => Promise.resolve('[]'));
  const controller = new VonageController({ handle } as unknown as CallRunner, {} as VonageTurnMapper);
  const reply = { code: () => reply, header: () => reply } as unknown as FastifyReply;
  const original_request = { url, type: 'input' };
  expect(await controller.fallback({ ...CALL, ...body, reason: 'timeout', original_request }, reply)).toBe('[]');
  return handle.mock.calls[0]![0];
}

describe('the fallback of Vonage: what had no answer at its own address is the same event', () => {
  const base = 'https://ivr.bank.example/telephony/vonage';
  const key = { provider: 'vonage', providerCallId: IDS.conversation_uuid };

  it('a call', async () => {
    expect(await takenAt(`${base}/call`, {})).toMatchObject({ ...key, event: { kind: 'started' } });
  });

  it('the keys of a step', async () => {
    const event = { kind: 'input', digits: '4826', finishedBy: 'length' };
    const dtmf = { digits: '4826', timed_out: false };
    expect(await takenAt(`${base}/calls/${TOKEN}/input/4`, { dtmf })).toMatchObject({ ...key, token: TOKEN, event });
  });

  it('the end of a transfer', async () => {
    const event = { kind: 'transferEnded', outcome: 'busy' };
    const leg = { direction: 'outbound', status: 'busy' };
    expect(await takenAt(`${base}/calls/${TOKEN}/transfer`, leg)).toMatchObject({ ...key, token: TOKEN, event });
  });

  it.each([
    'https://evil.example/x',
    `${base}/calls/${TOKEN}/input/4?x=1`,
    `${base}/fallback`,
    `${base}/status`,
    `${base}/calls/a/b/transfer`,
    '',
  ])('S20: an address that is none of those is refused: %s', async (url) => {
    await expect(takenAt(url, {})).rejects.toThrow(WebhookRefused);
  });
});
