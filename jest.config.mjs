const common = {
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2023',
          keepClassNames: true,
          parser: { syntax: 'typescript', decorators: true, dynamicImport: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  // Sources import each other with the `.js` names they have once built.
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // Its ES modules import JSON in a way that Jest warns about, at length, in every file.
    '^libphonenumber-js$': '<rootDir>/node_modules/libphonenumber-js/min/index.cjs',
  },
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
};

/** `unit` needs nothing but Node; `bank` needs the PostgreSQL and NATS that `npm test` provides. */
export default {
  // A bound, not an expectation: the machine may be busy.
  testTimeout: 60_000,
  // Jest would leave one core to itself; most tests wait for servers.
  maxWorkers: '100%',
  reporters: ['default', '<rootDir>/test/scenarios/matrix-reporter.mjs'],
  projects: [
    { ...common, displayName: 'unit', testMatch: ['**/*.spec.ts'] },
    {
      ...common,
      displayName: 'bank',
      testMatch: ['**/*.int-spec.ts', '**/*.e2e-spec.ts'],
      globalSetup: '<rootDir>/test/environment/global-setup.mjs',
      globalTeardown: '<rootDir>/test/environment/global-teardown.mjs',
    },
  ],
};
