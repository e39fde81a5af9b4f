import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMO_QUEUES_FILE, readQueues } from './queues.js';

const QUEUES = ['lost_card', 'general', 'complaints', 'business', 'pos_support'];

describe('readQueues', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'queues-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const written = (text: string) => {
    const file = join(folder, 'queues.yaml');
    writeFileSync(file, text);
    return file;
  };
  const withGeneral = (general: string) =>
    written(
      QUEUES.map((name) => `${name}: ${name === 'general' ? general : "{ destination: '+35542000001' }"}`).join('\n'),
    );

  it('reads the queues of the demo, whose addresses reach nobody', () => {
    const queues = readQueues(DEMO_QUEUES_FILE);
    expect(Object.keys(queues)).toEqual(QUEUES);
    for (const { destination, hours, ringSeconds } of Object.values(queues)) {
      expect(destination).toMatch(/^sip:[a-z-]+@agents\.bank\.example$/);
      expect([hours, ringSeconds]).toEqual(['always', 30]);
    }
  });

  it('reads hours, holidays and an overflow', () => {
    const file = withGeneral(
      `{ destination: 'sips:a@b.example:5061;transport=tls', overflow: '+35542000002', ringSeconds: 20,
         hours: { monday: [{ from: '08:00', to: '24:00' }] }, holidays: ['2026-11-28'] }`,
    );
    expect(readQueues(file).general).toEqual({
      destination: 'sips:a@b.example:5061;transport=tls',
      overflow: '+35542000002',
      ringSeconds: 20,
      hours: { monday: [{ from: '08:00', to: '24:00' }] },
      holidays: ['2026-11-28'],
    });
  });

  it.each([
    "{ destination: '042000001' }",
    "{ destination: 'https://evil.example' }",
    "{ destination: 'sip:a@b.example?X-Verified=yes' }",
    "{ destination: 'sip:a@b.example</Sip>' }",
    "{ destination: '+35542000001', ringSeconds: 0 }",
    "{ destination: '+35542000001', hours: { monday: [{ from: '17:00', to: '08:00' }] } }",
    "{ destination: '+35542000001', hours: { someday: [] } }",
    "{ destination: '+35542000001', holidays: ['28.11.2026'] }",
    "{ destination: '+35542000001', queue: 'x' }",
    '{}',
  ])('S23: refuses %s and says which queue it is', (general) => {
    expect(() => readQueues(withGeneral(general))).toThrow(/QUEUES_FILE .*general/s);
  });

  it('refuses a file that is missing, no YAML, or lacks a queue', () => {
    expect(() => readQueues(join(folder, 'nothing.yaml'))).toThrow(/cannot be read/);
    expect(() => readQueues(written('{'))).toThrow(/cannot be read/);
    expect(() => readQueues(written("general: { destination: '+35542000001' }"))).toThrow(/lost_card/);
  });
});
