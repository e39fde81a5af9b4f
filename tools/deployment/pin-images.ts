import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../bootstrap/problem.mjs';
import { lastError, run } from '../bootstrap/run.mjs';

/** An image of somebody else's, and the variable of docker-compose.yml that names it. */
export interface ForeignImage {
  readonly variable: string;
  /** With its version. */
  readonly name: string;
}

/** Where the variables are written to, in the folder of a deployment; Compose takes it as `--env-file`. */
export const IMAGES_FILE = 'images.env';

/** The images of others that docker-compose.yml names: `${NATS_IMAGE:-nats:2.12.7-alpine}`. */
export function foreignImages(composeText: string): ForeignImage[] {
  const found = composeText.matchAll(/\$\{([A-Z]+_IMAGE):-([^}@]+)\}/g);
  return Array.from(found, ([, variable = '', name = '']) => ({ variable, name }));
}

/** What a registry calls the content of an image: `sha256:…`. */
export type DigestOf = (name: string) => Promise<string>;

/**
 * Writes down which content each image of others has now, so that every build and start from then on takes that and no other
 * (S41). Run again, it takes what the registry has by then.
 * @throws Problem when a registry does not tell.
 */
export async function pinImages(root: string, folder: string, digestOf: DigestOf = askDocker): Promise<string> {
  const images = foreignImages(readFileSync(join(root, 'docker-compose.yml'), 'utf8'));
  const lines: string[] = [];
  for (const { variable, name } of images) lines.push(`${variable}=${name}@${await digestOf(name)}\n`);
  const file = join(folder, IMAGES_FILE);
  writeFileSync(file, lines.join(''));
  chmodSync(file, 0o644);
  return file;
}

async function askDocker(name: string): Promise<string> {
  const { code, output } = await run('docker', ['buildx', 'imagetools', 'inspect', name]);
  const [, digest] = /^Digest:\s+(sha256:[0-9a-f]{64})$/m.exec(output) ?? [];
  if (code === 0 && digest !== undefined) return digest;
  throw new Problem(
    `The registry does not tell the digest of ${name} (docker buildx imagetools inspect: ${lastError(output)}).`,
  );
}
