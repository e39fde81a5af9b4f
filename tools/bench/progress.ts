/** Says what is being done, one line each, on standard error so that the table alone is the output. */
export type Progress = (line: string) => void;

/** Lines with the seconds since the start. */
export function sayProgress(): Progress {
  const began = performance.now();
  return (line) => process.stderr.write(`${((performance.now() - began) / 1_000).toFixed(0).padStart(4)} s  ${line}\n`);
}
