// The ways to sign in, in a real browser: second factor, passkey, OpenID provider, forgotten password by mail, and the sessions.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLIENT, startTestProvider } from '#app/lib/auth/sso/oidc-testing.ts';
import { startTestMailbox, type TestMailbox } from '#app/lib/net/mail-testing.ts';
import { addPasskeyDevice, codeOf } from './lib/authenticators.ts';
import { expectSound, launchBrowser, openPage as open, PHONE, picture } from './lib/browser.ts';
import { freePort } from './lib/free-port.ts';
import { ADMIN, type Maple, startMaple } from './lib/maple.ts';

let maple: Maple;
let browser: Browser;
let mailbox: TestMailbox;
let url: string;

beforeAll(async () => {
  mailbox = await startTestMailbox();
  const port = await freePort();
  // Passkeys belong to a host name, and providers have to know the address.
  url = `http://localhost:${port}`;
  maple = await startMaple({
    env: {
      PORT: String(port),
      MAPLE_URL: url,
      MAPLE_ADMIN_EMAIL: ADMIN.email,
      MAPLE_ADMIN_PASSWORD: ADMIN.password,
      MAPLE_ALLOWED_HOSTS: '127.0.0.1',
      MAPLE_SMTP_URL: mailbox.url,
      MAPLE_MAIL_FROM: 'Maple <maple@example.com>',
    },
  });
  browser = await launchBrowser();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
  await mailbox?.close();
});

/** For what takes its time on a busy machine. */
const SOON = { timeout: 60_000 };

const openPage: typeof open = async (...options) => {
  const watched = await open(...options);
  watched.page.setDefaultTimeout(SOON.timeout);
  return watched;
};

/** Fills the form in and sends it, once the page has come to life. */
async function signIn(page: Page, password = ADMIN.password, path = '/login'): Promise<void> {
  await page.goto(`${url}${path}`, { waitUntil: 'networkidle' });
  await page.getByLabel('Email').fill(ADMIN.email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

const isIn = (page: Page) => page.waitForURL((at) => !/^\/(login|reset)/.test(at.pathname), SOON);
/** Arrives at a page, which the sign-in page may name in its query. */
const isAt = (page: Page, path: string) => page.waitForURL((at) => at.pathname === path, SOON);
const section = (page: Page, name: string) => page.getByRole('region', { name });

async function settings(page: Page, name: string): Promise<void> {
  await page.goto(`${url}/settings/${name}`, { waitUntil: 'networkidle' });
}

test('a passkey is made, named, used to sign in, and removed', async () => {
  const watched = await openPage(browser);
  const { page } = watched;
  await addPasskeyDevice(page);
  await signIn(page);
  await isIn(page);
  await settings(page, 'security');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Laptop');
  await page.getByRole('button', { name: 'Continue' }).click();
  const list = page.getByRole('list', { name: 'Passkeys' });
  await list.getByText('Laptop').waitFor();
  await page.getByRole('button', { name: 'Rename Laptop' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Work laptop');
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
  await list.getByText('Work laptop').waitFor();
  await expectSound(watched, 'passkeys');

  await page.context().clearCookies();
  await page.goto(`${url}/login`, { waitUntil: 'networkidle' });
  // The device may have answered the quiet offer of the email field by itself.
  if (new URL(page.url()).pathname === '/login')
    await page
      .getByRole('button', { name: 'Sign in with a passkey' })
      .click({ timeout: 5_000 })
      .catch(() => undefined);
  await isIn(page);

  await settings(page, 'security');
  await page.getByRole('button', { name: 'Remove Work laptop' }).click();
  await page.getByLabel('Type “Work laptop” to confirm').fill('Work laptop');
  await page.getByRole('button', { name: 'Remove the passkey' }).click();
  await expect.poll(() => page.getByRole('list', { name: 'Passkeys' }).count(), SOON).toBe(0);
  const subjects = () => mailbox.mails.map(({ text }) => /^Subject: (.*)/m.exec(text)?.[1]);
  const told = ['A passkey for Maple was added', 'A passkey for Maple was removed'];
  await expect.poll(subjects, SOON).toEqual(expect.arrayContaining(told));
  expect(watched.problems).toEqual([]);
  await page.context().close();
}, 300_000);

test('a provider is added, tested, used by a newcomer, and enforced', async () => {
  const watched = await openPage(browser);
  const { page } = watched;
  await signIn(page);
  await isIn(page);
  await settings(page, 'providers');
  await expectSound(watched, 'providers-empty');
  await page.getByRole('button', { name: 'New provider' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Keycloak');
  await page.getByLabel('Issuer', { exact: true }).fill('http://127.0.0.1:1');
  await page.getByLabel('Client id', { exact: true }).fill('maple');
  await page.getByLabel('Client secret', { exact: true }).fill(CLIENT.secret);
  await page.getByRole('button', { name: 'Test' }).click();
  await page.getByText('cannot be reached from Maple').waitFor();
  await page.getByLabel('Domains', { exact: true }).fill('corp.example');
  await page.getByLabel('Who has no account yet').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Add a group' }).click();
  await page.getByLabel('Group of line 1').fill('dev');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Callback address').waitFor();
  const callback = (await page.locator('code').filter({ hasText: '/callback' }).textContent()) ?? '';
  expect(callback).toMatch(new RegExp(`^${url}/api/auth/oidc/[0-9a-f-]+/callback$`));

  const provider = await startTestProvider({ redirectUris: [callback] });
  try {
    provider.account = { sub: 'g', email: 'grace@corp.example', email_verified: true, name: 'Grace Hopper' };
    await page.getByLabel('Issuer', { exact: true }).fill(provider.issuer);
    await page.getByText('linked anew at their next sign-in').waitFor();
    await page.getByLabel('Client secret', { exact: true }).fill(CLIENT.secret);
    await page.getByRole('button', { name: 'Test' }).click();
    await page.getByText('The provider answers.').waitFor();
    await page.getByLabel('People of these domains sign in here').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await expectSound(watched, 'provider-form');

    const grace = await openPage(browser);
    await grace.page.goto(`${url}/login?redirect=/settings/profile`, { waitUntil: 'networkidle' });
    await picture(grace.page, 'sign-in-providers');
    await grace.page.getByRole('link', { name: 'Sign in with Keycloak' }).click();
    await isAt(grace.page, '/settings/profile');
    await grace.page.getByText('You sign in with Keycloak').waitFor();
    await settings(grace.page, 'providers');
    await grace.page.getByText('Only who administrates this installation').waitFor();
    await grace.page.context().clearCookies();

    // Whoever names the domain is sent to its provider.
    await grace.page.goto(`${url}/login`, { waitUntil: 'networkidle' });
    await grace.page.getByLabel('Email').fill('Grace@Corp.example');
    await grace.page.getByLabel('Password', { exact: true }).focus();
    await isIn(grace.page);
    await grace.page.context().clearCookies();

    provider.account = { sub: 'e', email: 'eve@evil.example', email_verified: true };
    const eve = await openPage(browser);
    await eve.page.goto(`${url}/login`, { waitUntil: 'networkidle' });
    await eve.page.getByRole('link', { name: 'Sign in with Keycloak' }).click();
    await eve.page.getByRole('alert').waitFor();
    expect(await eve.page.getByRole('alert').textContent()).toMatch(/People with your email address/);
    await expectSound(eve, 'sign-in-failure');
    for (const { page: one } of [grace, eve]) await one.context().close();
  } finally {
    await provider.close();
  }
  await settings(page, 'providers');
  await expectSound(watched, 'providers');
  await page.getByRole('button', { name: 'Delete Keycloak' }).click();
  await page.getByLabel('Type “Keycloak” to confirm').fill('Keycloak');
  await page.getByRole('button', { name: 'Delete the provider' }).click();
  await page.getByText('No provider yet').waitFor();
  await page.context().close();
}, 300_000);

test('a forgotten password is set anew by mail, and by a link of an administrator', async () => {
  const watched = await openPage(browser, { viewport: PHONE });
  const { page } = watched;
  await page.goto(`${url}/login`, { waitUntil: 'networkidle' });
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  // The page before has a field of the same name.
  await page.getByRole('button', { name: 'Send me a link' }).waitFor();
  await page.getByLabel('Email').fill(ADMIN.email);
  await expectSound(watched, 'reset-request-phone');
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await page.getByText('If there is an account').waitFor();
  // Beside it there are mails that tell of what changed before.
  const links = () => mailbox.mails.flatMap(({ text }) => /http\S+\/reset\?token=\S+/.exec(text)?.[0] ?? []);
  await expect.poll(() => links().length, SOON).toBe(1);
  const link = links()[0] ?? '';
  await page.goto(link, { waitUntil: 'networkidle' });
  const field = page.getByLabel('New password', { exact: true });
  await field.fill('leavemealone');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await page.getByText('This is one of the most used passwords.').waitFor();
  await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
  expect(await field.evaluate((input) => input === document.activeElement)).toBe(true);
  await expectSound(watched, 'reset-refused-phone');
  await field.fill('another engine');
  const show = page.getByRole('button', { name: 'Show what is typed' });
  expect([await field.getAttribute('type'), await show.getAttribute('aria-pressed')]).toEqual([
    'password',
    'false',
  ]);
  await show.press('Space');
  expect([await field.getAttribute('type'), await show.getAttribute('aria-pressed')]).toEqual([
    'text',
    'true',
  ]);
  expect([await field.inputValue(), await field.getAttribute('aria-invalid')]).toEqual([
    'another engine',
    null,
  ]);
  await expectSound(watched, 'reset-phone');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await page.getByText('Everybody who was signed in').waitFor();
  await page.goto(link, { waitUntil: 'networkidle' });
  await page.getByText('This link does not work any more').waitFor();
  await signIn(page, 'another engine');
  await isIn(page);

  await settings(page, 'providers');
  await page.getByLabel('Email of the account').fill(ADMIN.email);
  await page.getByRole('button', { name: 'Make a reset link' }).click();
  const made = (await page.getByTestId('reset-link').textContent()) ?? '';
  expect(made).toContain(`${url}/reset?token=`);
  await expectSound(watched, 'reset-link-phone');

  await settings(page, 'profile');
  await page.getByLabel('Name', { exact: true }).fill('Ada King');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  await page.getByLabel('Current password').fill('another engine');
  await page.getByLabel('New password').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Change the password' }).click();
  await page.getByText('Your other sessions are over').waitFor();
  expect(watched.problems).toEqual([]);
  await page.context().close();
}, 300_000);

test('a second factor is set up, asked for, and switched off', async () => {
  const watched = await openPage(browser);
  const { page } = watched;
  await signIn(page, 'not the password');
  await expect.poll(() => page.getByRole('alert').textContent(), SOON).toMatch(/do not belong together/);
  await expectSound(watched, 'sign-in-wrong');
  await signIn(page);
  await isIn(page);
  await settings(page, 'security');
  await expectSound(watched, 'security');
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByLabel('Your password').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Continue' }).click();
  const secret = (await page.getByTestId('totp-secret').textContent()) ?? '';
  await expectSound(watched, 'two-factor-app');
  await page.getByLabel('The code that the app shows').fill('000000');
  await page.getByRole('button', { name: 'Switch on' }).click();
  await page.getByText('This code is not right').waitFor();
  await page.getByLabel('The code that the app shows').fill(await codeOf(secret, -1));
  await page.getByRole('button', { name: 'Switch on' }).click();
  await page.getByRole('button', { name: 'Done' }).waitFor(SOON);
  const codes = await page
    .getByRole('list', { name: 'Recovery codes' })
    .getByRole('listitem')
    .allTextContents();
  expect(codes).toHaveLength(10);
  await expectSound(watched, 'two-factor-codes');
  await page.getByRole('button', { name: 'Done' }).click();
  await section(page, 'Second factor').getByText('on', { exact: true }).waitFor();

  const phone = await openPage(browser, { viewport: PHONE, colorScheme: 'dark' });
  await signIn(phone.page, ADMIN.password, '/login?redirect=/settings/profile');
  await phone.page.getByRole('heading', { name: 'One more step' }).waitFor();
  await expectSound(phone, 'second-step-phone-dark');
  const code = await codeOf(secret, 0);
  await phone.page.getByLabel('Code').fill(code);
  await phone.page.getByRole('button', { name: 'Sign in' }).click();
  await isAt(phone.page, '/settings/profile');
  await expectSound(phone, 'profile-phone-dark');

  const third = await openPage(browser);
  await signIn(third.page);
  await third.page.getByLabel('Code').fill(code);
  await third.page.getByRole('button', { name: 'Sign in' }).click();
  await third.page.getByText('This code was used already').waitFor();
  await third.page.getByRole('button', { name: 'Use a recovery code' }).click();
  await third.page.getByLabel('Recovery code').fill(codes[0] ?? '');
  await third.page.getByRole('button', { name: 'Sign in' }).click();
  await isIn(third.page);

  await settings(page, 'security');
  const sessions = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
  // Those of other tests may be there, too.
  await expect.poll(() => sessions.count(), SOON).toBeGreaterThanOrEqual(3);
  expect(await sessions.filter({ hasText: 'this one' }).count()).toBe(1);
  await page.getByRole('button', { name: /^End all others/ }).click();
  await expect.poll(() => sessions.count(), SOON).toBe(1);
  await third.page.goto(`${url}/logs`);
  await isAt(third.page, '/login');

  await page.getByRole('button', { name: 'Switch off' }).click();
  await page.getByLabel('Your password').fill(ADMIN.password);
  await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
  await page.getByRole('button', { name: 'Set up' }).waitFor();
  for (const { page: one } of [watched, phone, third]) await one.context().close();
}, 300_000);
