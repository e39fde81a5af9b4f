/** Time that passes only when somebody lets it; ms since 1970. */
export class VirtualClock {
  constructor(public now: number) {}

  pass(ms: number): void {
    this.now += ms;
  }
}
