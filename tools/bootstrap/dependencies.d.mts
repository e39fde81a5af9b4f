import type { Steps } from './steps.mjs';

interface Lock {
  packages: Record<string, { version?: string; integrity?: string; optional?: boolean; devOptional?: boolean }>;
}

export function allowedScripts(packageJson: { allowScripts?: Record<string, boolean> }): string[];
export function isInstalled(lock: Lock, installed: Lock | undefined): boolean;
export function ensureDependencies(root: string, steps: Steps): Promise<void>;
export function nodeProgram(root: string): string;
