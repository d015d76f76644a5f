// What the log screen says when a search reaches a limit: with rows found before, and without.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFindings, launchBrowser, picture, type WatchedPage } from './lib/browser.ts';
import { openSignedIn, sendLogs } from './lib/logs.ts';
import { ADMIN, type Maple, startMaple } from './lib/maple.ts';

let browser: Browser;
let maple: Maple;
let visitor: WatchedPage;

beforeAll(async () => {
  const env = {
    MAPLE_ADMIN_EMAIL: ADMIN.email,
    MAPLE_ADMIN_PASSWORD: ADMIN.password,
    MAPLE_QUERY_MAX_ROWS: '12000',
  };
  [browser, maple] = await Promise.all([launchBrowser(), startMaple({ env })]);
  await sendLogs(maple, 'cart', [
    { body: 'just in time', minutesAgo: 2 },
    { body: 'just in line', minutesAgo: 2 },
  ]);
  const old = Array.from({ length: 1_000 }, (_, n) => ({ body: `old ${n}`, minutesAgo: 60 }));
  for (let batch = 0; batch < 24; batch += 1) await sendLogs(maple, 'cart', old);
  visitor = await openSignedIn(browser, maple, { colorScheme: 'dark' });
});

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
});

test('rows that were found before the limit are shown, with how far the search came', async () => {
  const { page, problems } = visitor;
  const query = encodeURIComponent("startsWith(Body, 'just')");
  await page.goto(`${maple.url}/logs?from=now-4h&lang=sql&q=${query}`);
  const list = page.getByTestId('log-list');
  await list.getByRole('row', { name: /just in time/ }).waitFor();
  await list.getByText(/2 records so far, back to/).waitFor();
  await list.getByRole('button', { name: 'Search on' }).waitFor();
  await picture(page, 'explorer-partial-dark');
  expect(await axeFindings(page)).toEqual([]);
  expect(problems).toEqual([]);
});

test('a limit before the first row says which one, and offers shorter ranges', async () => {
  const { page } = visitor;
  const query = encodeURIComponent("endsWith(Body, 'never')");
  await page.goto(`${maple.url}/logs?from=now-4h&lang=sql&q=${query}`);
  const state = page.getByTestId('state');
  await state.getByText('The search needs more than it may use').waitFor();
  await picture(page, 'explorer-limit-dark');
  expect(await axeFindings(page)).toEqual([]);
  await state.getByRole('button', { name: 'Last 15 minutes' }).click();
  await page.waitForURL((url) => url.searchParams.get('from') === null);
  await state.getByText('Nothing matches').waitFor();
});
