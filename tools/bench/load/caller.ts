import { createHmac, randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 512 });

/** Where a load goes, and how its webhooks are signed. */
export interface Target {
  readonly origin: string;
  /** Path of the first webhook. */
  readonly entry: string;
  readonly authToken: string;
}

/** A telephone call as Twilio reports it: signed forms, documents back, the next address read from the document. */
export class Caller {
  private next = '';
  private readonly callSid = `CA${randomBytes(16).toString('hex')}`;

  constructor(
    private readonly target: Target,
    private readonly from: string,
  ) {}

  async dial(): Promise<void> {
    await this.post(`${this.target.origin}${this.target.entry}`, {});
  }

  /** Presses keys. @returns how long the document took, in milliseconds. */
  async press(digits: string): Promise<number> {
    const began = performance.now();
    await this.post(this.next, { Digits: digits, FinishedOnKey: '' });
    return performance.now() - began;
  }

  private async post(url: string, extra: Record<string, string>): Promise<void> {
    const form: Record<string, string> = {
      AccountSid: 'AC00000000000000000000000000000001',
      CallSid: this.callSid,
      CallStatus: 'in-progress',
      Direction: 'inbound',
      From: this.from,
      To: '+35542000000',
      ...extra,
    };
    const text =
      url +
      Object.keys(form)
        .sort()
        .map((name) => name + (form[name] ?? ''))
        .join('');
    const signature = createHmac('sha1', this.target.authToken).update(text).digest('base64');
    const { status, body } = await send(url, new URLSearchParams(form).toString(), signature);
    const action = /action="([^"]+)"/.exec(body)?.[1];
    if (status !== 200 || action === undefined)
      throw new Error(`no document to go on with: ${status} ${body.slice(0, 300)}`);
    this.next = action.replaceAll('&amp;', '&');
  }
}

function send(url: string, body: string, signature: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'content-length': Buffer.byteLength(body),
      'x-twilio-signature': signature,
    };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.setTimeout(15_000, () => sent.destroy(new Error('no answer within 15 s')));
    sent.end(body);
  });
}
