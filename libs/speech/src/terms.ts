import { readFileSync } from 'node:fs';
import type termsFile from './catalogue/terms.json';
import { Language } from './language.js';

/** The tables a native speaker reviews: currencies, months, respellings and the words recordings are made of. */
type Terms = typeof termsFile;

// Read, not imported: the build drops import attributes, without which Node refuses a JSON module.
export const TERMS = JSON.parse(readFileSync(new URL('./catalogue/terms.json', import.meta.url), 'utf8')) as Terms;

/** Words to respell in the synthesiser's copy of a text only. */
export const RESPELLINGS: Record<Language, Readonly<Record<string, string>>> = TERMS.pronunciation;
