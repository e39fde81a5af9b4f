import { fileURLToPath } from 'node:url';
import { compileCache } from '../bootstrap/built-program.mjs';

/** The project's folder, whether this runs from the sources or built. */
export const PROJECT = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../..' : '../../..', import.meta.url));

/** What every process is told, as `npm start` has it: what Node compiled once shortens every start after it. */
export const EVERY_PROCESS = { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: compileCache(PROJECT) } as const;
