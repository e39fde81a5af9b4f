import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '../start/processes/wait-until.js';

/** The configuration that is tried; the folder is at the root of the repository, sources and build alike below it. */
const DEPLOY = join(
  fileURLToPath(new URL('.', import.meta.url)).replace(/\/(dist\/)?tools\/.*$/, ''),
  'deploy/asterisk',
);

const READY_MS = 30_000;

/** Where Asterisk is installed: here, or in a root of its own, entered with chroot. */
export interface Installation {
  /** `/`, or the folder of a system with Asterisk (`ASTERISK_ROOT`). */
  readonly root: string;
  readonly version: string;
}

/** Asterisk of this machine, or of `ASTERISK_ROOT`; undefined where there is none. */
export function findAsterisk(root: string): Installation | undefined {
  const { stdout, status } = spawnSync(...inRoot(root, ['asterisk', '-V']), { encoding: 'utf8' });
  return status === 0 ? { root, version: stdout.trim() } : undefined;
}

/** What is changed in the configuration for a trial. */
export interface Trial {
  /** Address and port of the gateway. */
  readonly gateway: string;
  readonly secret: string;
  readonly sipPort: number;
  readonly rtpPorts: readonly [first: number, last: number];
  /** Where the caller's end of a call is told what to do. */
  readonly callerPort: number;
}

/** An Asterisk of its own, in a folder of its own, with the configuration of deploy/asterisk. */
export class TriedAsterisk {
  private child: ChildProcess | undefined;
  private readonly folder: string;
  /** Where the gateway puts sounds, and the same folder as Asterisk sees it. */
  readonly sounds: { here: string; there: string };

  constructor(
    private readonly installation: Installation,
    trial: Trial,
  ) {
    const parent = join(installation.root, tmpdir());
    mkdirSync(parent, { recursive: true });
    this.folder = mkdtempSync(join(parent, 'asterisk-'));
    this.sounds = { here: join(this.folder, 'sounds'), there: this.there('sounds') };
    this.configure(trial);
  }

  async start(): Promise<void> {
    const [program, args] = inRoot(this.installation.root, ['asterisk', '-f', '-C', this.there('etc/asterisk.conf')]);
    this.child = spawn(program, args, { stdio: 'ignore' });
    const isUp = () => this.tell('core waitfullybooted').includes('fully booted');
    if (!(await waitUntil(isUp, { withinMs: READY_MS, everyMs: 200 }))) throw new Error('Asterisk does not start');
  }

  /** A command of the console, and what it says. */
  tell(command: string): string {
    const [program, args] = inRoot(this.installation.root, [
      'asterisk',
      '-C',
      this.there('etc/asterisk.conf'),
      '-rx',
      command,
    ]);
    return spawnSync(program, args, { encoding: 'utf8' }).stdout;
  }

  /** Everything it has logged. */
  logged(): string {
    const folder = join(this.folder, 'log');
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
      .join('\n');
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child && child.exitCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      this.tell('core stop now');
      setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private there(name: string): string {
    return join('/', relative(this.installation.root, join(this.folder, name)));
  }

  private configure({ gateway, secret, sipPort, rtpPorts, callerPort }: Trial): void {
    for (const name of ['etc', 'data/sounds', 'lib/cache', 'run', 'log', 'spool', 'sounds'])
      mkdirSync(join(this.folder, name), { recursive: true });
    const system = join(this.installation.root, 'usr/share/asterisk');
    for (const name of readdirSync(system).filter((each) => each !== 'sounds'))
      symlinkSync(join('/usr/share/asterisk', name), join(this.folder, 'data', name));
    cpSync(join(this.installation.root, 'etc/asterisk'), join(this.folder, 'etc'), {
      recursive: true,
      dereference: true,
    });
    cpSync(join(DEPLOY, 'sounds'), join(this.folder, 'data/sounds'), { recursive: true });
    const changed: Record<string, (text: string) => string> = {
      'extensions.conf': (text) =>
        `${text
          .replace('IVR_GATEWAY = 127.0.0.1:4573', `IVR_GATEWAY = ${gateway}`)
          .replace('IVR_SECRET =', `IVR_SECRET = ${secret}`)
          .replace('IVR_LAST_RESORT =', 'IVR_LAST_RESORT = Local/told@try')}\n${tryContext(callerPort)}`,
      'pjsip.conf': (text) => `${text.replace('127.0.0.1:5060', `127.0.0.1:${sipPort}`)}\n${TRY_PHONE}`,
      'modules.conf': (text) => `${text}\nload = app_senddtmf.so\nload = res_clioriginate.so\n`,
      'rtp.conf': () => `[general]\nrtpstart = ${rtpPorts[0]}\nrtpend = ${rtpPorts[1]}\n`,
    };
    for (const file of readdirSync(DEPLOY).filter((name) => name.endsWith('.conf'))) {
      const text = readFileSync(join(DEPLOY, file), 'utf8');
      writeFileSync(join(this.folder, 'etc', file), (changed[file] ?? ((same) => same))(text));
    }
    writeFileSync(join(this.folder, 'etc/asterisk.conf'), this.directories());
  }

  private directories(): string {
    const modules = this.tellModules();
    const places = { astetcdir: 'etc', astvarlibdir: 'lib', astdbdir: 'lib', astkeydir: 'lib', astdatadir: 'data' };
    const more = {
      astagidir: 'lib',
      astspooldir: 'spool',
      astrundir: 'run',
      astlogdir: 'log',
      astcachedir: 'lib/cache',
    };
    const lines = Object.entries({ ...places, ...more }).map(([name, place]) => `${name} => ${this.there(place)}`);
    return ['[directories]', ...lines, `astmoddir => ${modules}`, '[options]', ''].join('\n');
  }

  /** Where the distribution keeps the modules, by its own configuration. */
  private tellModules(): string {
    const text = readFileSync(join(this.installation.root, 'etc/asterisk/asterisk.conf'), 'utf8');
    return /^astmoddir\s*=>\s*(\S+)/m.exec(text)?.[1] ?? '/usr/lib/asterisk/modules';
  }
}

/** The caller's end: told over FastAGI, too. `told` is who the last resort connects to. */
function tryContext(callerPort: number): string {
  return `
[try]
exten => caller,1,Answer()
 same => n,AGI(agi://127.0.0.1:${callerPort}/caller)
 same => n,Hangup()
exten => told,1,AGI(agi://127.0.0.1:${callerPort}/told)
 same => n,Hangup()

[try-in]
exten => _X!,1,Set(CALLERID(num)=355690000001)
 same => n,Goto(ivr-in,+\${EXTEN},1)
`;
}

/** A softphone for the trial: it signs in as the one of pjsip.conf does, and speaks SIP and RTP to this very Asterisk. */
const TRY_PHONE = `
[try-phone]
type = endpoint
transport = transport-udp
context = none
disallow = all
allow = ulaw
dtmf_mode = rfc4733
direct_media = no
from_user = softphone
outbound_auth = try-phone

[try-phone]
type = auth
auth_type = userpass
username = softphone
password = demo-softphone-secret
`;

function inRoot(root: string, [program = '', ...args]: readonly string[]): [program: string, args: string[]] {
  return root === '/' ? [program, args] : ['chroot', [root, program, ...args]];
}
