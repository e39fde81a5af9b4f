import { describe, expect, it } from '@jest/globals';
import { allowedScripts, isInstalled } from './dependencies.mjs';

const fastify = { version: '5.1.0', integrity: 'sha512-a' };
const forMacs = { version: '1.0.0', integrity: 'sha512-b', optional: true };
const lock = { packages: { '': {}, 'node_modules/fastify': fastify, 'node_modules/for-macs': forMacs } };

describe('dependencies are installed when the lock file asks for something else than is there', () => {
  it('is content with what it asks for, and without what is only for other machines', () => {
    expect(isInstalled(lock, { packages: { 'node_modules/fastify': fastify } })).toBe(true);
  });

  it.each([
    ['nothing was ever installed', undefined],
    ['a package is missing', { packages: {} }],
    ['another version is there', { packages: { 'node_modules/fastify': { ...fastify, version: '5.0.9' } } }],
    [
      'the same version has other content',
      { packages: { 'node_modules/fastify': { ...fastify, integrity: 'sha512-c' } } },
    ],
  ])('installs when %s', (_, installed) => {
    expect(isInstalled(lock, installed)).toBe(false);
  });
});

describe('S40: install scripts are off but for a list', () => {
  it('runs those of packages allowed by name', () => {
    expect(allowedScripts({ allowScripts: { node: true, bcrypt: false } })).toEqual(['node']);
  });

  it('runs none when there is no list', () => {
    expect(allowedScripts({})).toEqual([]);
  });
});
