import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { Flow } from './flow.schema.js';
import { problemsOf } from './flow.validator.js';

/** A flow that must not be used; the message names every menu and key (SC36). */
export class FlowRefused extends Error {
  override readonly name = 'FlowRefused';
}

/** The bank's flow, as it comes with the platform. */
export const BANK_FLOW_FILE = new URL('./bank-flow.yaml', import.meta.url);

/** Reads a flow from a YAML file. @throws FlowRefused when it is no flow, or not one that may be used (P7). */
export function loadFlow(file: URL | string = BANK_FLOW_FILE): Flow {
  return readFlow(readFileSync(file, 'utf8'));
}

/** Reads a flow from YAML text. @throws FlowRefused. */
export function readFlow(text: string): Flow {
  const result = Flow.safeParse(parseYaml(text));
  if (!result.success) throw new FlowRefused(`this is not a call flow:\n${z.prettifyError(result.error)}`);
  const problems = problemsOf(result.data);
  if (problems.length > 0) {
    throw new FlowRefused(
      `the call flow cannot be used:\n${problems.map(({ rule, message }) => `  ${message} (${rule})`).join('\n')}`,
    );
  }
  return result.data;
}

function parseYaml(text: string): unknown {
  try {
    return parse(text, { merge: true, uniqueKeys: true, maxAliasCount: 1_000 }) as unknown;
  } catch (cause) {
    throw new FlowRefused(`the call flow is not YAML: ${cause instanceof Error ? cause.message : 'unreadable'}`, {
      cause,
    });
  }
}
