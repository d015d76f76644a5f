// From the first visit to a found log line, in a real browser.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectSound, launchBrowser, openPage, PHONE, picture, type WatchedPage } from './lib/browser.ts';
import { ADMIN, enginePid, type Maple, startMaple } from './lib/maple.ts';

let browser: Browser;
let maple: Maple;
let visitor: WatchedPage;

beforeAll(async () => {
  [browser, maple] = await Promise.all([launchBrowser(), startMaple()]);
  visitor = await openPage(browser, { colorScheme: 'dark' });
});

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
});

interface Sent {
  readonly body: string;
  readonly severityNumber?: number;
  readonly minutesAgo?: number;
}

async function send(records: readonly Sent[]): Promise<void> {
  const logRecords = records.map(({ body, severityNumber = 9, minutesAgo = 0 }, index) => ({
    timeUnixNano: `${Date.now() - minutesAgo * 60_000 - index}000000`,
    severityNumber,
    severityText: severityNumber >= 17 ? 'ERROR' : 'INFO',
    body: { stringValue: body },
    attributes: [{ key: 'order.id', value: { stringValue: `order-${index}` } }],
  }));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'checkout' } }] };
  const response = await fetch(`${maple.otlpHttp}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }),
  });
  expect(response.status).toBe(200);
}

/** Rows are told apart by what they say. */
const row = (text: string | RegExp) => visitor.page.getByTestId('log-list').getByRole('row', { name: text });

test('the first visitor sets Maple up, sends a record, and finds it', async () => {
  const { page } = visitor;
  await page.goto(maple.url);
  await page.waitForURL('**/setup');
  await expectSound(visitor, 'setup-dark');

  await page.getByLabel('Your name').fill('Ada Lovelace');
  await page.getByLabel('Email').fill(ADMIN.email);
  await page.getByLabel('Password').fill('short');
  await page.getByLabel('Team').fill('Engines');
  await page.locator('form').getByRole('button').last().click();
  expect(page.url()).toContain('/setup');
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.locator('form').getByRole('button').last().click();

  await page.getByText(maple.otlpHttp).first().waitFor();
  await expectSound(visitor, 'connect-dark');
  await send([{ body: 'connection refused by 10.0.0.1:5432', severityNumber: 17 }, { body: 'order placed' }]);

  await page.getByTestId('log-list').waitFor({ timeout: 20_000 });
  await row(/order placed/).waitFor();
  await expectSound(visitor, 'logs-dark');

  await page.keyboard.press('/');
  await page.keyboard.type('"refused by" 10.0.0.1');
  await page.keyboard.press('Enter');
  await row(/order placed/).waitFor({ state: 'detached' });
  await row(/connection refused/).click();
  const detail = page.getByTestId('log-detail');
  await detail.getByText('order.id').waitFor();
  expect(await detail.textContent()).toContain('order-0');
  await expectSound(visitor, 'detail-dark');

  // Everything that changes the view is in the URL: the same page again shows the same.
  await page.reload();
  await page.getByTestId('log-detail').getByText('order.id').waitFor();
  await expect.poll(() => page.getByTestId('search-box').textContent()).toContain('"refused by" 10.0.0.1');
});

test('a mistake in the search is shown where it is', async () => {
  const { page } = visitor;
  await page.goto(`${maple.url}/logs`);
  // What is typed into the server's page is kept, but a key pressed before the page is alive is not.
  await page.locator('.cm-content[data-testid="search-box"]').fill('refused AND "order');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').first().waitFor();
  expect(await page.getByRole('alert').first().textContent()).toMatch(/quote is not closed/);
  await expectSound(visitor, 'mistake-dark');
});

test('an empty answer says what to do next', async () => {
  const { page } = visitor;
  await page.goto(`${maple.url}/logs?q=nowhere`);
  await page.getByRole('button', { name: /clear/i }).first().waitFor();
  await expectSound(visitor, 'empty-dark');
});

test('thousands of rows scroll to the last one, page by page', async () => {
  await send(Array.from({ length: 3000 }, (_, n) => ({ body: `bulk row ${n}`, minutesAgo: 5 })));
  const { page } = visitor;
  await page.goto(`${maple.url}/logs?q=bulk`);
  await row(/bulk row 0$/).waitFor();
  const list = page.getByTestId('log-list');
  const scrolledToLast = async () => {
    await list.hover();
    await page.mouse.wheel(0, 20_000);
    return row(/bulk row 2999$/).count();
  };
  await expect.poll(scrolledToLast, { timeout: 60_000, interval: 100 }).toBe(1);
  // Only what is in view is in the document.
  expect(await list.getByRole('row').count()).toBeLessThan(200);
});

describe.each([
  ['light', 'desktop', undefined],
  ['dark', 'phone', PHONE],
  ['light', 'phone', PHONE],
] as const)('%s on a %s', (colorScheme, size, viewport) => {
  test('sign in, list and detail are sound', async () => {
    const visit = await openPage(browser, { colorScheme, ...(viewport && { viewport, hasTouch: true }) });
    const { page } = visit;
    await page.goto(`${maple.url}/logs`);
    await page.waitForURL('**/login**');
    await expectSound(visit, `login-${colorScheme}-${size}`);
    await page.getByLabel('Email').fill(ADMIN.email);
    await page.getByLabel('Password').fill(ADMIN.password);
    await page.keyboard.press('Enter');
    await page.getByTestId('log-list').waitFor();
    await page.getByTestId('log-list').getByRole('row').nth(3).waitFor();
    await expectSound(visit, `logs-${colorScheme}-${size}`);
    await page.getByTestId('log-list').getByRole('row').nth(3).click();
    await page.getByTestId('log-detail').waitFor();
    await expectSound(visit, `detail-${colorScheme}-${size}`);
    await page.context().close();
  });
});

test('while the engine restarts the screen says so, and recovers by itself', async () => {
  const { page } = visitor;
  await page.goto(`${maple.url}/logs`);
  await row(/bulk row 0$/).waitFor();
  const engine = enginePid(maple) ?? 0;
  // Stopped, not killed, so that the outage lasts as long as the test needs it.
  process.kill(engine, 'SIGSTOP');
  await page
    .getByText(/restarting|not answering/i)
    .first()
    .waitFor({ timeout: 30_000 });
  await picture(page, 'restarting-dark');
  process.kill(engine, 'SIGKILL');
  await page
    .getByText(/restarting|not answering/i)
    .first()
    .waitFor({ state: 'detached', timeout: 30_000 });
  await page.goto(`${maple.url}/logs?q=refused`);
  await row(/connection refused/).waitFor();
});
