import type { Leg } from '../../call/lines/documents/document-line.js';
import type { Verb } from '../../call/lines/documents/verbs.js';
import type { Delivery, Form, SignedRequest } from '../../call/lines/documents/webhooks.js';
import type { Network } from './networks.js';

/** Where a bank is reached; all there is to know of it from outside. */
export type Address = Pick<Delivery, 'publicUrl' | 'gatewayUrl'>;

/** Signs a form for an address as somebody would, and sends nothing. */
export async function signedBy(
  legOf: Network['legOf'],
  publicUrl: string,
  { url, form }: { url: string; form: Form },
): Promise<SignedRequest> {
  const unsent = { status: 0, type: '', body: '' };
  const leg = legOf({ publicUrl, gatewayUrl: () => publicUrl, carry: () => Promise.resolve(unsent) }, '');
  return (await leg.webhooks.post(url, form)).request;
}

/** A call that awaits a key, and whose requests strangers make up, alter and repeat. */
export class AttackedCall {
  readonly leg: Leg;
  /** Where the open collect reports. */
  private awaitsAt = '';

  private constructor(
    readonly network: Network,
    private readonly address: Address,
    from: string,
  ) {
    this.leg = network.legOf(address, from);
  }

  /** A call that was answered and in which the language was chosen. */
  static async begin(network: Network, address: Address, from: string): Promise<AttackedCall> {
    const call = new AttackedCall(network, address, from);
    call.take((await call.leg.webhooks.post(call.leg.addresses.call, call.leg.forms.first())).body);
    await call.press('2');
    return call;
  }

  /** The next request, as it should be. @throws LineFault when the bank does not go on from it. */
  async press(keys: string): Promise<void> {
    const { url, form } = this.pressing(keys);
    this.take((await this.leg.webhooks.post(url, form)).body);
  }

  /** The request of keys where they are awaited, not signed yet. */
  pressing(keys: string): { url: string; form: Form } {
    return { url: this.awaitsAt, form: this.leg.forms.keys(keys, '') };
  }

  /** The first request of another call, not signed yet. */
  dialling(): { url: string; form: Form } {
    const other = this.network.legOf(this.address, '+355690000009');
    return { url: other.addresses.call.replace(/#.*$/, ''), form: other.forms.first() };
  }

  /** A request signed as it should be, which was not sent. */
  signed(request: { url: string; form: Form }): Promise<SignedRequest> {
    return signedBy(this.network.legOf, this.address.publicUrl, request);
  }

  private take(document: string): void {
    const gather = this.leg
      .parse(document)
      .find((verb): verb is Extract<Verb, { verb: 'Gather' }> => verb.verb === 'Gather');
    if (gather?.action === undefined) throw new Error(`${this.network.name}: no key is awaited`);
    this.awaitsAt = gather.action.replace(/#.*$/, '');
  }
}
