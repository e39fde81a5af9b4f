import type { Steps } from './steps.mjs';

export function ensureBuilt(root: string, steps: Steps): Promise<void>;
export function build(root: string): Promise<void>;
