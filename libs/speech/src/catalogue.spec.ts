import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { isPromptId, missingPrompts, P_MESSAGES, placeholderOf, PROMPT_IDS } from './index.js';
import { PROMPTS } from './catalogue.js';
import { LANGUAGES } from './language.js';

type SystemMessage = { name: string; prompts: string[]; sq: string; en: string };
const SYSTEM_MESSAGES = JSON.parse(
  readFileSync(new URL('./__fixtures__/system-messages.json', import.meta.url), 'utf8'),
) as SystemMessage[];
const CATALOGUE_TEXT = readFileSync(new URL('./catalogue/prompts.json', import.meta.url), 'utf8');
const TERMS_TEXT = readFileSync(new URL('./catalogue/terms.json', import.meta.url), 'utf8');

describe('the catalogue of prompts', () => {
  it('holds every id once', () => {
    const written = [...CATALOGUE_TEXT.matchAll(/^ {2}"([^"]+)": \{/gm)].map(([, id]) => id);
    expect(written).toHaveLength(123);
    expect(new Set(written).size).toBe(123);
    expect(PROMPT_IDS).toEqual(written);
  });

  it('has no id that is the beginning of another, so that it can be kept as a tree', () => {
    const branches = new Set(
      PROMPT_IDS.flatMap((id) => id.split('.').map((_, i, steps) => steps.slice(0, i).join('.'))),
    );
    expect(PROMPT_IDS.filter((id) => branches.has(id))).toEqual([]);
  });

  it.each(PROMPT_IDS)('says %s in both languages, with the same single placeholder at the end of a sentence', (id) => {
    const left = LANGUAGES.map((language) => {
      const text = PROMPTS[id][language];
      expect(text.trim()).not.toBe('');
      expect(text.split(' ').length).toBeLessThanOrEqual(16);
      const values = text.match(/\{(?!bank)\w+\}/g) ?? [];
      expect(values.length).toBeLessThanOrEqual(1);
      if (values.length > 0) expect(text).toMatch(/\}\.$/);
      return values[0];
    });
    expect(left[0]).toBe(left[1]);
    expect(placeholderOf(id)).toBe(left[0]?.slice(1, -1));
  });

  it('is written in NFC with the apostrophe ’, as the synthesiser and the recordings expect', () => {
    for (const text of [CATALOGUE_TEXT, TERMS_TEXT]) {
      expect(text).toBe(text.normalize('NFC'));
      expect(text).not.toContain("'");
    }
  });

  it('P12: reports the prompts of a flow that are missing, per language and once', () => {
    expect(missingPrompts(PROMPT_IDS)).toEqual([]);
    expect(missingPrompts(['welcome', 'cards.loan', 'constructor', 'cards.loan'])).toEqual([
      { id: 'cards.loan', language: 'sq' },
      { id: 'cards.loan', language: 'en' },
      { id: 'constructor', language: 'sq' },
      { id: 'constructor', language: 'en' },
    ]);
    expect(isPromptId('welcome')).toBe(true);
    expect(isPromptId('toString')).toBe(false);
  });
});

describe('the system messages of requirements 5.4', () => {
  it('are all there, and no other', () => {
    expect(Object.keys(P_MESSAGES).sort()).toEqual(SYSTEM_MESSAGES.map(({ name }) => name).sort());
  });

  it.each(SYSTEM_MESSAGES)('$name plays $prompts with the words of the requirements', ({ name, prompts, sq, en }) => {
    const played = P_MESSAGES[name as keyof typeof P_MESSAGES];
    expect(played).toEqual(prompts);
    expect(played.every(isPromptId)).toBe(true);
    expect(played.map((id) => PROMPTS[id].sq).join(' ')).toBe(sq);
    expect(played.map((id) => PROMPTS[id].en).join(' ')).toBe(en);
  });
});
