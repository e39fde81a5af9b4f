/** The variable of OpenTelemetry that names the collector, such as `http://collector:4318`. */
const COLLECTOR = 'OTEL_EXPORTER_OTLP_ENDPOINT';

/**
 * Sends this process's traces to the collector that the variables of OpenTelemetry name; without one nothing is loaded
 * and nothing is sent. A collector that is away is nobody's concern but its own.
 * @returns sends what is left, to be called when the process ends.
 */
export async function startTracing(
  app: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<() => Promise<void>> {
  if (!environment[COLLECTOR]) return () => Promise.resolve();
  // Only here, as loading it takes a while and most processes have no use for it.
  const [{ context, propagation, trace }, sdk, { OTLPTraceExporter }, { resourceFromAttributes }, { ALS }] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/context-async-hooks').then(({ AsyncLocalStorageContextManager }) => ({
        ALS: AsyncLocalStorageContextManager,
      })),
    ]);
  const { W3CTraceContextPropagator } = await import('@opentelemetry/core');
  const processor = new sdk.BatchSpanProcessor({ exporter: new OTLPTraceExporter() });
  const resource = resourceFromAttributes({ 'service.name': app, 'service.namespace': 'phone-banking' });
  const provider = new sdk.TracerProvider({ resource, spanProcessors: [processor] });
  context.setGlobalContextManager(new ALS().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return () => provider.shutdown();
}
