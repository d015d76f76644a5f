// Passkeys in the list of the email field: asked for quietly as soon as the sign-in page is there, and used without a press of a button.
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { passkeys } from '#drizzle/schema.ts';
import { addPasskeyDevice } from './lib/authenticators.ts';
import { launchBrowser, openPage, type WatchedPage } from './lib/browser.ts';
import { openDatabaseOf } from './lib/database.ts';
import { freePort } from './lib/free-port.ts';
import { ADMIN, type Maple, startMaple } from './lib/maple.ts';

/** For what takes its time on a busy machine. */
const SOON = { timeout: 60_000 };

let maple: Maple;
let browser: Browser;
let watched: WatchedPage;
let page: Page;
let devtools: CDPSession;
let authenticatorId: string;
let url: string;

beforeAll(async () => {
  const port = await freePort();
  // Passkeys belong to a host name.
  url = `http://localhost:${port}`;
  const env = { MAPLE_ADMIN_EMAIL: ADMIN.email, MAPLE_ADMIN_PASSWORD: ADMIN.password };
  [maple, browser] = await Promise.all([
    startMaple({ env: { PORT: String(port), MAPLE_URL: url, ...env } }),
    launchBrowser(),
  ]);
  watched = await openPage(browser);
  ({ page } = watched);
  page.setDefaultTimeout(SOON.timeout);
  await page.addInitScript(() => {
    const asked: unknown[] = [];
    Object.assign(window, { asked });
    const get = navigator.credentials.get.bind(navigator.credentials);
    navigator.credentials.get = (options) => {
      asked.push(options?.mediation ?? 'at once');
      return get(options);
    };
  });
  ({ devtools, authenticatorId } = await addPasskeyDevice(page));
  await page.goto(`${url}/login`, { waitUntil: 'networkidle' });
  await signInByPassword();
  await page.goto(`${url}/settings/security`, { waitUntil: 'networkidle' });
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Laptop');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('list', { name: 'Passkeys' }).getByText('Laptop').waitFor();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
});

beforeEach(() => page.context().clearCookies());

/** Whether the person chooses the passkey as soon as it is offered. */
const chooses = (enabled: boolean) =>
  devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
const asked = () => page.evaluate(() => Reflect.get(window, 'asked'));
const isAt = (path: string) => page.waitForURL((at) => at.pathname === path, SOON);

async function signInByPassword(): Promise<void> {
  await page.getByLabel('Email').fill(ADMIN.email);
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((at) => at.pathname !== '/login', SOON);
}

test('the field says that it takes passkeys, one is waited for quietly, and a password is taken meanwhile', async () => {
  await chooses(false);
  await page.goto(`${url}/login`, { waitUntil: 'networkidle' });
  await expect.poll(asked, SOON).toEqual(['conditional']);
  expect(await page.getByLabel('Email').getAttribute('autocomplete')).toBe('username webauthn');
  expect(new URL(page.url()).pathname).toBe('/login');
  expect(await page.getByRole('alert').count()).toBe(0);
  await signInByPassword();
});

test('the passkey that is chosen signs in and leads to the page that was asked for', async () => {
  await chooses(true);
  await page.goto(`${url}/login?redirect=${encodeURIComponent('/settings/profile')}`);
  await isAt('/settings/profile');
  await page.getByLabel('Email').waitFor();
  expect(watched.problems).toEqual([]);
});

test('one that was removed here says so, and signs nobody in', async () => {
  const { db, close } = openDatabaseOf(maple);
  db.delete(passkeys).run();
  close();
  await chooses(true);
  await page.goto(`${url}/login`);
  await page.getByText('This passkey is not known here. It may have been removed.').waitFor();
  expect(new URL(page.url()).pathname).toBe('/login');
  expect((await page.request.get(`${url}/api/v1/sources`)).status()).toBe(401);
});
