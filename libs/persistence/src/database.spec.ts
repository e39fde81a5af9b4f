import { describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { refuseUnsafeDatabase, UnsafeDatabaseError } from './database.js';

const answering = (rows: { name: string }[]) => ({ query: async () => rows }) as unknown as DataSource;

describe('S29: a start is refused where committed rows could be lost', () => {
  it('when PostgreSQL says that one of the settings is off, by its name', async () => {
    await expect(refuseUnsafeDatabase(answering([{ name: 'fsync' }]))).rejects.toThrow(UnsafeDatabaseError);
    await expect(refuseUnsafeDatabase(answering([{ name: 'fsync' }]))).rejects.toThrow(/fsync = off/);
  });

  it('and not otherwise', async () => {
    await expect(refuseUnsafeDatabase(answering([]))).resolves.toBeUndefined();
  });
});
