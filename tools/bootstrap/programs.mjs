import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where programs are that a plain user's PATH does not name: Debian puts nats-server into /usr/sbin. */
const FURTHER_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/usr/bin', '/opt/homebrew/bin'];

/** The full path of a program, or undefined. */
export function findProgram(name, path = process.env.PATH ?? '', further = FURTHER_FOLDERS) {
  const folders = [...path.split(delimiter).filter(Boolean), ...further];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** A Chromium or Chrome, for the tests of the phone page. */
export function findChromium() {
  return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
    .map((name) => findProgram(name))
    .find(Boolean);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
