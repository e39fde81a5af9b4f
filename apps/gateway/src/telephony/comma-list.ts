import { commaList } from '#libs/config';
import { LANGUAGES } from '#libs/speech';
import { z } from 'zod';

/** Secrets of one connection, separated by commas: one, or several while it is being changed. */
export const SecretList = z
  .string()
  .transform(commaList)
  .pipe(z.array(z.string().min(8)).min(1).max(4));

/** Languages, separated by commas; empty for none. */
export const LanguageList = z
  .string()
  .transform(commaList)
  .pipe(z.array(z.enum(LANGUAGES)));
