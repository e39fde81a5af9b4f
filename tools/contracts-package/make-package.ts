import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { Problem } from '../bootstrap/problem.mjs';

/** Where the package begins; all it reaches is part of it. */
const ENTRY = 'libs/messaging/src/for-teams.ts';
/** What its users install with it. */
const DEPENDENCIES = ['@nats-io/transport-node', 'zod'];

interface RootPackage {
  readonly version: string;
  readonly license: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/**
 * Writes the package for other teams into a folder: the contracts and the client, with types.
 * @throws Problem when something does not compile, or reaches what is not for others.
 */
export function makePackage(root: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  compile(root, folder);
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as RootPackage;
  const manifest = {
    name: '@phone-banking/contracts',
    version: own.version,
    description: 'Every message of the phone banking platform’s services, and a client for them',
    license: own.license,
    type: 'module',
    engines: own.engines,
    exports: { '.': './messaging/src/for-teams.js' },
    imports: { '#libs/*': './*/src/index.js' },
    dependencies: Object.fromEntries(DEPENDENCIES.map((name) => [name, own.dependencies[name]])),
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  cpSync(join(root, 'docs/service-apis.md'), join(folder, 'README.md'));
}

function compile(root: string, folder: string): void {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: { compilerOptions: Record<string, unknown> };
  };
  const { compilerOptions } = config;
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      ...compilerOptions,
      rootDir: 'libs',
      outDir: folder,
      declaration: true,
      noEmitOnError: true,
      incremental: false,
      sourceMap: false,
      tsBuildInfoFile: undefined,
    },
    root,
  );
  const program = ts.createProgram([join(root, ENTRY)], options);
  const { diagnostics } = program.emit();
  const [wrong] = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (wrong)
    throw new Problem(`The package does not compile: ${ts.flattenDiagnosticMessageText(wrong.messageText, ' ')}`);
  const libs = join(root, 'libs/');
  const beyond = program
    .getSourceFiles()
    .map(({ fileName }) => fileName)
    .find((file) => file.startsWith(libs) && !/^(contracts|messaging|signing)\//.test(file.slice(libs.length)));
  if (beyond !== undefined) throw new Problem(`The package would have ${beyond} in it, which is not for other teams.`);
}
