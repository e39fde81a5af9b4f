import { type GrantClaims, GrantSigner } from '#libs/grants';
import { KeyFolder } from '#libs/config';
import { randomBytes, randomUUID } from 'node:crypto';
import type { DemoClient } from './demo-bank.js';

const EVERY_ITEM: GrantClaims['items'] = ['C1', 'C2', 'C3', 'A1', 'A2', 'A3'];

/** A request's proof, as every request for a client's data carries it. */
export interface Proof {
  readonly callId: string;
  readonly grant: string;
}

/** Signs grants as auth would, with the secret of the test's own auth. */
export class TestGrants {
  private readonly signer: GrantSigner;

  /** @param authSecrets auth's folder of keys. */
  constructor(authSecrets: string) {
    this.signer = new GrantSigner(new KeyFolder(authSecrets).secret('grant.key'));
  }

  /**
   * A grant for a call of its own that opens everything of a client for ten minutes; a test says what differs.
   * @param times `issuedAt` and `expiresAt` in milliseconds from now.
   */
  async for(
    client: Pick<DemoClient, 'id'>,
    difference: Partial<GrantClaims> = {},
    times: { issuedAt?: number; expiresAt?: number } = {},
  ): Promise<Proof> {
    const claims: GrantClaims = {
      callId: randomUUID(),
      clientId: client.id,
      level: 'credit_card',
      items: EVERY_ITEM,
      ...difference,
    };
    const at = (fromNow: number) => new Date(Date.now() + fromNow);
    const grant = await this.signer.sign(claims, at(times.issuedAt ?? 0), at(times.expiresAt ?? 600_000));
    return { callId: claims.callId, grant };
  }

  /**
   * Proofs that must open nothing of a client for a request that needs one of `items` (S18), each by what is wrong with it.
   * @param other whose data they would open instead, or pretend to.
   */
  async worthless(
    client: Pick<DemoClient, 'id'>,
    other: Pick<DemoClient, 'id'>,
    ...items: readonly GrantClaims['items'][number][]
  ): Promise<Record<string, Proof>> {
    const good = await this.for(client);
    const low = await this.for(client, {
      level: 'client_number',
      items: EVERY_ITEM.filter((one) => !items.includes(one)),
    });
    const stranger = new GrantSigner(randomBytes(32));
    const claims = { callId: good.callId, clientId: client.id, level: 'credit_card', items: EVERY_ITEM } as const;
    const forged = await stranger.sign({ ...claims, items: EVERY_ITEM }, new Date(), new Date(Date.now() + 600_000));
    return {
      'no grant worth the name': { callId: good.callId, grant: 'none' },
      'an expired grant': await this.for(client, {}, { issuedAt: -1_200_000, expiresAt: -1_000 }),
      'the grant of another call': { callId: randomUUID(), grant: good.grant },
      'a grant without the item': low,
      'a grant with the item pasted in': { callId: low.callId, grant: withClaims(low.grant, { items: EVERY_ITEM }) },
      'a grant with its level raised': { callId: low.callId, grant: withClaims(low.grant, { level: 'credit_card' }) },
      'another client’s grant with this client pasted in': {
        callId: good.callId,
        grant: withClaims((await this.for(other, { callId: good.callId })).grant, { clientId: client.id }),
      },
      'a grant signed by somebody else': { callId: good.callId, grant: forged },
      'a grant that needs no signature': { callId: good.callId, grant: unsigned(good.grant) },
    };
  }
}

/** The token with other claims under the signature of the first. */
function withClaims(grant: string, claims: Partial<GrantClaims>): string {
  const [header = '', payload = '', signature = ''] = grant.split('.');
  const said = JSON.parse(Buffer.from(payload, 'base64url').toString()) as GrantClaims;
  return [header, encoded({ ...said, ...claims }), signature].join('.');
}

function unsigned(grant: string): string {
  const [, payload = ''] = grant.split('.');
  return [encoded({ alg: 'none', typ: 'grant+jwt' }), payload, ''].join('.');
}

const encoded = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
