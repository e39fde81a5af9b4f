/** Arrows point inward: an app knows the contracts, never another app; a domain knows neither Nest nor TypeORM. */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-app-imports-another-app',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/([^/]+)/', pathNot: '^apps/$1/' },
    },
    { name: 'libs-do-not-know-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^(apps|tools|test)/' } },
    {
      name: 'apps-do-not-know-tools',
      severity: 'error',
      // Tests use the harness they share, and play calls with the tools.
      from: { path: '^apps/', pathNot: ['[.-]spec\\.ts$', '^apps/[^/]+/test/'] },
      to: { path: '^(tools|test)/' },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      from: { path: '^apps/[^/]+/src/domain/', pathNot: '\\.spec\\.ts$' },
      to: { path: ['node_modules/@nestjs', 'node_modules/typeorm', 'node_modules/@nats-io', '/persistence/'] },
    },
    {
      name: 'call-flow-knows-no-provider',
      severity: 'error',
      from: { path: '^apps/gateway/src/call-flow/' },
      to: {
        path: [
          '^apps/gateway/src/telephony/providers/',
          'node_modules/@nestjs',
          'node_modules/typeorm',
          'node_modules/@nats-io',
        ],
      },
    },
    {
      name: 'providers-do-not-know-each-other',
      severity: 'error',
      from: { path: '^apps/gateway/src/telephony/providers/([^/]+)/' },
      to: {
        path: '^apps/gateway/src/telephony/providers/([^/]+)/',
        pathNot: '^apps/gateway/src/telephony/providers/$1/',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
    },
  },
};
