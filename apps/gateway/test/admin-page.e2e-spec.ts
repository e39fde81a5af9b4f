import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import { demoCards, demoClients, eventually, startBank, type TestBank } from '../../../test/harness/index.js';
import { findChromium } from '../../../tools/bootstrap/programs.mjs';
import { codeFor, PASSWORD, TestStaff } from './admin-staff.js';
import { PUBLIC_URL, TwilioCaller } from './twilio-caller.js';

const executablePath = findChromium();
// Told as skipped where there is no browser: nothing here was checked then.
const describeWithBrowser = executablePath === undefined ? describe.skip : describe;

const A = demoClients['A']!;
const CARD = demoCards['A-credit']!;

describeWithBrowser('the page for staff in a real browser', () => {
  let bank: TestBank;
  let staff: TestStaff;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  let secret: string;
  let secretOfSecurity: string;

  beforeAll(async () => {
    bank = await startBank({
      services: ['auth', 'accounts', 'cards', 'notifications', 'gateway'],
      environment: { gateway: { ADMIN: 'on', PUBLIC_URL } },
    });
    staff = await TestStaff.of(bank);
    ({ secret } = await staff.create('olga', 'operator'));
    ({ secret: secretOfSecurity } = await staff.create('sara', 'security'));
    await bank.sql(
      `INSERT INTO auth.card_tries (card_id, consecutive, total, locked_until) VALUES ($1, 3, 3, now() + interval '1 day')
       ON CONFLICT (card_id) DO UPDATE SET consecutive = 3, total = 3, locked_until = excluded.locked_until`,
      [CARD.id],
    );
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
    page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (line) => {
      if (line.type() === 'error') complaints.push(line.text());
    });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await staff.close();
    await bank.stop();
  });

  const picture = async (name: string) => {
    const folder = process.env['SCREENSHOTS_DIR'];
    if (folder === undefined) return;
    for (const [size, width] of Object.entries({ desktop: 1280, phone: 390 })) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: `${folder}/${name}-${size}.png`, fullPage: true });
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  };

  it('S38: nothing is shown before somebody signs in with password and one-time code, by keyboard alone', async () => {
    await page.goto(`${bank.adminUrl}/admin`);
    await page.getByLabel('Name').waitFor();
    expect(await page.locator('#places').isVisible()).toBe(false);
    await picture('sign-in');
    // The name has the focus: everything from here on is typed.
    await page.keyboard.type('olga');
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Tab');
    await page.keyboard.type(codeFor(secret));
    await page.keyboard.press('Enter');
    await page.getByText('olga (operator)').waitFor();
    await page.getByRole('region', { name: 'At a glance' }).waitFor();
  });

  it('a live call is seen, and its time line is followed while it goes on', async () => {
    const caller = new TwilioCaller(() => bank.gatewayUrl, A.phone);
    await caller.dial();
    await caller.press('2');
    await page.getByRole('link', { name: 'Calls' }).click();
    const live = page.getByRole('region', { name: 'Live calls' });
    await live.getByRole('cell', { name: `…${A.phone.slice(-3)}` }).waitFor();
    await picture('calls');
    await live.getByRole('link').first().click();
    const timeLine = page.getByRole('list', { name: 'Time line' });
    await timeLine.waitFor();
    const before = await timeLine.getByRole('listitem').count();
    await caller.press('1');
    await eventually(async () => (await timeLine.getByRole('listitem').count()) > before, 15_000);
    expect(await page.getByText(A.phone).count()).toBe(1);
    await picture('time-line');
    await caller.post('/telephony/twilio/status', caller.parameters({ CallStatus: 'completed' }));
    await page.getByText(/ended .*caller hangup/).waitFor();
  });

  it('S33: a card is unlocked with a reason, and the audit trail says who did it', async () => {
    await page.getByRole('link', { name: 'Locks' }).click();
    const unlock = page.getByRole('button', { name: `Unlock the credit card ending in ${CARD.pan.slice(-4)}` });
    await unlock.focus();
    await picture('locks');
    await page.keyboard.press('Enter');
    await page.getByLabel('Reason').fill('showed her papers at the branch');
    await page.keyboard.press('Enter');
    await page.getByText('No card is locked.').waitFor();
    const rows = await bank.sql<{ actor: string; reason: string; subject: string }>(
      `SELECT actor, reason, subject FROM gateway.audit_trail WHERE reason = 'showed her papers at the branch'`,
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows)
      expect(row).toMatchObject({ actor: expect.stringContaining('olga'), subject: `card:${CARD.id}` });
    const [{ locked } = { locked: true }] = await bank.sql<{ locked: boolean }>(
      'SELECT locked_until > now() AS locked FROM auth.card_tries WHERE card_id = $1',
      [CARD.id],
    );
    expect(locked).not.toBe(true);
  });

  it('calls per hour, how they ended, where callers left and e-mails by state are shown', async () => {
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('img', { name: /Calls per hour: 1 in all/ }).waitFor();
    expect(await page.getByRole('region', { name: 'How calls ended' }).innerText()).toContain('caller hangup');
    await page.locator('.drawing canvas').waitFor();
    await picture('overview');
    await page.getByRole('link', { name: 'E-mails' }).click();
    await page.getByRole('region', { name: 'E-mails by state' }).waitFor();
    await picture('deliveries');
  });

  it('a reload keeps the session, signing out ends it, and no script or style was refused', async () => {
    await page.reload();
    await page.getByText('olga (operator)').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Password').waitFor();
    await page.reload();
    await page.getByLabel('Password').waitFor();
    expect(complaints).toEqual([]);
  });

  it('S33: security looks the audit trail through on the page, an operator is not offered it', async () => {
    expect(await page.getByRole('link', { name: 'Audit' }).count()).toBe(0);
    await page.getByLabel('Name').fill('sara');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByLabel('Code').fill(codeFor(secretOfSecurity));
    await page.keyboard.press('Enter');
    await page.getByText('sara (security)').waitFor();
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByLabel('actor').fill('staff:olga');
    await page.getByLabel('subject').fill(`card:${CARD.id}`);
    await page.keyboard.press('Enter');
    const row = page.getByRole('row').filter({ hasText: 'showed her papers at the branch' });
    await row.getByRole('cell', { name: 'done', exact: true }).waitFor();
    // The heading and this one.
    await eventually(async () => (await page.getByRole('row').count()) === 2, 10_000);
    await picture('audit');
    expect(complaints).toEqual([]);
  });
});
