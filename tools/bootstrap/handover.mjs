import { spawn } from 'node:child_process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const PARENT_POLL_MS = 500;

/**
 * Goes on in another program and ends as it ends. Signals are passed on; when npm started us and is gone, however it
 * went, the program is asked to stop as well. With `channel` it also notices when we are gone ourselves.
 */
export async function handOver(program, args, { env = process.env, channel = false } = {}) {
  const child = spawn(program, args, { env, stdio: ['inherit', 'inherit', 'inherit', ...(channel ? ['ipc'] : [])] });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  if (process.env.npm_lifecycle_event) stopWithParent(child);
  const [code, signal] = await new Promise((resolve, reject) => {
    child.on('exit', (...end) => resolve(end));
    child.on('error', reject);
  });
  // As shells report it: 128 and the number of the signal, of which only these two are ever sent from here.
  process.exit(code ?? (signal === 'SIGINT' ? 130 : 143));
}

function stopWithParent(child) {
  const parent = process.ppid;
  const look = () => {
    if (process.ppid !== parent) child.kill('SIGTERM');
    else setTimeout(look, PARENT_POLL_MS).unref();
  };
  look();
}
