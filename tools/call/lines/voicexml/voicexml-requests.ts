import { LineFault } from '../../phone-line.js';
import { GatewayUnreachable } from '../post.js';

/** How the platform is set up, and where the gateway is. */
export interface VoiceXmlPlatform {
  /** Part of the start address, which the platform's administrator typed in. */
  secret: string;
  /** The bank's own number. */
  serviceNumber: string;
  /** The address the platform knows. */
  publicUrl: string;
  /** What is called: where the gateway listens now, without a slash at its end. */
  gatewayUrl: () => string;
  /** Every request is sent twice, at the same moment. */
  everythingTwice?: 'atOnce';
  /** Keys are posted with blanks between them, as the standard's recogniser writes a row of words; default: yes. */
  blanksBetweenKeys?: boolean;
  /** Sees every document that came. */
  onDocument?: (document: string) => void;
}

/** A request of the browser: an address, and what it posts; without a body it is fetched. */
export interface BrowserRequest {
  url: string;
  body?: string;
}

/** What came of a request. */
export interface BrowserAnswer {
  status: number;
  type: string;
  body: string;
}

/** The gateway did something no browser would put up with. */
export class FetchFailed extends LineFault {
  override readonly name = 'FetchFailed';
}

/** How long the browser waits, milliseconds: the property `fetchtimeout` of our documents. */
const DEADLINE_MS = 15_000;
/** The final state after a hang-up may be as short. */
export const FINAL_MS = 5_000;

/** Fetches and posts as a VoiceXML browser does. */
export class VoiceXmlRequests {
  constructor(private readonly platform: VoiceXmlPlatform) {}

  /** The document at an address. @throws FetchFailed for an address that is not ours, a bad answer, or none in time. */
  async documentAt(request: BrowserRequest, withinMs = DEADLINE_MS): Promise<BrowserAnswer> {
    const twice = this.platform.everythingTwice === 'atOnce';
    const [answer, second] = await Promise.all([
      this.send(request, withinMs),
      twice ? this.send(request, withinMs) : undefined,
    ]);
    if (second && (second.status !== answer.status || second.body !== answer.body))
      throw new FetchFailed(`the same request was answered with ${answer.status} and ${second.status}, not alike`);
    if (answer.status !== 200) throw new FetchFailed(`error.badfetch.http.${answer.status}: ${request.url}`);
    if (!/^(?:application\/voicexml\+xml|text\/xml)\b/.test(answer.type))
      throw new FetchFailed(`error.badfetch: ${answer.type}`);
    this.platform.onDocument?.(answer.body);
    return answer;
  }

  /** The same request again, byte for byte. */
  async send({ url, body }: BrowserRequest, withinMs = DEADLINE_MS): Promise<BrowserAnswer> {
    const { publicUrl, gatewayUrl } = this.platform;
    if (!url.startsWith(`${publicUrl}/`)) throw new FetchFailed(`not an address of the bank: ${url}`);
    const headers = {
      accept: 'application/voicexml+xml, text/xml, application/xml, */*',
      'user-agent': 'ExampleVoiceBrowser/12.6',
      ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    };
    const signal = AbortSignal.timeout(withinMs);
    const method = body === undefined ? 'GET' : 'POST';
    const options = { method, headers, signal, redirect: 'manual', ...(body === undefined ? {} : { body }) } as const;
    try {
      const response = await fetch(gatewayUrl() + url.slice(publicUrl.length), options);
      const type = response.headers.get('content-type') ?? '';
      return { status: response.status, type, body: await response.text() };
    } catch (cause) {
      throw new GatewayUnreachable(`no answer from ${gatewayUrl()} within ${withinMs} ms`, { cause });
    }
  }
}
