import {
  type Attributes,
  type Context,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/** Where a trace's place is read from and written to: the headers of a message. */
export interface Carrier {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}

/** What a span says of itself; never what a caller keyed in or heard (S31). */
export interface SpanOf {
  readonly name: string;
  readonly kind: 'asks' | 'answers' | 'works';
  readonly attributes?: Attributes;
  /** The headers of the message it answers; absent: it belongs to what is under way. */
  readonly from?: Carrier | undefined;
}

const KIND = { asks: SpanKind.CLIENT, answers: SpanKind.SERVER, works: SpanKind.INTERNAL } as const;

/**
 * Does some work within a span of the trace. Without a collector (`startTracing`) the spans are nobody's and cost next to
 * nothing.
 */
export function inSpan<Result>({ name, kind, attributes, from }: SpanOf, work: (span: Span) => Promise<Result>) {
  const parent: Context = from ? propagation.extract(context.active(), from, READ) : context.active();
  const options = { kind: KIND[kind], ...(attributes ? { attributes } : {}) };
  return trace.getTracer('phone-banking').startActiveSpan(name, options, parent, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      // The kind of error, not its text, which may repeat what was sent.
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'failed' });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Writes the place in the trace into the headers of a message. */
export function passTraceOn(carrier: Carrier): void {
  propagation.inject(context.active(), carrier, WRITE);
}

/** The id of the trace under way, for log lines; undefined where nobody collects traces. */
export function traceId(): string | undefined {
  return trace.getActiveSpan()?.spanContext().traceId;
}

const READ = {
  get: (carrier: Carrier, key: string) => carrier.get(key),
  keys: () => ['traceparent', 'tracestate'],
};
const WRITE = { set: (carrier: Carrier, key: string, value: string) => carrier.set(key, value) };
