import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { demoCards, demoClients, eventually, startBank, type TestBank } from '../../../../../../test/harness/index.js';
import { findChromium } from '../../../../../../tools/bootstrap/programs.mjs';

const executablePath = findChromium();
// Told as skipped where there is no browser: nothing here was checked then.
const describeWithBrowser = executablePath === undefined ? describe.skip : describe;

const A = demoClients['A']!;
const { pan, pin } = demoCards['A-credit']!;
/** Sentences take their time, and a machine that tests may have little of it. */
const HEARD_MS = 30_000;

describeWithBrowser('the phone in a real browser', () => {
  let bank: TestBank;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let sounds: number[];

  beforeAll(async () => {
    bank = await startBank({ services: ['auth', 'accounts', 'cards', 'gateway'] });
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await bank.stop();
  });
  beforeEach(() => open());
  afterEach(async () => {
    await page.context().close();
    // A script error, or anything the content policy stopped.
    expect(complaints).toEqual([]);
  });

  async function open(options: BrowserContextOptions = {}): Promise<void> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    page = await context.newPage();
    page.setDefaultTimeout(HEARD_MS);
    complaints = [];
    sounds = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (line) => {
      if (line.type() === 'error') complaints.push(line.text());
    });
    page.on('response', (response) => {
      if (response.url().includes('/audio/')) sounds.push(response.status());
    });
    await page.goto(`${bank.gatewayUrl}/phone`);
    await page.locator('#call:enabled').waitFor();
  }

  const heard = (prompt: string) => page.locator(`#transcript [data-prompt="${prompt}"]`).last().waitFor();
  const transcript = () => page.locator('#transcript').innerText();
  const tap = async (keys: string) => {
    for (const key of keys) await page.locator(`[data-key="${key}"]`).click();
  };
  const outcomes = async () =>
    (await bank.sql<{ outcome: string | null }>('SELECT outcome FROM gateway.calls ORDER BY started_at')).map(
      ({ outcome }) => outcome,
    );

  it('SC3: A dials, chooses Albanian, is verified with card and PIN, and hears the truth; hangs up and dials again', async () => {
    await page.locator('#caller').selectOption(A.phone);
    await page.locator('#call').click();
    await heard('welcome');
    await tap('1');
    await heard('caller.option.lost-card');
    await tap('1');
    await heard('individual.option.cards');
    await tap('1');
    await heard('identification.enter-card-number');
    await tap(pan);
    await heard('identification.enter-pin');
    await tap(pin);
    await heard('cards.option.limit');
    await tap('1');
    await heard('cards.limit.debt');
    expect(await transcript()).toContain('Limiti i kartës suaj të kreditit është njëqind e pesëdhjetë mijë lekë.');
    expect(await transcript()).toContain(
      'Limiti i vlefshëm i kartës është nëntëdhjetë e gjashtë mijë e dyqind e tridhjetë e katër lekë dhe pesëdhjetë qindarka.',
    );
    expect(await transcript()).toContain(
      'Detyrimi për t’u paguar është tridhjetë e tetë mijë e shtatëqind e gjashtëdhjetë e pesë lekë dhe pesëdhjetë qindarka.',
    );
    expect(sounds.length).toBeGreaterThan(5);
    expect(sounds.every((status) => status === 200)).toBe(true);

    await page.locator('#hang-up').click();
    await page.getByText('You hung up.').waitFor();
    await eventually(async () => (await outcomes()).at(-1) !== null);
    const ended = await outcomes();
    await page.getByRole('button', { name: 'Redial' }).click();
    await heard('welcome');
    expect(await outcomes()).toEqual([...ended, null]);
  }, 120_000);

  it('P1: card number and PIN are counted on the screen, in the transcript and in the steps, never shown', async () => {
    await page.locator('#caller').selectOption(A.phone);
    await page.locator('#call').click();
    await heard('welcome');
    await page.keyboard.type(`111${pan}${pin}`);
    await heard('cards.option.limit');
    await page.locator('#hang-up').click();
    await page.getByText('You hung up.').waitFor();
    const entries = page.locator('#steps summary', { hasText: '••••' });
    expect(await entries.count()).toBe(2);
    const shown = `${await transcript()} ${(await page.locator('#steps').textContent()) ?? ''}`;
    expect(shown).toContain('••••••••••••••••');
    expect(shown).not.toContain(pan);
    expect(shown).not.toMatch(new RegExp(`digits[^a-z]*${pin}`));
  }, 120_000);

  it('SC26: with the keyboard alone, everything typed ahead at once, the limit is heard in English', async () => {
    await page.locator('#caller').focus();
    await page.locator('#caller').selectOption(A.phone);
    while ((await page.locator('#call:focus').count()) === 0) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.type(`211${pan}${pin}#1`);
    await heard('cards.limit.total');
    expect(await transcript()).toContain('Your credit card limit is one hundred fifty thousand lek.');
    // From the keypad, where dialling leaves the focus, over its twelve keys.
    for (let tabs = 0; tabs < 13; tabs += 1) await page.keyboard.press('Tab');
    expect(await page.locator('#hang-up:focus').count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.getByText('You hung up.').waitFor();
    expect(await page.locator('#call:focus').innerText()).toBe('Redial');
  }, 120_000);

  it('7.3: keys pressed before an error was heard are not used after it', async () => {
    await page.locator('#call').click();
    await heard('welcome');
    // 5 is no choice of the first menu, and the 0 after it must not report a lost card.
    await page.keyboard.type('250');
    // The menu again, after the error: where the keys came slowly it was heard before it too.
    const again = '//*[@data-prompt="error.invalid-key"]/following::*[@data-prompt="caller.option.lost-card"]';
    await page.locator(again).last().waitFor();
    await page.keyboard.type('1');
    await heard('individual.option.cards');
    await page.locator('#hang-up').click();
    await page.getByText('You hung up.').waitFor();
  }, 120_000);

  it('SC13: with the number withheld there is no self-service', async () => {
    await page.locator('#caller').selectOption({ label: 'Withheld' });
    await page.locator('#call').click();
    await heard('welcome');
    await page.keyboard.type('211');
    await heard('identification.hidden-number');
    await page.locator('#hang-up').click();
    await page.getByText('You hung up.').waitFor();
  }, 120_000);

  it('SC34: a transfer that is busy brings the caller back; one that is answered ends with the agent', async () => {
    await page.locator('#call').click();
    await heard('welcome');
    await page.keyboard.type('20');
    await page.getByRole('heading', { name: 'Ringing: lost card' }).waitFor();
    await page.getByText('What the agent sees').click();
    expect(await page.locator('#context').innerText()).toContain('card.lost_or_stolen');
    await page.getByRole('button', { name: 'Busy' }).click();
    await page.getByRole('button', { name: 'An agent answers' }).click();
    await page.getByRole('heading', { name: 'Talking to an agent' }).waitFor();
    await page.getByRole('button', { name: 'The agent hangs up' }).click();
    await page.getByText('The bank hung up.').waitFor();
    await eventually(async () => (await outcomes()).at(-1) === 'transferred');
  }, 120_000);

  it('fits a telephone of 390 by 844: everything a call needs is in sight, and keys are large enough to be touched', async () => {
    await page.context().close();
    await open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: 'dark' });
    await page.locator('#call').tap();
    await heard('welcome');
    await page.locator('[data-key="2"]').tap();
    await heard('caller.option.lost-card');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    for (const part of ['#phase', '#transcript', '[data-key="1"]', '[data-key="#"]', '#hang-up']) {
      const box = await page.locator(part).boundingBox();
      expect([part, box !== null && box.y >= 0 && box.y + box.height <= 844]).toEqual([part, true]);
    }
    const key = await page.locator('[data-key="5"]').boundingBox();
    expect(Math.min(key!.width, key!.height)).toBeGreaterThanOrEqual(44);
    await page.locator('#hang-up').tap();
    await page.getByText('You hung up.').waitFor();
  }, 120_000);

  it('a screen reader finds a name on everything that can be used, and hears the transcript', async () => {
    const controls = page.locator('button:visible, select:visible, input:visible');
    expect(await controls.count()).toBeGreaterThan(14);
    expect(await page.getByRole('button', { name: /^$/ }).count()).toBe(0);
    for (const name of ['1', 'Star', 'Hash', 'Call', 'Mute']) {
      expect(await page.getByRole('button', { name, exact: true }).count()).toBe(1);
    }
    expect(await page.getByRole('combobox', { name: 'Calling from' }).count()).toBe(1);
    const log = page.getByRole('log', { name: 'Transcript' });
    expect(await log.getAttribute('aria-live')).toBe('polite');
    expect(await page.getByRole('status').innerText()).toBe('Ready');
  });
});

/** A Chromium on the PATH. */
