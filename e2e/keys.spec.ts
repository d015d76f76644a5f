// Keys in a real browser: made, copied, used over HTTP and OTLP, rotated with an overlap, revoked while the page shows it; and
// what those see who may not.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectSound, launchBrowser, PHONE, picture, type WatchedPage } from './lib/browser.ts';
import { openSignedIn, sendLogs, startWithAdmin } from './lib/logs.ts';
import { ADMIN, type Maple } from './lib/maple.ts';
import { addViewer, VIEWER } from './lib/viewer.ts';

let browser: Browser;
let maple: Maple;
let admin: WatchedPage;
let key = '';

beforeAll(async () => {
  [browser, maple] = await Promise.all([launchBrowser(), startWithAdmin()]);
  admin = await openSignedIn(browser, maple, {
    colorScheme: 'dark',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await admin.page.goto(`${maple.url}/settings/keys`);
});

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
});

const list = () => admin.page.getByRole('list', { name: 'Keys', exact: true });
const dialog = () => admin.page.getByRole('dialog');

/** The status of a search with a key. */
async function search(withKey: string): Promise<number> {
  const response = await fetch(`${maple.url}/api/v1/logs/search`, {
    headers: { authorization: `Bearer ${withKey}` },
  });
  await response.arrayBuffer();
  return response.status;
}

async function send(withKey: string): Promise<number> {
  const response = await fetch(`${maple.otlpHttp}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${withKey}` },
    body: '{}',
  });
  await response.arrayBuffer();
  return response.status;
}

/** Opens what a button of the page opens; before the page has come to life a click does nothing. */
async function openDialog(button: string): Promise<void> {
  for (;;) {
    await admin.page.getByRole('button', { name: button, exact: true }).first().click();
    const isOpen = await dialog()
      .waitFor({ timeout: 1_000 })
      .then(
        () => true,
        () => false,
      );
    if (isOpen) return;
  }
}

test('the keys of the environment are there, and say so', async () => {
  await list().getByText('From MAPLE_API_KEY').waitFor();
  expect(await list().getByText('From the environment').count()).toBe(2);
  expect(await admin.page.getByRole('button', { name: 'Rotate From MAPLE_API_KEY' }).count()).toBe(0);
  await expectSound(admin, 'keys-dark');
});

test('a key is made, shown once and copied; Escape does not lose it', async () => {
  const { page } = admin;
  await openDialog('New key');
  await dialog().getByRole('textbox', { name: 'Name' }).fill('checkout, production');
  await dialog().getByRole('checkbox', { name: 'Read' }).check();
  await expectSound(admin, 'keys-new-dark');
  await dialog().getByRole('button', { name: 'Make the key' }).click();
  key = (await dialog().getByTestId('key').textContent()) ?? '';
  expect(key).toMatch(/^mpl_[\w-]{43}$/);
  await page.keyboard.press('Escape');
  await dialog().getByRole('alert').getByText('Press Done').waitFor();
  await dialog().getByRole('button', { name: 'Copy', exact: true }).click();
  await dialog().getByText('Copied').first().waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
  expect(await dialog().getByRole('tab').allInnerTexts()).toEqual(['SDK', 'Collector', 'API']);
  expect(await dialog().textContent()).toContain(maple.otlpHttp);
  await expectSound(admin, 'keys-made-dark');
  await dialog().getByRole('button', { name: 'Done' }).click();
  await list().getByText('checkout, production').waitFor();
  expect(await page.content()).not.toContain(key);
  await page.reload();
  await list().getByText('checkout, production').waitFor();
  expect(await page.content()).not.toContain(key);
});

test('it sends and reads, and the page says when it was used', async () => {
  expect([await send(key), await search(key)]).toEqual([200, 200]);
  await admin.page.reload();
  const row = list().getByRole('listitem').filter({ hasText: 'checkout, production' });
  await row.getByText('Last used').waitFor();
});

test('rotated with an overlap both work; without one the old key stops', async () => {
  const { page } = admin;
  await openDialog('Rotate checkout, production');
  await dialog().getByRole('combobox').selectOption({ label: '14 days' });
  await picture(page, 'keys-rotate-dark');
  await dialog().getByRole('button', { name: 'Rotate the key' }).click();
  const second = (await dialog().getByTestId('key').textContent()) ?? '';
  await dialog().getByRole('button', { name: 'Done' }).click();
  await list().getByText('stops in 14 days').waitFor();
  expect([await search(key), await search(second)]).toEqual([200, 200]);
  await expectSound(admin, 'keys-replaced-dark');

  await openDialog('Rotate checkout, production');
  await dialog().getByRole('combobox').selectOption({ label: 'Stop at once' });
  await dialog().getByRole('button', { name: 'Rotate the key' }).click();
  const third = (await dialog().getByTestId('key').textContent()) ?? '';
  await dialog().getByRole('button', { name: 'Done' }).click();
  expect([await search(key), await search(second), await search(third)]).toEqual([200, 401, 200]);
  key = third;
});

test('revoked after its name was typed: refused within a second, also what it follows, and the page shows it', async () => {
  const { page } = admin;
  await openDialog('Rename checkout, production');
  await dialog().getByRole('textbox', { name: 'Name' }).fill('checkout');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await list().getByText('checkout', { exact: true }).waitFor();
  const tail = await fetch(`${maple.url}/api/v1/logs/tail`, { headers: { authorization: `Bearer ${key}` } });
  expect(tail.status).toBe(200);
  await openDialog('Revoke checkout');
  const revoke = dialog().getByRole('button', { name: 'Revoke the key' });
  await dialog().getByRole('textbox').fill('check');
  expect(await revoke.isDisabled()).toBe(true);
  await dialog().getByRole('textbox').fill('checkout');
  await expectSound(admin, 'keys-revoke-dark');
  expect(await search(key)).toBe(200);
  await revoke.click();
  await expect.poll(() => search(key), { timeout: 1_000, interval: 50 }).toBe(401);
  expect(await send(key)).toBe(401);
  // What it follows ends by itself, and says why.
  expect(await tail.text()).toContain('This key was revoked.');
  await page.getByText('2 keys that have ended').click();
  const ended = page.getByRole('list', { name: 'Ended keys' });
  await ended.getByText('checkout', { exact: true }).waitFor();
  await expectSound(admin, 'keys-ended-dark');
});

test('in another team, Send data leads to a key, and what it sends is that team’s', async () => {
  const { page } = admin;
  const made = await page.request.post(`${maple.url}/api/v1/teams`, {
    data: { name: 'Second', slug: 'second' },
    headers: { origin: maple.url },
  });
  expect(made.ok()).toBe(true);
  await page.goto(`${maple.url}/t/second/connect`);
  await page.getByRole('link', { name: 'Create an ingest key' }).waitFor();
  await expectSound(admin, 'keys-connect-dark');
  await page.getByRole('link', { name: 'Create an ingest key' }).click();
  await dialog().getByRole('textbox', { name: 'Name' }).fill('shop');
  await dialog().getByRole('button', { name: 'Make the key' }).click();
  const own = (await dialog().getByTestId('key').textContent()) ?? '';
  await dialog().getByRole('button', { name: 'Done' }).click();
  expect(await list().getByRole('listitem').count()).toBe(1);
  expect(page.url()).toContain('/t/second/settings/keys');
  expect(await send(own)).toBe(200);
  await sendLogs(maple, 'shop', [{ body: 'of the second team' }], own);
  const count = (database: string) =>
    fetch(maple.engineUrl, { method: 'POST', body: `SELECT count() FROM ${database}.otel_logs` }).then(
      async (answer) => (await answer.text()).trim(),
    );
  expect([await count('otel'), await count('otel_second')]).toEqual(['0', '1']);
});

describe('others', () => {
  beforeAll(() => addViewer(maple));

  test('a viewer is told who manages keys, and sees none', async () => {
    const visit = await openSignedIn(browser, maple, { colorScheme: 'light' });
    await visit.page.request.post(`${maple.url}/api/auth/sign-out`, {
      headers: { origin: maple.url },
      data: {},
    });
    await visit.page.request.post(`${maple.url}/api/auth/sign-in/email`, {
      data: { ...ADMIN, email: VIEWER },
      headers: { origin: maple.url },
    });
    await visit.page.goto(`${maple.url}/settings/keys`);
    await visit.page.getByText('Only admins of the team see and make keys').waitFor();
    expect(await visit.page.getByRole('button', { name: 'New key' }).count()).toBe(0);
    expect(await visit.page.getByText('MAPLE_API_KEY').count()).toBe(0);
    await expectSound(visit, 'keys-viewer');
    await visit.page.context().close();
  });

  test('on a phone', async () => {
    const visit = await openSignedIn(browser, maple, { viewport: PHONE, hasTouch: true, isMobile: true });
    await visit.page.goto(`${maple.url}/settings/keys?new=ingest`);
    await visit.page.getByRole('dialog').getByRole('checkbox', { name: 'Ingest' }).waitFor();
    await expectSound(visit, 'keys-new-phone');
    await visit.page.keyboard.press('Escape');
    await visit.page.getByRole('list', { name: 'Keys', exact: true }).waitFor();
    await expectSound(visit, 'keys-phone');
    await visit.page.context().close();
  });
});
