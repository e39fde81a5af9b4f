import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { AccountsSettings } from '../../apps/accounts/src/accounts.config.js';
import { AuthSettings } from '../../apps/auth/src/auth.config.js';
import { CardsSettings } from '../../apps/cards/src/cards.config.js';
import { GatewayVariables } from '../../apps/gateway/src/gateway.config.js';
import { NotificationsSettings } from '../../apps/notifications/src/notifications.config.js';
import { StartEnvironment } from './settings.js';

const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
const explained = new Map(
  Array.from(text.matchAll(/^#([A-Z][A-Z0-9_]*)=(.*)$/gm), ([, name, value]) => [name ?? '', value ?? '']),
);

const schemas: Record<string, { shape: Readonly<Record<string, z.ZodType>> }> = {
  start: StartEnvironment,
  accounts: AccountsSettings,
  auth: AuthSettings,
  cards: CardsSettings,
  gateway: GatewayVariables,
  notifications: NotificationsSettings,
};
const read = new Set(Object.values(schemas).flatMap(({ shape }) => Object.keys(shape)));

describe('.env.example', () => {
  it('explains every variable that is read, and no other', () => {
    expect([...explained.keys()].sort()).toEqual([...read].sort());
  });

  it.each(Object.entries(schemas))('gives values that %s accepts', (_name, { shape }) => {
    for (const [name, field] of Object.entries(shape)) {
      const value = explained.get(name);
      if (value === undefined || value === '') continue;
      expect([name, field.safeParse(value).error?.issues]).toEqual([name, undefined]);
    }
  });
});
