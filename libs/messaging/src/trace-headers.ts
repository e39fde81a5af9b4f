import type { Carrier } from '#libs/telemetry';

/** Headers of a message as NATS has them: an absent one is an empty text. */
interface MessageHeaders {
  get(name: string): string;
  set(name: string, value: string): void;
}

/** The headers of a message as the place of a trace travels in them. */
export function carrierOf(headers: MessageHeaders): Carrier {
  return {
    get: (name) => headers.get(name) || undefined,
    set: (name, value) => {
      headers.set(name, value);
    },
  };
}
