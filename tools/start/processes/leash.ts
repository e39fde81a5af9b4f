import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * Waits for its standard input to end, which happens when whoever made the leash is gone, however it went. Then it
 * stops the process as that wants to be stopped, kills its group if it does not obey in time, and removes its folder.
 */
const SCRIPT = `
trap '' INT TERM HUP
read -r _
kill -s "$1" "$2" 2>/dev/null
tries=0
while kill -0 "$2" 2>/dev/null && [ "$tries" -lt 60 ]; do tries=$((tries + 1)); sleep 0.1; done
kill -s KILL "-$2" 2>/dev/null
[ -z "$3" ] || rm -rf -- "$3"
`;

/** Lets go: to be called once the process has ended in the ordinary way. */
export type Release = () => void;

/**
 * Ties a process to this one: even after kill -9 of this one nothing stays behind.
 * @param pid a process that leads its own group.
 * @param folder removed as well, when this process dies without letting go.
 */
export function leash(pid: number, stopSignal: NodeJS.Signals, folder = ''): Release {
  const guard = spawn('/bin/sh', ['-c', SCRIPT, 'leash', stopSignal.slice(3), String(pid), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  guard.unref();
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  guard.on('error', () => {
    // Without a shell there is no leash; an ordinary stop still works.
  });
  return () => guard.kill('SIGKILL');
}
