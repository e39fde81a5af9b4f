/**
 * Asks the app of this container whether it is ready; exit code 0 if so. It is what the image's health check runs.
 */
const port = process.env['HEALTH_PORT'] ?? '';
const path = process.argv[2] ?? 'ready';
const DEADLINE_MS = 3_000;

try {
  const response = await fetch(`http://127.0.0.1:${port}/health/${path}`, { signal: AbortSignal.timeout(DEADLINE_MS) });
  console.log(await response.text());
  process.exitCode = response.ok ? 0 : 1;
} catch (error) {
  console.error(`nobody answers at HEALTH_PORT ${port}: ${error instanceof Error ? error.message : 'no answer'}`);
  process.exitCode = 1;
}
