/**
 * Prints, after all tests, which scenario passed over which provider and in which languages, from the names of the tests
 * in this folder: `describe('the scenarios over <provider>')` and `SC3 (sq): …`. A test named `… (declared exception)`
 * shows that the provider does what it declares instead.
 */
export default class MatrixReporter {
  /** Per scenario, per provider: the languages in which it passed.
   * @type {Map<string, Map<string, string[]>>} */
  cells = new Map();

  onTestResult(_test, { testResults }) {
    for (const { ancestorTitles, title, status } of testResults) {
      const provider = /^the scenarios over (\w+)/.exec(ancestorTitles[0] ?? '')?.[1];
      const [, scenario, language] = /^(SC[\w-]+) \((\w+)\)/.exec(title) ?? [];
      if (provider === undefined || scenario === undefined) continue;
      const row = this.cells.get(scenario) ?? new Map();
      const declared = title.includes('declared exception');
      const shown = status === 'passed' ? `${language}${declared ? '*' : ''}` : `${language}!`;
      row.set(provider, [...(row.get(provider) ?? []), shown]);
      this.cells.set(scenario, row);
    }
  }

  onRunComplete() {
    if (this.cells.size === 0) return;
    const providers = [...new Set([...this.cells.values()].flatMap((row) => [...row.keys()]))].sort();
    const width = Math.max(6, ...providers.map((name) => name.length));
    const line = (first, cells) =>
      `${first.padEnd(12)}${cells.map((cell) => cell.padEnd(width + 2)).join('')}`.trimEnd();
    const rows = [...this.cells]
      .sort(([one], [other]) => one.localeCompare(other, 'en', { numeric: true }))
      .map(([scenario, row]) =>
        line(
          scenario,
          providers.map((name) => row.get(name)?.sort().join(' ') ?? '·'),
        ),
      );
    const legend =
      'languages in which a scenario passed; ! failed, * as declared in docs/providers.md, · not in this run';
    process.stdout.write(
      `\n${['Scenario', ...rows].map((text, index) => (index === 0 ? line(text, providers) : text)).join('\n')}\n${legend}\n`,
    );
  }
}
