// The settings page "Limits" in a real browser: what is used of a quota, its change, the warnings, and who may only look.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectSound, launchBrowser, openPage, PHONE, picture, type WatchedPage } from './lib/browser.ts';
import { openSignedIn, sendLogs, startWithAdmin } from './lib/logs.ts';
import { ADMIN, type Maple } from './lib/maple.ts';
import { addViewer, VIEWER } from './lib/viewer.ts';

let browser: Browser;
let maple: Maple;
let admin: WatchedPage;

beforeAll(async () => {
  [browser, maple] = await Promise.all([launchBrowser(), startWithAdmin()]);
  admin = await openSignedIn(browser, maple, { colorScheme: 'dark' });
});

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
});

const quota = (label: string) =>
  admin.page.getByRole('list', { name: 'Quotas' }).getByRole('listitem').filter({ hasText: label });

test('without quotas, what was sent is shown', async () => {
  const { page } = admin;
  await sendLogs(
    maple,
    'shop',
    Array.from({ length: 40 }, (_, n) => ({ body: `row ${n}` })),
  );
  await page.goto(`${maple.url}/settings/limits`);
  await quota('Records per day').getByText('40 records · no quota').waitFor();
  await page.getByRole('list', { name: 'Query limits' }).getByText('60 s').first().waitFor();
  await expectSound(admin, 'limits-empty-dark');
});

test('a quota is set, warned of and used up: senders get 429, and the page says so', async () => {
  const { page } = admin;
  await page.getByRole('button', { name: 'Change the quotas' }).click();
  const dialog = page.getByRole('dialog', { name: 'What the team may send' });
  await dialog.getByLabel('Records per day').fill('fifty');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Write a whole number like 10,000').waitFor();
  await expectSound(admin, 'limits-dialog-dark');
  await dialog.getByLabel('Records per day').fill('50');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await quota('Records per day').getByText('40 records of 50 records').waitFor();
  await quota('Records per day').getByText('nearly reached').waitFor();

  await expect(sendLogs(maple, 'shop', Array(11).fill({ body: 'too many' }))).rejects.toThrow(/429/);
  await quota('Records per day').getByText('reached', { exact: true }).waitFor();
  await page.getByText('1 request refused today.').waitFor();
  await page.getByRole('list', { name: 'Warnings' }).getByText('and has reached that').waitFor();
  await expectSound(admin, 'limits-reached-dark');

  await page.goto(`${maple.url}/logs`);
  await page.getByRole('status').filter({ hasText: 'at most 50 records per day' }).waitFor();
  await page.getByRole('status').getByRole('link', { name: 'Limits' }).click();
  await page.waitForURL('**/settings/limits');
});

test('limits of a role are set below the installation’s, and hold for the next query', async () => {
  const { page } = admin;
  await page.getByRole('button', { name: 'Change the limits of keys' }).click();
  const dialog = page.getByRole('dialog', { name: 'Limits of keys' });
  await dialog.getByLabel('Time').fill('61');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('The installation allows 60 s at most.').waitFor();
  await dialog.getByLabel('Time').fill('20');
  await dialog.getByLabel('Rows read').fill('1,000');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  const keys = page
    .getByRole('list', { name: 'Query limits' })
    .getByRole('listitem')
    .filter({ hasText: 'Keys' });
  await keys.getByText('20 s').waitFor();
  await keys.getByText('1,000').waitFor();
  const answer = await maple.api('/query', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sql: 'SELECT count() FROM numbers(5000)' }),
  });
  expect(await answer.json()).toMatchObject({
    error: {
      code: 'limit_exceeded',
      message: 'The query would read more rows than its limit of 1,000.',
      hint: expect.stringContaining('The team set this limit for keys: Settings, Limits.'),
    },
  });
});

test('the API reads and changes them; quotas are not for keys', async () => {
  const limits = await maple.api('/team/limits');
  expect(await limits.json()).toMatchObject({
    ingest: { quotas: { recordsPerDay: { limit: 50, used: 40, state: 'reached' } }, refusedToday: 1 },
    warnings: [expect.stringContaining('at most 50 records per day')],
    mayChange: { ingest: false, query: true },
  });
  const patch = (change: object) =>
    maple.api('/team/limits', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(change),
    });
  expect((await patch({ ingest: {} })).status).toBe(403);
  expect((await patch({ query: { key: { seconds: 0 } } })).status).toBe(400);
  expect((await patch({ query: { key: { second: 1 } } })).status).toBe(400);
  const changed = await patch({ query: { key: {} } });
  expect(await changed.json()).toMatchObject({
    query: { roles: { key: { team: {}, effective: { seconds: 60 } } } },
  });
});

test('who is no admin sees all of it and changes nothing, on a phone and in the light too', async () => {
  await addViewer(maple);
  const visitor = await openPage(browser, { colorScheme: 'light', viewport: PHONE });
  await visitor.page.request.post(`${maple.url}/api/auth/sign-in/email`, {
    data: { email: VIEWER, password: ADMIN.password },
    headers: { origin: maple.url },
  });
  await visitor.page.goto(`${maple.url}/settings/limits`);
  await visitor.page.getByText('40 records of 50 records').waitFor();
  expect(await visitor.page.getByRole('button', { name: /Change/ }).count()).toBe(0);
  await visitor.page.getByText('Administrators of this installation set these quotas.').waitFor();
  await visitor.page.getByText('Only admins of the team can change these.').waitFor();
  await expectSound(visitor, 'limits-viewer-phone-light');
  await visitor.page.getByRole('list', { name: 'Query limits' }).scrollIntoViewIfNeeded();
  await picture(visitor.page, 'limits-viewer-phone-light-2');
});
