// A team that asks for two-factor, in a real browser: switched on, noticed in an open page, set up there, and gone on with.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sessions } from '#drizzle/schema.ts';
import { codeOf } from './lib/authenticators.ts';
import { DESKTOP, expectSound, launchBrowser, openPage, PHONE } from './lib/browser.ts';
import { openDatabaseOf } from './lib/database.ts';
import { ADMIN, type Maple, startMaple } from './lib/maple.ts';
import { signIn as signInByHttp } from './lib/sign-in.ts';
import { addViewer, VIEWER } from './lib/viewer.ts';

const VERA = { email: VIEWER, password: ADMIN.password };

let maple: Maple;
let browser: Browser;

beforeAll(async () => {
  maple = await startMaple({ env: { MAPLE_ADMIN_EMAIL: ADMIN.email, MAPLE_ADMIN_PASSWORD: ADMIN.password } });
  await addViewer(maple);
  browser = await launchBrowser();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
});

async function signIn(page: Page, person: { readonly email: string; readonly password: string }) {
  page.setDefaultTimeout(60_000);
  await page.goto(`${maple.url}/login`, { waitUntil: 'networkidle' });
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((at) => !at.pathname.startsWith('/login'));
}

/** Sets the code of an app up where a page offers it. */
async function setUp(page: Page, password: string): Promise<void> {
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByLabel('Your password').fill(password);
  await page.getByRole('button', { name: 'Continue' }).click();
  const secret = (await page.getByTestId('totp-secret').textContent()) ?? '';
  await page.getByLabel('The code that the app shows').fill(await codeOf(secret.trim()));
  await page.getByRole('button', { name: 'Switch on' }).click();
  await page.getByRole('list', { name: 'Recovery codes' }).waitFor();
  await page.getByRole('button', { name: 'Done' }).click();
}

/** What the API answers to a session. */
const ask = (cookie: string) =>
  fetch(`${maple.url}/api/v1/team`, { headers: { cookie } }).then(async (answer) => ({
    status: answer.status,
    json: (await answer.json()) as { error?: { code: string; hint?: string } },
  }));

test.each(['/settings/profile', '/api/v1/logs/fields', '/services'])(
  'the cookie of a session that is used lives on: %s',
  async (path) => {
    const cookie = await signInByHttp(maple, VERA);
    const { db, close } = openDatabaseOf(maple);
    const fromNow = (ms: number) => new Date(Date.now() + ms);
    db.update(sessions)
      .set({ updatedAt: fromNow(-600_000), expiresAt: fromNow(6 * 86_400_000) })
      .run();
    close();
    const answer = await fetch(maple.url + path, { headers: { cookie }, redirect: 'manual' });
    expect(answer.headers.getSetCookie().join()).toMatch(/session_token=.*Max-Age=604800/);
  },
);

test('who switches it on has it; who lacks it is led to where it is set up, and goes on', async () => {
  const admin = await openPage(browser, { colorScheme: 'dark' });
  await signIn(admin.page, ADMIN);
  const viewer = await openPage(browser, { viewport: PHONE, colorScheme: 'light' });
  await signIn(viewer.page, VERA);
  await viewer.page.goto(`${maple.url}/services`, { waitUntil: 'networkidle' });
  const cookie = await signInByHttp(maple, VERA);
  expect((await ask(cookie)).status).toBe(200);
  const tail = await fetch(`${maple.url}/api/v1/logs/tail?query=nothing`, { headers: { cookie } });
  expect(tail.status).toBe(200);

  const { page } = admin;
  const rule = page.getByLabel('Members need two-factor');
  await page.goto(`${maple.url}/settings/members`, { waitUntil: 'networkidle' });
  await rule.click();
  await page.getByText('would lock yourself out').waitFor();
  expect(await rule.isChecked()).toBe(false);
  await expectSound(admin, 'second-factor-refused');

  await page.goto(`${maple.url}/settings/security`, { waitUntil: 'networkidle' });
  await setUp(page, ADMIN.password);
  await page.goto(`${maple.url}/settings/members`, { waitUntil: 'networkidle' });
  await rule.click();
  await page.getByLabel('Members need two-factor').and(page.locator(':checked')).waitFor();
  await expectSound(admin, 'second-factor-on');
  await page.goto(`${maple.url}/settings/teams`, { waitUntil: 'networkidle' });
  const ofAdministrators = page.getByLabel('Administrators need two-factor');
  await ofAdministrators.click();
  await ofAdministrators.and(page.locator(':checked')).waitFor();
  await expectSound(admin, 'second-factor-administrators');

  const refused = await ask(cookie);
  expect(refused.status).toBe(403);
  expect(refused.json.error?.code).toBe('second_factor_required');
  expect(refused.json.error?.hint).toContain('Sign-in and sessions');
  // What was open ends, and says why.
  expect(await tail.text()).toMatch(/event: error\ndata: .*"second_factor_required"/);
  const { page: theirs } = viewer;
  // The open page asks for something, is refused, and leads there by itself.
  await theirs.setViewportSize(DESKTOP);
  await theirs.getByRole('link', { name: 'Traces', exact: true }).first().click();
  await theirs.waitForURL((at) => at.pathname === '/second-factor');
  await theirs.getByRole('heading', { name: 'Two-factor is needed here' }).waitFor();
  await expectSound(viewer, 'second-factor-light');
  await theirs.setViewportSize(PHONE);
  await expectSound(viewer, 'second-factor-phone');
  await theirs.setViewportSize(DESKTOP);
  await theirs.emulateMedia({ colorScheme: 'dark' });
  await expectSound(viewer, 'second-factor-dark');
  await setUp(theirs, VERA.password);
  await theirs.getByText('Two-factor is set up.').waitFor();
  await expectSound(viewer, 'second-factor-done');
  await theirs.getByRole('button', { name: 'Go on' }).click();
  await theirs.waitForURL((at) => at.pathname === '/traces');
  // The session by password alone ended with that.
  expect((await ask(cookie)).status).toBe(401);
}, 300_000);
