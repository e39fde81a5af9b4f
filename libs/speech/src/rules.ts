import { ALBANIAN } from './albanian.js';
import { ENGLISH } from './english.js';
import { Language, LanguageRules } from './language.js';

/** The rules of every language; a language without rules does not compile. */
export const RULES: Record<Language, LanguageRules> = { sq: ALBANIAN, en: ENGLISH };
