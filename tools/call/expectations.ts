import type { Language, PromptId } from '#libs/speech';
import type { Heard, HeardPart } from './phone-line.js';
import { promptsOf } from './script/read-script.js';
import type { Step } from './script/script.schema.js';

/** What became of one expectation. */
export interface Finding {
  kind: 'met' | 'missed' | 'unchecked';
  text: string;
}

const met = (text: string): Finding => ({ kind: 'met', text });
const missed = (text: string): Finding => ({ kind: 'missed', text });
const judge = (holds: boolean, text: string, otherwise: string): Finding =>
  holds ? met(text) : missed(`${text}: ${otherwise}`);

/** Everything a step expects of the last turn. */
export function checkHeard(step: Step, heard: Heard | undefined, language: Language): Finding[] {
  const parts = heard?.parts ?? [];
  const was = `heard was ${parts.length === 0 ? 'nothing' : parts.map(nameOf).join(', ')}`;
  const findings: Finding[] = [];
  if (step.hear) findings.push(judge(isInOrder(parts, all(step.hear)), `hear ${step.hear.join(', ')}`, was));
  if (step.hearOnly) {
    const wanted = all(step.hearOnly);
    const same = parts.length === wanted.length && wanted.every((prompt, index) => reads(parts[index], prompt));
    findings.push(judge(same, `hear only ${step.hearOnly.join(', ')}`, was));
  }
  for (const name of step.notHear ?? []) {
    const found = promptsOf(name).some((prompt) => parts.some((part) => reads(part, prompt)));
    findings.push(judge(!found, `not hear ${name}`, was));
  }
  for (const sentence of step.say?.[language] ?? []) {
    const texts = parts.map(({ text }) => text);
    findings.push(judge(texts.includes(sentence), `say “${sentence}”`, `heard was “${texts.join(' ')}”`));
  }
  return findings;
}

/** What a step expects of a transfer. */
export function checkTransfer(
  step: Step,
  heard: Heard | undefined,
  sees: { queue: boolean; context: boolean },
): Finding[] {
  if (step.transferTo === undefined && !step.context) return [];
  const awaits = heard?.awaits;
  if (awaits?.kind !== 'transfer') return [missed(`transfer to ${step.transferTo ?? 'an agent'}: there is none`)];
  const findings: Finding[] = [];
  if (step.transferTo !== undefined) {
    const text = `transfer to ${step.transferTo}`;
    findings.push(
      sees.queue
        ? judge(awaits.queue === step.transferTo, text, `it went to ${awaits.queue ?? awaits.destination}`)
        : { kind: 'unchecked', text: `${text}: the queue is not seen here; it went to ${awaits.destination}` },
    );
  }
  for (const [field, wanted] of Object.entries(step.context ?? {})) {
    const text = `the agent sees ${field} ${String(wanted)}`;
    const shown = awaits.context?.[field];
    if (!sees.context) findings.push({ kind: 'unchecked', text: `${text}: not seen here` });
    else findings.push(judge((shown ?? null) === wanted, text, `shown is ${JSON.stringify(shown ?? null)}`));
  }
  return findings;
}

/** R23: after the language was chosen everything is in that language; the welcome alone is in both. */
export function checkLanguage(heard: readonly Heard[], language: Language): Finding[] {
  const wrong = heard
    .flatMap(({ parts }) => parts)
    .filter(
      (part) => part.language !== language && !part.prompt?.startsWith('language.option') && part.prompt !== 'welcome',
    );
  return wrong.map((part) => missed(`everything in ${language} (R23): “${part.text}” is ${part.language}`));
}

const all = (names: readonly string[]): PromptId[] => names.flatMap((name) => promptsOf(name));

function isInOrder(parts: readonly HeardPart[], wanted: readonly PromptId[]): boolean {
  let from = 0;
  for (const prompt of wanted) {
    const at = parts.findIndex((part, index) => index >= from && reads(part, prompt));
    if (at === -1) return false;
    from = at + 1;
  }
  return true;
}

function reads(part: HeardPart | undefined, prompt: PromptId): boolean {
  return part !== undefined && (part.prompt === prompt || (part.alsoReads ?? []).includes(prompt));
}

const nameOf = (part: HeardPart): string => part.prompt ?? `“${part.text}”`;
