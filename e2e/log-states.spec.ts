// What the log screen shows instead of rows: nothing found, a mistake, a search that takes long.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectSound } from './lib/browser.ts';
import { type LogScreen, openLogScreen } from './lib/log-screen.ts';
import { sendLogs } from './lib/logs.ts';

let screen: LogScreen;
let page: Page;

beforeAll(async () => {
  screen = await openLogScreen();
  ({ page } = screen);
});

afterAll(() => screen?.close());

const show: LogScreen['show'] = (...args) => screen.show(...args);
const row: LogScreen['row'] = (...args) => screen.row(...args);
const detail: LogScreen['detail'] = (...args) => screen.detail(...args);
const untilParam: LogScreen['untilParam'] = (...args) => screen.untilParam(...args);

describe('states', () => {
  test('a field that does not exist is put right by a click', async () => {
    await page.goto(`${screen.maple.url}/logs?q=order.idd:order-1`);
    await page.getByTestId('state').getByRole('button', { name: 'order.id', exact: true }).click();
    await untilParam('q', 'order.id:order-1');
    await row(/"order":/).waitFor();
  });

  test('an empty answer offers wider ranges and no search', async () => {
    await page.goto(`${screen.maple.url}/logs?q=nowhere`);
    const state = page.getByTestId('state');
    await state.getByText('Nothing matches').waitFor();
    await expectSound(screen.visitor, 'explorer-empty-dark');
    await state
      .getByRole('button', { name: /^Look in/ })
      .first()
      .click();
    await untilParam('from', 'now-1h');
    await state.getByRole('button', { name: 'Clear the search' }).click();
    await row(/order placed/).waitFor();
  });

  test('a mistake is told at the search and in place of the rows', async () => {
    await page.goto(`${screen.maple.url}/logs?q=(order`);
    await page.getByTestId('state').getByText('This cannot be searched').waitFor();
    await expectSound(screen.visitor, 'explorer-mistake-dark');
    await page.goto(`${screen.maple.url}/logs?q=nope(&lang=sql`);
    await page.getByTestId('state').getByRole('alert').waitFor();
  });

  test('SQL conditions find rows, and clicks leave them alone', async () => {
    await show(`lang=sql&q=${encodeURIComponent("Body LIKE 'order%'")}`);
    await row(/order placed/).click();
    await detail().locator('[data-field="order.id"]').hover();
    expect(
      await detail()
        .getByRole('button', { name: /Only records with/ })
        .count(),
    ).toBe(0);
  });

  test('a long search shows how far it is, and cancelling stops the engine', async () => {
    const bulk = Array.from({ length: 1_000 }, (_, n) => ({ body: `bulk row ${n}`, minutesAgo: 12 }));
    for (let batch = 0; batch < 240; batch += 1) await sendLogs(screen.maple, 'bulk', bulk);
    // Some seconds for each block of rows, after which the engine looks whether it was told to stop.
    const slow = 'editDistance(repeat(Body, 40), reverse(repeat(Body, 41))) = 1';
    await page.goto(`${screen.maple.url}/logs?lang=sql&q=${encodeURIComponent(slow)}`);
    const progress = page.getByTestId('progress');
    await progress.getByText(/rows read/).waitFor();
    await expectSound(screen.visitor, 'explorer-progress-dark');
    expect(await running()).toBeGreaterThan(0);
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await page.getByTestId('state').getByText('Cancelled').waitFor();
    await expect.poll(running, { timeout: 60_000 }).toBe(0);
  });

  test('a source that is not there says so, and leads back', async () => {
    await page.goto(`${screen.maple.url}/logs?source=gone`);
    await page
      .getByTestId('state')
      .getByRole('button', { name: /own logs/ })
      .click();
    await untilParam('source', null);
    await row(/order placed/).waitFor();
  });
});

/** How many searches with the slow condition the engine is working on. */
async function running(): Promise<number> {
  const query =
    "SELECT count() FROM system.processes WHERE query LIKE '%editDistance%' AND query NOT LIKE '%system.processes%'";
  const response = await fetch(`${screen.maple.engineUrl}/?query=${encodeURIComponent(query)}`);
  return Number(await response.text());
}
