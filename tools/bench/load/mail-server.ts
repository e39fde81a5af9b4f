import { SmtpSink } from '../../smtp-sink/index.js';

/** What is asked of the mail server. */
export type MailServerOrder = 'go-away' | 'come-back' | 'forget' | 'tell';

/** What it saw since it was told to forget. */
export interface MailServerFigures {
  readonly url: string;
  readonly mails: number;
  readonly distinct: number;
  /** Of the mails that came, in seconds, from the first to the last. */
  readonly seconds: number;
  /** Of the file in the first of them. */
  readonly attachmentBytes: number;
}

/** The mail server of a benchmark, a process of its own as the bank's would be: takes everything, keeps one. */
const sink = await SmtpSink.listen({ keep: 1 });

function figures(): MailServerFigures {
  const { mails, distinct } = sink.mailbox;
  const [first, last] = [mails[0], mails.at(-1)];
  return {
    url: sink.url,
    mails: mails.length,
    distinct,
    seconds: first && last ? (last.receivedAt.getTime() - first.receivedAt.getTime()) / 1_000 : 0,
    attachmentBytes: first ? attachmentBytes(first.raw.toString('latin1')) : 0,
  };
}

/** Of the base 64 after the head of the last part. */
function attachmentBytes(mail: string): number {
  const head = mail.indexOf('application/pdf');
  const begins = mail.indexOf('\r\n\r\n', head);
  if (head === -1 || begins === -1) return 0;
  return Buffer.from(mail.slice(begins, mail.indexOf('\r\n--', begins)), 'base64').length;
}

async function obey(order: MailServerOrder): Promise<void> {
  if (order === 'go-away') await sink.goAway();
  if (order === 'come-back') await sink.comeBack();
  if (order === 'forget') sink.forget();
  process.send?.(figures());
}

process.on('message', (order: MailServerOrder) => void obey(order));
process.once('disconnect', () => process.exit(0));
process.send?.('ready');
