import { Readable } from 'node:stream';
import {
  createTransport,
  type MailMessage,
  type SendMailOptions,
  type SMTPPoolOptions,
  type Transporter,
} from 'nodemailer';
import type { Outcome } from '../domain/delivery.js';
import { withoutAddresses } from '../domain/e-mail-address.js';
import { outcomeOfFailure, type SmtpFailure } from '../domain/smtp-failure.js';
import { Gate } from './gate.js';

/** How the bank's mail server is reached; from the environment. */
export interface MailServerSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS. */
  readonly implicitTls: boolean;
  /** `opportunistic`, for the demo alone: also without TLS, and with any certificate. */
  readonly tls: 'required' | 'opportunistic';
  readonly login: { readonly user: string; readonly pass: string } | undefined;
  /** E-mails under way at a time; those that stand still may come on top ({@link Gate.connections}). */
  readonly connections: number;
  /** How long a conversation may take up to the final dot, besides the time its bytes need. */
  readonly timeoutMs: number;
  /** How long the reply to the final dot is awaited (security.md §3: 10 minutes). */
  readonly replyMs: number;
  readonly dkim: { readonly domainName: string; readonly keySelector: string; readonly privateKey: string } | undefined;
}

/** One e-mail to be handed over. */
export interface Handover {
  readonly message: SendMailOptions;
  /** The only address it may go to (S35). */
  readonly recipient: string;
  /** Size of the attachments: large ones get more time. */
  readonly bytes: number;
  /** Ends it: what was not handed over by then is not sent. */
  readonly signal: AbortSignal;
  /** Told once, when it stands still. */
  readonly onStall: () => void;
}

const LARGE_PART = 65_536;
/** An e-mail that takes longer than this stands still, as far as others are concerned. */
const STALL_MS = 5_000;
/** The slowest line a large e-mail is sent over, in bytes a second. */
const SLOWEST_LINE = 50_000;
const GREETING_MS = 15_000;
const CONNECT_MS = 10_000;
/** Shorter than servers keep silent connections, so that none is found dead when it is wanted. */
const IDLE_MS = 20_000;

/** The message would not go to the address on record, and to it alone; nothing was sent (S35). */
export class WrongRecipient extends Error {
  override readonly name = 'WrongRecipient';
}

/** The bank's mail server, over connections that are kept for the next e-mail. */
export class MailServer {
  private readonly transport: Transporter;
  /** What is to happen when the last byte of a message was handed to its connection. */
  private readonly atFinalDot = new WeakMap<object, () => void>();

  constructor(private readonly settings: MailServerSettings) {
    this.transport = createTransport(poolOptions(settings));
    this.transport.use('stream', (mail, done) => {
      this.watchFinalDot(mail);
      done();
    });
  }

  /**
   * Hands one e-mail over. SMTP never runs inside a database transaction: this may take more than ten minutes.
   * @throws WrongRecipient when the envelope is not exactly the one recipient.
   */
  async send({ message, recipient, bytes, signal, onStall }: Handover): Promise<Outcome> {
    assertOnlyTo(recipient, message);
    const conversation = new AbortController();
    const end = () => conversation.abort();
    signal.addEventListener('abort', end, { once: true });
    let handedOver = false;
    const stall = setTimeout(onStall, STALL_MS);
    let limit = setTimeout(end, this.settings.timeoutMs + (bytes / SLOWEST_LINE) * 1_000);
    const data = {
      ...message,
      signal: conversation.signal,
      disableFileAccess: true,
      disableUrlAccess: true,
    };
    this.atFinalDot.set(conversation.signal, () => {
      handedOver = true;
      clearTimeout(limit);
      limit = setTimeout(end, this.settings.replyMs);
    });
    try {
      const info = (await this.transport.sendMail(data)) as { response?: string };
      return { kind: 'sent', reply: withoutAddresses(info.response ?? '') };
    } catch (error) {
      return this.outcomeOf(error as SmtpFailure, { handedOver, stopped: signal.aborted });
    } finally {
      clearTimeout(limit);
      clearTimeout(stall);
      signal.removeEventListener('abort', end);
    }
  }

  /** Ends every connection at once. */
  close(): void {
    (this.transport as unknown as { close(options: { force: boolean }): void }).close({ force: true });
  }

  private outcomeOf(failure: SmtpFailure, how: { handedOver: boolean; stopped: boolean }): Outcome {
    if (failure.code !== 'EABORT') return outcomeOfFailure(failure, how.handedOver);
    if (how.handedOver) {
      const why = how.stopped ? 'we were stopped' : `the reply did not come within ${this.settings.replyMs / 1_000} s`;
      return { kind: 'unknown', reply: `handed over, but ${why}` };
    }
    if (how.stopped) return { kind: 'postponed', because: 'stopping', reply: 'we were stopped' };
    return { kind: 'deferred', reply: `the server took longer than ${this.settings.timeoutMs / 1_000} s` };
  }

  /**
   * The end of the message's stream is reached when its last byte was read by the connection, which then writes the dot.
   * From here on a cut tells nothing: the server may have all of it.
   */
  private watchFinalDot({ data, message }: MailMessage): void {
    const told = data.signal && this.atFinalDot.get(data.signal);
    if (!told) return;
    const create = message.createReadStream.bind(message);
    message.createReadStream = (options) => inLargeParts(create(options)).once('end', told);
  }
}

/**
 * The same bytes in parts of up to 64 KB: nodemailer makes a message of some thirty small ones, and each would be a write of
 * its own to the connection, which costs more than the rest of a small e-mail.
 */
function inLargeParts(source: Readable): Readable {
  return Readable.from(gathered(source), { objectMode: false });
}

async function* gathered(source: Readable): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const part of source) {
    parts.push(part as Buffer);
    size += (part as Buffer).length;
    if (size < LARGE_PART) continue;
    yield Buffer.concat(parts);
    parts = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(parts);
}

function poolOptions(settings: MailServerSettings): SMTPPoolOptions & { pool: true } {
  const required = settings.tls === 'required';
  return {
    pool: true,
    host: settings.host,
    port: settings.port,
    secure: settings.implicitTls,
    requireTLS: required && !settings.implicitTls,
    opportunisticTLS: !required,
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: required },
    ...(settings.login ? { auth: settings.login, forceAuth: true } : {}),
    ...(settings.dkim ? { dkim: settings.dkim } : {}),
    maxConnections: Gate.connections(settings.connections),
    maxMessages: 100,
    // What failed is offered again by us, from its row: the pool would send a half-read stream a second time.
    maxRequeues: 0,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: Math.min(GREETING_MS, settings.timeoutMs),
    // The limits of send() end a conversation earlier; this one is for what they might miss.
    socketTimeout: settings.timeoutMs + settings.replyMs + 60_000,
    socketCloseTimeout: 1_000,
    idleTimeout: IDLE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  };
}

function assertOnlyTo(recipient: string, { envelope, to, cc, bcc }: SendMailOptions): void {
  const inEnvelope = envelope?.to;
  const envelopeIsRight =
    inEnvelope === recipient || (Array.isArray(inEnvelope) && inEnvelope.length === 1 && inEnvelope[0] === recipient);
  if (!envelopeIsRight) throw new WrongRecipient('the envelope is not the address on record');
  const toIsRight = typeof to === 'object' && 'address' in to && to.address === recipient;
  if (!toIsRight || cc !== undefined || bcc !== undefined) throw new WrongRecipient('the headers name another address');
}
