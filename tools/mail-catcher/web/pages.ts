import type { Attachment, ParsedMail } from 'mailparser';
import type { CaughtMail } from '../caught-mails.js';
import { html, type Html } from './html.js';

/** Mails on one page of the list. */
export const PAGE = 50;

/** A whole page. */
function page(title: string, content: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/catcher.css" />
        <script src="/catcher.js" defer></script>
      </head>
      <body>
        ${content}
      </body>
    </html>`.text;
}

/** The list of mails. */
export function listPage(mails: readonly CaughtMail[], { from, count }: { from: number; count: number }): string {
  const title = count === 0 ? 'Mail catcher' : `Mail catcher (${count})`;
  return page(
    title,
    html`<header>
        <h1><a href="/">Mail catcher</a> <small>nothing is delivered</small></h1>
        ${count === 0 ? '' : html`<form method="post" action="/clear"><button>Delete all</button></form>`}
      </header>
      <main id="list" data-newest="${mails[0]?.id ?? ''}">
        ${count === 0 ? nothing() : table(mails)} ${pager(from, count)}
      </main>`,
  );
}

function nothing(): Html {
  return html`<p class="nothing">
    No mail yet. Ask for a statement on the phone (accounts, then 3); it appears here by itself.
  </p>`;
}

function table(mails: readonly CaughtMail[]): Html {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">To</th>
        <th scope="col">Subject</th>
        <th scope="col">Received</th>
      </tr>
    </thead>
    <tbody>
      ${mails.map(
        ({ id, to, subject, receivedAt }) =>
          html`<tr>
            <td>${to.join(', ')}</td>
            <td><a href="/mails/${id}">${subject === '' ? '(no subject)' : subject}</a></td>
            <td>${moment(receivedAt)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function pager(from: number, count: number): Html {
  const newer = from > 0 ? html`<a href="/?from=${Math.max(0, from - PAGE)}">Newer</a>` : html``;
  const older = from + PAGE < count ? html`<a href="/?from=${from + PAGE}">Older</a>` : html``;
  return html`<nav aria-label="Pages">${newer} ${older}</nav>`;
}

/** One mail, as a mail program shows it. */
export function mailPage(mail: CaughtMail, parsed: ParsedMail): string {
  const hasHtml = typeof parsed.html === 'string';
  return page(
    mail.subject === '' ? 'Mail' : mail.subject,
    html`<header>
        <h1><a href="/">Mail catcher</a> <small>nothing is delivered</small></h1>
      </header>
      <main>
        <article>
          <h2>${mail.subject === '' ? '(no subject)' : mail.subject}</h2>
          <dl>
            <dt>From</dt>
            <dd>${parsed.from?.text ?? mail.from}</dd>
            <dt>To</dt>
            <dd>${addressesOf(parsed, mail)}</dd>
            <dt>Received</dt>
            <dd>${moment(mail.receivedAt)}</dd>
            <dt>Message-ID</dt>
            <dd>${parsed.messageId ?? 'none'}</dd>
          </dl>
          ${attachments(mail, parsed.attachments)}
          ${hasHtml ? html`<iframe src="/mails/${mail.id}/html" title="The mail as HTML" sandbox></iframe>` : ''}
          <details ${hasHtml ? '' : 'open'}>
            <summary>As plain text</summary>
            <pre>${parsed.text ?? '(no plain text)'}</pre>
          </details>
          <p><a href="/mails/${mail.id}/raw">The message as it came</a> (${size(mail.bytes)})</p>
        </article>
      </main>`,
  );
}

/** What an HTML mail says, for a frame that can do nothing. */
export function htmlOf(parsed: ParsedMail): string {
  return typeof parsed.html === 'string' ? parsed.html : '';
}

/** Where there is nothing. */
export function missingPage(): string {
  return page(
    'Not here',
    html`<main>
      <p class="nothing">There is no such mail. <a href="/">All mails</a></p>
    </main>`,
  );
}

function addressesOf(parsed: ParsedMail, mail: CaughtMail): string {
  const named = Array.isArray(parsed.to) ? parsed.to.map(({ text }) => text).join(', ') : parsed.to?.text;
  const envelope = mail.to.join(', ');
  // The envelope decides where a mail goes, whatever its headers say.
  return named?.includes(envelope) === true ? named : `${named ?? ''} (envelope: ${envelope})`;
}

function attachments(mail: CaughtMail, files: readonly Attachment[]): Html {
  if (files.length === 0) return html``;
  return html`<ul class="files" aria-label="Attachments">
      ${files.map(
        ({ filename, contentType, size: bytes }, index) =>
          html`<li>
            <a href="/mails/${mail.id}/files/${index}" download>${filename ?? `file ${index + 1}`}</a>
            <small>${contentType}, ${size(bytes)}</small>
          </li>`,
      )}
    </ul>
    <p class="hint">
      A PDF opens with the client’s own statement password; those of the demo stand in demo/bank.json.
    </p>`;
}

function moment(iso: string): Html {
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;
}

function size(bytes: number): string {
  return bytes < 1_000
    ? `${bytes} B`
    : bytes < 1_000_000
      ? `${Math.round(bytes / 1_000)} kB`
      : `${(bytes / 1e6).toFixed(1)} MB`;
}
