import type { EntityManager } from 'typeorm';
import type { CardFacts } from '../domain/card-usability.js';
import type { Credential, Found, FoundCard, FoundClient } from '../domain/credential.js';
import type { VerificationPolicy } from '../domain/verification-policy.js';

/** The clients for whom a number is registered, and whether each got it recently. Equality, never anything looser (S16). */
export interface NumberOfClient {
  readonly clientId: string;
  readonly inQuarantine: boolean;
}

export async function clientsOfNumber(
  manager: EntityManager,
  callerNumber: string | undefined,
  quarantineDays: number,
): Promise<NumberOfClient[]> {
  if (callerNumber === undefined) return [];
  return manager.query<NumberOfClient[]>(
    `SELECT client_id AS "clientId",
            coalesce(changed_at > now() - make_interval(days => $2::int), false) AS "inQuarantine"
     FROM client_phones WHERE number = $1`,
    [callerNumber, quarantineDays],
  );
}

const CARD_FACTS = `card.kind, card.status, card.supplementary, card.active_from::text AS "activeFrom",
  card.expiry_month AS "expiryMonth"`;
const CLIENT_FACTS = `client.client_number AS "clientNumber", client.type AS "clientType",
  client.status AS "clientStatus", client.birth_date::text AS "birthDate"`;

interface ClientRow {
  clientId: string;
  clientNumber: string;
  clientType: FoundClient['type'];
  clientStatus: FoundClient['status'];
  birthDate: string | null;
}

type CardRow = ClientRow & Omit<FoundCard, 'id'> & { cardId: string };

/** What a credential leads to: a card and its owner, or a client; undefined when it leads to nothing. */
export async function findCredential(
  manager: EntityManager,
  credential: Credential,
  numbers: readonly NumberOfClient[],
  policy: VerificationPolicy,
): Promise<Found | undefined> {
  return credential.kind === 'card'
    ? findCard(manager, credential.panToken, policy.pin.maxFailuresTotal)
    : findClient(manager, credential.clientNumber, numbers);
}

async function findCard(manager: EntityManager, panToken: Buffer, maxTotal: number): Promise<Found | undefined> {
  const [row] = await manager.query<CardRow[]>(
    `SELECT card.id AS "cardId", card.last_four AS "lastFour", ${CARD_FACTS}, client.id AS "clientId", ${CLIENT_FACTS},
            coalesce(tries.locked_until > now(), false) OR tries.total >= $2 AS "lockedForPhone"
     FROM cards card
     JOIN clients client ON client.id = card.client_id
     JOIN card_tries tries ON tries.card_id = card.id
     WHERE card.pan_token = $1`,
    [panToken, maxTotal],
  );
  if (!row) return undefined;
  const { cardId, lastFour, kind, status, supplementary, activeFrom, expiryMonth, lockedForPhone } = row;
  const card = { id: cardId, lastFour, kind, status, supplementary, activeFrom, expiryMonth, lockedForPhone };
  return { client: clientOf(row), card, clientsCards: [], numberInQuarantine: false };
}

async function findClient(
  manager: EntityManager,
  clientNumber: string,
  numbers: readonly NumberOfClient[],
): Promise<Found | undefined> {
  const [row] = await manager.query<ClientRow[]>(
    `SELECT client.id AS "clientId", ${CLIENT_FACTS} FROM clients client WHERE client.client_number = $1`,
    [clientNumber],
  );
  const id = row?.clientId ?? null;
  // Asked for nobody too, so that an unknown client costs what a known one does.
  const clientsCards = await manager.query<CardFacts[]>(
    `SELECT ${CARD_FACTS} FROM cards card WHERE card.client_id = $1`,
    [id],
  );
  if (!row) return undefined;
  const numberInQuarantine = numbers.some((number) => number.clientId === id && number.inQuarantine);
  return { client: clientOf(row), clientsCards, numberInQuarantine };
}

function clientOf(row: ClientRow): FoundClient {
  return {
    id: row.clientId,
    clientNumber: row.clientNumber,
    type: row.clientType,
    status: row.clientStatus,
    birthDate: row.birthDate,
  };
}
