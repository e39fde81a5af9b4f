import { secretsOf } from './script/keys.js';

/**
 * What of a card stands in a text: `number`, `PIN`. Four digits stand in longer numbers, times and ids by chance, so a PIN
 * counts where it stands alone.
 */
export function tracesOf(card: string, text: string): ('number' | 'PIN')[] {
  const { pan, pin } = secretsOf(card);
  const alone = new RegExp(`(?<![0-9A-Za-z.:-])${pin}(?![0-9A-Za-z.:-])`);
  return [...(text.includes(pan) ? ['number' as const] : []), ...(alone.test(text) ? ['PIN' as const] : [])];
}
