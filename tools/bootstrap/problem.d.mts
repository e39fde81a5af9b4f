export class Problem extends Error {}
export function orOneSentence(command: () => Promise<void>): Promise<void>;
export function sentence(error: unknown): string;
