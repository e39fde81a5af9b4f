import { describe, expect, it } from '@jest/globals';
import { toInput, toStarted } from './phone-event.mapper.js';
import {
  CallReport,
  HangUpReport,
  InputReport,
  NoInputReport,
  readReport,
  TransferReport,
} from './phone-report.schema.js';

const call = '0123456789abcdef0123456789abcdef';
const raw = (content: unknown) => Buffer.from(JSON.stringify(content));

describe('what the page reports', () => {
  it('keys are read, and their bytes overwritten (S7)', () => {
    const body = raw({ call, digits: '4826', finishedBy: 'length' });
    const report = readReport(InputReport, body);
    expect(toInput(report, 5)).toEqual({ kind: 'input', at: 5, digits: '4826', finishedBy: 'length' });
    expect(body.every((byte) => byte === 0)).toBe(true);
  });

  it('the key that ended an entry is part of it', () => {
    const report = readReport(InputReport, raw({ call, digits: '', finishedBy: 'key', finishKey: '#' }));
    expect(toInput(report, 5)).toEqual({ kind: 'input', at: 5, digits: '', finishedBy: 'key', finishKey: '#' });
  });

  it('in the demo the number is the one chosen on the page', () => {
    const report = readReport(CallReport, raw({ call, callerNumber: '+355690000001' }));
    expect(toStarted(report, { dialledNumber: '+35542000000', presentsNumbers: true }, 5)).toEqual({
      kind: 'started',
      at: 5,
      providerCallId: call,
      callerNumber: '+355690000001',
      dialledNumber: '+35542000000',
      attestation: 'unknown',
    });
  });

  it('S16: elsewhere it is withheld, whatever the page says: nobody vouches for it', () => {
    const report = readReport(CallReport, raw({ call, callerNumber: '+355690000001' }));
    const started = toStarted(report, { dialledNumber: '+35542000000', presentsNumbers: false }, 5);
    expect(started.callerNumber).toBe('');
  });

  it.each([
    ['an id that could be guessed', CallReport, { call: 'short', callerNumber: '' }],
    ['no number', CallReport, { call }],
    ['a number as long as a book', CallReport, { call, callerNumber: '+'.repeat(41) }],
    ['an unknown field', CallReport, { call, callerNumber: '', attestation: 'full' }],
    ['letters', InputReport, { call, digits: '12a', finishedBy: 'length' }],
    ['33 keys', InputReport, { call, digits: '1'.repeat(33), finishedBy: 'length' }],
    ['digits as a number', InputReport, { call, digits: 12, finishedBy: 'length' }],
    ['an unknown end', InputReport, { call, digits: '12', finishedBy: 'magic' }],
    ['a finish key that finished nothing', InputReport, { call, digits: '12', finishedBy: 'length', finishKey: '#' }],
    ['a finish without its key', InputReport, { call, digits: '12', finishedBy: 'key' }],
    ['no keys at all', InputReport, { call, digits: '', finishedBy: 'timeout' }],
    ['an outcome nobody knows', TransferReport, { call, outcome: 'maybe' }],
    ['a hang-up by nobody', HangUpReport, { call, by: 'nobody' }],
    ['a list', NoInputReport, [call]],
    ['nothing', NoInputReport, null],
  ])('%s is refused', (_, schema, content) => {
    expect(() => readReport(schema, raw(content))).toThrow('malformed');
  });

  it.each(['', '{', '{"call":', 'call=1'])('%p is no JSON and is refused', (text) => {
    expect(() => readReport(NoInputReport, Buffer.from(text))).toThrow('malformed');
  });

  it('a body that was not raw is refused: it was read before it was checked', () => {
    expect(() => readReport(NoInputReport, { call })).toThrow('content-type');
    expect(() => readReport(NoInputReport, undefined)).toThrow('content-type');
  });
});
