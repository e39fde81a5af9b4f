import { isPromptId, P_MESSAGES, type PromptId } from '#libs/speech';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parse } from 'yaml';
import { demoBank } from '../paper-bank/ledger.js';
import { Script, type Step } from './script.schema.js';

/** A script cannot be played; the message names the file, the step and the field. */
export class ScriptRefused extends Error {
  override readonly name = 'ScriptRefused';
}

/** Reads and checks a script. @throws ScriptRefused naming every mistake. */
export function readScript(file: string): Script {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ScriptRefused(`${file} cannot be read`, { cause });
  }
  return parseScript(text, basename(file));
}

/** Reads and checks the text of a script. @param name stands for the file in messages. @throws ScriptRefused. */
export function parseScript(text: string, name: string): Script {
  const result = Script.safeParse(parseYaml(text, name));
  const problems = result.success
    ? stepProblems(result.data.steps, 'step ')
    : result.error.issues.map(({ path, message }) => `${placeOf(path)}: ${message}`);
  if (problems.length > 0 || !result.success)
    throw new ScriptRefused(
      `${name} is no script that can be played:\n${problems.map((line) => `  ${line}`).join('\n')}`,
    );
  return result.data;
}

function parseYaml(text: string, name: string): unknown {
  try {
    return parse(text, { uniqueKeys: true }) as unknown;
  } catch (cause) {
    throw new ScriptRefused(`${name} is not YAML: ${cause instanceof Error ? cause.message : 'unreadable'}`, { cause });
  }
}

/** `steps`, 3, `hear`, 0 is step 4, hear.1: people count from one. */
function placeOf(path: readonly PropertyKey[]): string {
  const counted = path.map((part) => (typeof part === 'number' ? String(part + 1) : String(part)));
  if (counted.length === 0) return 'the script';
  if (counted[0] === 'steps' && counted[1] !== undefined) return [`step ${counted[1]}`, ...counted.slice(2)].join(', ');
  return counted.join('.');
}

/** The prompts a name in a script stands for. @throws ScriptRefused for a name that is neither `P-…` nor a prompt. */
export function promptsOf(name: string): readonly PromptId[] {
  if (Object.hasOwn(P_MESSAGES, name)) return P_MESSAGES[name as keyof typeof P_MESSAGES];
  if (isPromptId(name)) return [name];
  throw new ScriptRefused(`there is no prompt or message ${name}`);
}

function stepProblems(steps: readonly Step[], where: string): string[] {
  return steps.flatMap((step, index) => {
    const place = `${where}${index + 1}`;
    return [
      ...(['hear', 'hearOnly', 'notHear'] as const).flatMap((field) =>
        (step[field] ?? [])
          .filter((name) => !isKnown(name))
          .map((name) => `${place}, ${field}: there is no prompt or message ${name}`),
      ),
      ...cardsOf(step)
        .filter((key) => !demoBank().cards.some((card) => card.key === key))
        .map((key) => `${place}: demo/bank.json has no card ${key}`),
      ...(step.atOnce ?? []).flatMap(({ steps: inner }, call) =>
        stepProblems(inner, `${place}, call ${call + 1}, step `),
      ),
    ];
  });
}

const isKnown = (name: string): boolean => Object.hasOwn(P_MESSAGES, name) || isPromptId(name);

function cardsOf({ press, world, wrongPins, noTraceOf }: Step): string[] {
  const pressed = press === undefined ? [] : Array.isArray(press) ? press : [press];
  return [
    ...pressed.flatMap((item) => (typeof item === 'object' && !('clientNumber' in item) ? Object.values(item) : [])),
    ...(world ? [world.unlockCard] : []),
    ...Object.keys(wrongPins ?? {}),
    ...(noTraceOf === undefined ? [] : [noTraceOf]),
  ];
}
