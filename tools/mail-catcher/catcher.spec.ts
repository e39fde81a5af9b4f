import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningCatcher, startCatcher } from './catcher.js';

let folder: string;
let catcher: RunningCatcher;
const start = async () => {
  catcher = await startCatcher({ smtpPort: 0, uiPort: 0, folder });
};
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'catcher-'));
  await start();
});
afterEach(async () => {
  await catcher.stop();
  rmSync(folder, { recursive: true });
});

const get = (path: string) => fetch(`${catcher.uiUrl}${path}`);
const text = async (path: string) => (await get(path)).text();

async function send(mail: { subject?: string; html?: string; text?: string } = {}): Promise<void> {
  const transport = createTransport({ url: catcher.smtpUrl });
  await transport.sendMail({
    from: { name: 'Banka Demo', address: 'bank@demo.example' },
    to: { name: 'Klienti A', address: 'client.a@example.com' },
    subject: 'Pasqyra juaj',
    text: 'Përshëndetje',
    html: '<p>Përshëndetje</p>',
    attachments: [{ filename: 'pasqyra-ALL-1001.pdf', content: Buffer.from('%PDF-1.7 test') }],
    ...mail,
  });
  transport.close();
}

/** The address of the newest mail's page. */
const newest = async () => `/mails/${((await (await get('/newest')).json()) as { id: string }).id}`;

describe('the mail catcher', () => {
  it('takes a mail over SMTP and lists it, newest first', async () => {
    expect(await text('/')).toContain('No mail yet');
    await send({ subject: 'one' });
    await send({ subject: 'two' });
    const list = await text('/');
    expect(list).toContain('client.a@example.com');
    expect(list.indexOf('>two<')).toBeLessThan(list.indexOf('>one<'));
  });

  it('shows a mail as HTML, as plain text and as it came, and gives out its files', async () => {
    await send();
    const mail = await newest();
    const page = await text(mail);
    for (const part of ['Pasqyra juaj', 'Klienti A', 'bank@demo.example', 'Përshëndetje', 'pasqyra-ALL-1001.pdf'])
      expect(page).toContain(part);
    expect(await text(`${mail}/html`)).toContain('<p>Përshëndetje</p>');
    expect(await text(`${mail}/raw`)).toContain('Subject: Pasqyra juaj');
    const file = await get(`${mail}/files/0`);
    expect(file.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''pasqyra-ALL-1001.pdf");
    expect(await file.text()).toBe('%PDF-1.7 test');
  });

  it('keeps mails over a restart, and is not put off by a damaged file', async () => {
    await send();
    writeFileSync(join(folder, '1763800000000-deadbeef.json'), '{ not');
    await catcher.stop();
    await start();
    expect(await text('/')).toContain('Pasqyra juaj');
  });

  it('throws all away when asked to, by its own page alone', async () => {
    await send();
    const clear = (site: string) =>
      fetch(`${catcher.uiUrl}/clear`, { method: 'POST', headers: { 'sec-fetch-site': site }, redirect: 'manual' });
    expect((await clear('cross-site')).status).toBe(403);
    expect(await text('/')).toContain('Pasqyra juaj');
    expect((await clear('same-origin')).status).toBe(303);
    expect(await text('/')).toContain('No mail yet');
  });

  it('runs and loads nothing a mail brings', async () => {
    const hostile = '<script>alert(1)</script><img src="http://example.com/seen"><form action="http://example.com">';
    await send({ subject: '<script>alert(1)</script>', html: hostile, text: '</pre><script>alert(1)</script>' });
    const mail = await newest();
    for (const path of ['/', mail]) {
      const page = await get(path);
      expect(await page.text()).not.toContain('<script>alert');
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
    const policy = (await get(`${mail}/html`)).headers.get('content-security-policy');
    expect(policy).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox",
    );
    const raw = await get(`${mail}/raw`);
    expect(raw.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(raw.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('answers nobody who calls it by another name', async () => {
    const status = await new Promise((resolve, reject) => {
      const asked = request(catcher.uiUrl, { headers: { host: 'attacker.example' } }, (reply) =>
        resolve(reply.statusCode),
      );
      asked.on('error', reject).end();
    });
    expect(status).toBe(403);
  });

  it.each(['/mails/x', '/mails/..%2f..%2fetc', '/mails/1763800000000-deadbeef/raw', '/mails/x/files/9', '/nothing'])(
    'has nothing at %s',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );
});
