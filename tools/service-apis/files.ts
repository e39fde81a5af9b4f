import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readComments } from './comments.js';
import { serviceApis } from './document.js';
import { pageOf } from './page/page.js';

/** What `npm run service-apis` writes: text by path from the folder of the repository. */
export function serviceApiFiles(root: string): Record<string, string> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const document = serviceApis(readComments(join(root, 'libs/contracts/src')), version);
  return {
    'docs/service-apis/asyncapi.json': `${JSON.stringify(document, null, 2)}\n`,
    'docs/service-apis/index.html': pageOf(document),
  };
}
