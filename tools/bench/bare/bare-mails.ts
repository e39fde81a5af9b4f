import { once } from 'node:events';
import { createTransport } from 'nodemailer';

/** So many e-mails with one attachment each, over so many connections. */
export interface BareMailJob {
  readonly port: number;
  readonly mails: number;
  readonly connections: number;
  readonly attachmentBytes: number;
}

/** nodemailer alone: no database, no bus, no document; what it can do at most on this machine. */
const [job] = (await once(process, 'message')) as [BareMailJob];
const transport = createTransport({
  pool: true,
  host: '127.0.0.1',
  port: job.port,
  ignoreTLS: true,
  maxConnections: job.connections,
  maxMessages: 100,
});
const content = Buffer.alloc(job.attachmentBytes, '%PDF-1.7 statement ');
const began = performance.now();
let sent = 0;
const sender = async () => {
  while (sent < job.mails) {
    const number = sent++;
    await transport.sendMail({
      from: 'statements@bank.example',
      to: `client${number}@example.com`,
      subject: 'The account statement you asked for',
      text: 'As you asked by phone, we are sending you your account statement.'.repeat(20),
      html: '<p>As you asked by phone, we are sending you your account statement.</p>'.repeat(60),
      attachments: [{ filename: 'statement-EUR-1001.pdf', content }],
    });
  }
};
await Promise.all(Array.from({ length: job.connections }, sender));
process.send?.({ seconds: (performance.now() - began) / 1_000 }, () => process.exit(0));
