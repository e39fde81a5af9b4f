/** Looks again and again; the next look begins after the last has ended, so that they do not pile up. */
export class RepeatedLook {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private stopped = false;

  /**
   * @param look never fails: what cannot be seen now is seen with a later look.
   * @param everyMs between two looks, milliseconds.
   */
  constructor(
    private readonly look: () => Promise<void>,
    private readonly everyMs: number,
  ) {}

  /** The first look is one interval from now. */
  begin(): void {
    this.timer = setTimeout(() => {
      this.looking = this.look().then(() => {
        if (!this.stopped) this.begin();
      });
    }, this.everyMs);
    this.timer.unref();
  }

  /** No further look; waits for the one under way. */
  async end(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }
}
