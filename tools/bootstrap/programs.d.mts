export function findProgram(name: string, path?: string, further?: readonly string[]): string | undefined;
export function findChromium(): string | undefined;
