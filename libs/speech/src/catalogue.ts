import { readFileSync } from 'node:fs';
import type promptsFile from './catalogue/prompts.json';
import { Language, LANGUAGES } from './language.js';

/** The id of a text of the catalogue, by meaning: `cards.limit.debt`. */
export type PromptId = keyof typeof promptsFile;

/** What a sentence leaves open for a value; the bank's name is not one, since it is known before any call. */
export type Placeholder =
  'amount' | 'count' | 'currency' | 'date' | 'digits' | 'key' | 'last4' | 'merchant' | 'minutes' | 'when';

/** The texts of every prompt, placeholders in braces. */
// Read, not imported: the build drops import attributes, without which Node refuses a JSON module.
export const PROMPTS = JSON.parse(
  readFileSync(new URL('./catalogue/prompts.json', import.meta.url), 'utf8'),
) as Readonly<Record<PromptId, Readonly<Record<Language, string>>>>;

/** Every id of the catalogue. */
export const PROMPT_IDS = Object.keys(PROMPTS) as readonly PromptId[];

/** Whether a text, of a flow document for example, is the id of a prompt. */
export function isPromptId(id: string): id is PromptId {
  return Object.hasOwn(PROMPTS, id);
}

/** The value a prompt needs, or undefined if its sentence is complete (with the bank's name, which is no value). */
export function placeholderOf(prompt: PromptId): Placeholder | undefined {
  return PLACEHOLDERS.get(prompt);
}

/** The ids that have no words in a language, or none at all: a flow that uses one cannot be published (P12). */
export function missingPrompts(ids: Iterable<string>): { id: string; language: Language }[] {
  return [...new Set(ids)].flatMap((id) =>
    LANGUAGES.filter((language) => !isPromptId(id) || !PROMPTS[id][language]).map((language) => ({ id, language })),
  );
}

const PLACEHOLDERS: ReadonlyMap<PromptId, Placeholder> = new Map(
  PROMPT_IDS.flatMap((id) =>
    [...PROMPTS[id].sq.matchAll(/\{(\w+)\}/g)]
      .map(([, name]) => name)
      .filter((name) => name !== 'bank')
      .map((name) => [id, name as Placeholder] as const),
  ),
);
