import { LineFault } from '../../phone-line.js';
import { post } from '../post.js';

/** How the switch is set up, and where the gateway is. */
export interface FreeSwitch {
  user: string;
  password: string;
  /** The bank's own number. */
  serviceNumber: string;
  /** The address in the dialplan, without its path. */
  publicUrl: string;
  /** What is called: where the gateway listens now, without a slash at its end. */
  gatewayUrl: () => string;
  /** Every request is sent twice, at the same moment; the switch itself never does. */
  everythingTwice?: 'atOnce';
}

/** A request of the module: an address, and its form as it is written. */
export interface HttapiRequest {
  url: string;
  body: string;
}

/** What came of a request. */
export interface HttapiAnswer {
  status: number;
  type: string;
  body: string;
}

/** The module would end the application: the dialplan goes on behind it. */
export class ApplicationEnded extends LineFault {
  override readonly name = 'ApplicationEnded';
}

/** The time limit of the profile, milliseconds. */
const DEADLINE_MS = 10_000;

/** Signs in and posts as `mod_httapi` does. */
export class FreeSwitchRequests {
  constructor(private readonly settings: FreeSwitch) {}

  /** @throws ApplicationEnded for an address that is not ours, no answer in time, or one the module does not take. */
  async post(request: HttapiRequest): Promise<HttapiAnswer> {
    const twice = this.settings.everythingTwice === 'atOnce';
    const [answer, second] = await Promise.all([this.send(request), twice ? this.send(request) : undefined]);
    if (second && (second.status !== answer.status || second.body !== answer.body))
      throw new ApplicationEnded(`the same request was answered with ${answer.status} and ${second.status}, not alike`);
    if (answer.status !== 200) throw new ApplicationEnded(`${request.url} answered with ${answer.status}`);
    if (!answer.type.includes('text/xml')) throw new ApplicationEnded(`${request.url} answered with ${answer.type}`);
    return answer;
  }

  /** The same request again, byte for byte. */
  async send({ url, body }: HttapiRequest): Promise<HttapiAnswer> {
    const { publicUrl, gatewayUrl, user, password } = this.settings;
    if (!url.startsWith(`${publicUrl}/`)) throw new ApplicationEnded(`not an address of the bank: ${url}`);
    return post(gatewayUrl() + url.slice(publicUrl.length), {
      headers: {
        authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': 'mod_httapi/1.0',
        accept: '*/*',
      },
      body,
      withinMs: DEADLINE_MS,
    });
  }
}

/** A form as the switch writes it: `/` and some signs stay as they are. */
export function formOf(parameters: Iterable<readonly [name: string, value: string]>): string {
  return [...parameters].map(([name, value]) => `${name}=${encoded(value)}`).join('&');
}

function encoded(value: string): string {
  return value.replace(/[^\w!$'()*,./~-]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}
