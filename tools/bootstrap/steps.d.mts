interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export class Steps {
  constructor(out?: Output);
  step<Result>(title: string, work: () => Promise<Result> | Result): Promise<Result>;
  say(line: string): void;
  hush(): void;
}
export function seconds(durationMs: number): string;
