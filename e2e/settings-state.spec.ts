// The settings pages that show a state: what is stored and what a shorter retention drops, usage, what runs and its cancel, health.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditLog } from '#drizzle/schema.ts';
import { expectSound, launchBrowser, openPage, PHONE, type WatchedPage } from './lib/browser.ts';
import { openDatabaseOf } from './lib/database.ts';
import { openSignedIn, sendLogs, startWithAdmin } from './lib/logs.ts';
import { ADMIN, type Maple } from './lib/maple.ts';
import { addViewer, VIEWER } from './lib/viewer.ts';

const DAY_MINUTES = 24 * 60;
const ENDLESS = 'SELECT count() FROM numbers(100000000000000) WHERE sipHash64(number) = 1';

let browser: Browser;
let maple: Maple;
let admin: WatchedPage;

beforeAll(async () => {
  [browser, maple] = await Promise.all([launchBrowser(), startWithAdmin()]);
  const rows = (count: number, minutesAgo: number) =>
    Array.from({ length: count }, (_, n) => ({ body: `row ${n}`, minutesAgo }));
  await sendLogs(maple, 'cart', rows(120, 0));
  await sendLogs(maple, 'cart', rows(30, 10 * DAY_MINUTES));
  await sendLogs(maple, 'web', rows(50, 0));
  await addViewer(maple);
  admin = await openSignedIn(browser, maple, { colorScheme: 'dark' });
});

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
});

function withDatabase<T>(work: (db: ReturnType<typeof openDatabaseOf>['db']) => T): T {
  const { db, close } = openDatabaseOf(maple);
  try {
    return work(db);
  } finally {
    close();
  }
}

async function asViewer(): Promise<WatchedPage> {
  const visit = await openPage(browser, { colorScheme: 'light', viewport: PHONE });
  await visit.page.request.post(`${maple.url}/api/auth/sign-in/email`, {
    data: { email: VIEWER, password: ADMIN.password },
    headers: { origin: maple.url },
  });
  return visit;
}

test('usage has the records of each service, and the file has them by day', async () => {
  const { page } = admin;
  await page.goto(`${maple.url}/settings/usage?days=30`);
  const cart = page.getByRole('row', { name: /^cart/ });
  await cart.waitFor();
  expect(await cart.getByRole('cell').allInnerTexts()).toEqual(
    expect.arrayContaining(['150', '0', '75.0 %']),
  );
  await expectSound(admin, 'settings-usage');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'CSV' }).click(),
  ]);
  const text = await new Response((await file.createReadStream()) as unknown as BodyInit).text();
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  expect(text).toContain(`${day(10)},"cart",30,0,0\r\n`);
  expect(text).toContain(`"web",50,0,0\r\n`);
  await page.getByText('By service', { exact: true }).click();
  await page.waitForURL(/by=service/);
  await page.getByRole('list', { name: 'Legend' }).getByText('cart').waitFor();
});

test('the page says what is stored, and a shorter retention asks for the name with what it drops', async () => {
  const { page } = admin;
  await page.goto(`${maple.url}/settings/data`);
  const logs = page.getByRole('region', { name: 'Logs' });
  await logs.getByText('200 records', { exact: true }).waitFor();
  await logs.getByRole('button', { name: /3 tables/ }).click();
  await logs.getByRole('row', { name: /^otel_logs 200/ }).waitFor();
  await expectSound(admin, 'settings-data');

  await logs.getByLabel('Days').fill('0');
  await logs.getByRole('button', { name: 'Save' }).click();
  await logs.getByRole('alert').getByText('Keep at least a day.').waitFor();
  await logs.getByLabel('Days').fill('7');
  await logs.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/30 records of 1 day/).waitFor();
  await expectSound(admin, 'settings-data-confirm');
  expect(await dialog.getByRole('button', { name: 'Drop it and save' }).isDisabled()).toBe(true);
  await dialog.getByRole('textbox').fill('My team');
  await dialog.getByRole('button', { name: 'Drop it and save' }).click();
  await logs.getByText('170 records', { exact: true }).waitFor();
  await logs.getByText(/Kept for 7 days/).waitFor();

  const state = await (await maple.api('/retention')).json();
  expect(state.signals[0]).toMatchObject({ signal: 'logs', keptDays: 7, isApplied: true, rows: 170 });
  // The receiver knows at once.
  await expect(
    sendLogs(maple, 'cart', [{ body: 'late', minutesAgo: 9 * DAY_MINUTES }]),
  ).resolves.toBeUndefined();
  expect((await (await maple.api('/retention')).json()).signals[0].rows).toBe(170);

  await logs.getByRole('button', { name: 'Use the default' }).click();
  await logs.getByText(/Kept for 30 days/).waitFor();
});

test('what runs is listed with its SQL, and cancelling it ends it and is noted', async () => {
  const { page } = admin;
  const running = maple.api('/query', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sql: ENDLESS }),
  });
  await page.goto(`${maple.url}/settings/queries`);
  const item = page
    .getByRole('list', { name: 'Running queries' })
    .getByRole('listitem')
    .filter({ hasText: 'sipHash64' });
  await item.waitFor();
  await item.getByText(/Key “/).waitFor();
  await expectSound(admin, 'settings-queries');

  const viewer = await asViewer();
  await viewer.page.goto(`${maple.url}/settings/queries`);
  const seen = viewer.page.getByRole('list', { name: 'Running queries' }).getByRole('listitem');
  await seen.first().waitFor();
  expect(await seen.first().textContent()).not.toContain('sipHash64');
  expect(await seen.getByRole('button', { name: /^Cancel/ }).count()).toBe(0);
  await viewer.page.context().close();

  await item.getByRole('button', { name: /^Cancel/ }).click();
  expect((await (await running).json()).error.code).toBe('cancelled');
  await page.getByText('Nothing runs just now').waitFor();
  const noted = withDatabase((db) => db.select().from(auditLog).all()).filter(
    ({ action }) => action === 'query.cancel',
  );
  expect(noted).toMatchObject([{ actorName: ADMIN.email, outcome: 'done' }]);
});

test('health and about show every part, for a viewer without what is the administrators', async () => {
  const { page } = admin;
  await page.goto(`${maple.url}/settings/health`);
  const parts = page.getByRole('list', { name: 'Parts' });
  await parts.getByText('Engine', { exact: true }).waitFor();
  expect(await parts.getByText('well', { exact: true }).count()).toBe(
    await parts.getByRole('listitem').count(),
  );
  await page.getByRole('row', { name: /^logs/i }).getByRole('cell', { name: '200' }).waitFor();
  await page.getByRole('heading', { name: /Latest problems/ }).waitFor();
  await expectSound(admin, 'settings-health');
  await page.goto(`${maple.url}/settings/about`);
  await page.getByText(maple.dataDir).waitFor();
  await page.getByText('the guard', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Licences' }).click();
  await page.getByLabel('Search packages and licences').fill('@clickhouse/client');
  await page.getByText('@clickhouse/client', { exact: true }).waitFor();
  await expectSound(admin, 'settings-about');

  const viewer = await asViewer();
  for (const name of ['data', 'usage', 'health', 'about']) {
    await viewer.page.goto(`${maple.url}/settings/${name}`);
    await viewer.page.locator('dl').first().waitFor();
    expect(await viewer.page.getByRole('button', { name: 'Save' }).count()).toBe(0);
    expect(await viewer.page.getByText(maple.dataDir).count()).toBe(0);
    expect(await viewer.page.getByText('Latest problems').count()).toBe(0);
    await expectSound(viewer, `settings-${name}-phone`);
  }
});
