import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigurationError, readSettings } from './environment.js';

const Settings = z.object({
  SMTP_PASSWORD: z.string().optional(),
  DATABASE_URL: z.string(),
  QUEUES_FILE: z.string().optional(),
});
const folder = mkdtempSync(join(tmpdir(), 'settings-'));

function file(text: string): string {
  const path = join(folder, `secret-${Math.random()}`);
  writeFileSync(path, text);
  return path;
}

describe('S41: a secret may stand in a file, so that no listing of an environment shows it', () => {
  it('is read from the file that is named, without the end of its line', () => {
    const environment = { DATABASE_URL: 'postgres://host/bank', SMTP_PASSWORD_FILE: file('a b c\n') };
    expect(readSettings(Settings, environment).SMTP_PASSWORD).toBe('a b c');
    expect(readSettings(Settings, { DATABASE_URL_FILE: file('postgres://u:p@host/bank') }).DATABASE_URL).toBe(
      'postgres://u:p@host/bank',
    );
  });

  it('a setting that names a file of its own stays what it is', () => {
    const given = { DATABASE_URL: 'x', QUEUES_FILE: '/etc/bank/queues.yaml' };
    expect(readSettings(Settings, given)).toEqual(given);
  });

  it('the demo, with its samples, is refused where NODE_ENV is production', () => {
    const environment = { DATABASE_URL: 'x', PROFILE: 'demo' };
    expect(() => readSettings(Settings, { ...environment, NODE_ENV: 'production' })).toThrow(/PROFILE: must be/);
    expect(readSettings(Settings, { ...environment, NODE_ENV: 'development' })).toBeDefined();
  });

  it.each([
    [
      'cannot be read',
      { DATABASE_URL_FILE: '/nowhere/at/all' },
      /DATABASE_URL_FILE: \/nowhere\/at\/all cannot be read/,
    ],
    ['is empty', { DATABASE_URL_FILE: file('\n') }, /DATABASE_URL_FILE: .* is empty/],
    ['is given twice', { DATABASE_URL: 'x', DATABASE_URL_FILE: file('secret') }, /DATABASE_URL: is given twice/],
  ])('is refused when it %s, by name and without its text', (_, environment, message) => {
    expect(() => readSettings(Settings, environment)).toThrow(ConfigurationError);
    expect(() => readSettings(Settings, environment)).toThrow(message);
    expect(() => readSettings(Settings, environment)).not.toThrow(/secret$/);
  });
});
