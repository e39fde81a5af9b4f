import { KeyFolder } from '#libs/config';
import { PanTokens } from '../../../apps/auth/src/pan-tokens.js';
import { places } from '../../start/settings.js';
import { withCheckDigit } from '../platform/clients.js';
import type { SupervisedBank } from '../platform/supervised-bank.js';

const FIRST_CLIENT = 700_000_000;

/**
 * Adds credit cards to a bank that nobody's PIN opens: they share the verifier of one card, which on any other is compared and
 * found wrong (S2). By SQL, as ten thousand verifiers would take an hour to make.
 * @returns their numbers.
 */
export async function addAttackCards(bank: SupervisedBank, count: number): Promise<string[]> {
  const pans = Array.from({ length: count }, (_, index) => withCheckDigit(`52000000${String(index).padStart(7, '0')}`));
  const keys = new KeyFolder(places(bank.settings.dataDir).keysOf('auth'));
  const tokens = new PanTokens(keys.secret('pan.key'));
  await bank.sql(
    `WITH wanted AS (
       SELECT gen_random_uuid() AS client_id, gen_random_uuid() AS card_id, token, last_four, number
       FROM unnest($1::bytea[], $2::text[], $3::text[]) AS t (token, last_four, number)
     ), clients AS (
       INSERT INTO auth.clients (id, client_number, type, status, birth_date)
       SELECT client_id, number, 'individual', 'active', '1980-01-01' FROM wanted
     ), cards AS (
       INSERT INTO auth.cards (id, client_id, kind, status, supplementary, expiry_month, pan_token, last_four)
       SELECT card_id, client_id, 'credit', 'active', false, '2099-12', token, last_four FROM wanted
     ), tries AS (
       INSERT INTO auth.card_tries (card_id) SELECT card_id FROM wanted
     )
     INSERT INTO auth.pin_verifiers (card_id, algorithm, cost, pepper_version, verifier, pin_version)
     SELECT wanted.card_id, algorithm, cost, pepper_version, verifier, 1
     FROM wanted, (SELECT * FROM auth.pin_verifiers LIMIT 1) one`,
    [
      pans.map((pan) => tokens.of(pan)),
      pans.map((pan) => pan.slice(-4)),
      pans.map((_, index) => String(FIRST_CLIENT + index)),
    ],
  );
  return pans;
}
