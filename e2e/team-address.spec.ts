// The team in the address, in a real browser: links open in the right team, two tabs stay in theirs, nothing leads off the site.
import { eq } from 'drizzle-orm';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accounts, members, users } from '#drizzle/schema.ts';
import { launchBrowser, openPage, type WatchedPage } from './lib/browser.ts';
import { openDatabaseOf } from './lib/database.ts';
import { openSignedIn, sendLogs, startWithAdmin } from './lib/logs.ts';
import { ADMIN, type Maple } from './lib/maple.ts';
import { signIn } from './lib/sign-in.ts';

const MEMBER = 'member@example.com';

let browser: Browser;
let maple: Maple;
let cookie: string;
let webId: string;

beforeAll(async () => {
  [browser, maple] = await Promise.all([launchBrowser(), startWithAdmin()]);
  cookie = await signIn(maple);
  webId = (await post('/api/v1/teams', { name: 'Web', slug: 'web' })).id;
  const { key } = await post('/api/v1/api-keys?team=web', { name: 'sender', scopes: ['ingest'] });
  await sendLogs(maple, 'shop', [{ body: 'a record of the default team' }]);
  await sendLogs(maple, 'web', [{ body: 'a record of the web team' }], key);
  addMember();
});

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
});

async function post(path: string, body: object) {
  const answer = await fetch(maple.url + path, {
    method: 'POST',
    headers: { cookie, origin: maple.url, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

/** Somebody of the web team only, with the administrator's password. */
function addMember(): void {
  const { db, close } = openDatabaseOf(maple);
  const password = db.select({ password: accounts.password }).from(accounts).get()?.password ?? null;
  db.insert(users).values({ id: 'm', name: 'Member', email: MEMBER }).run();
  db.insert(accounts)
    .values({ id: 'm', userId: 'm', accountId: 'm', providerId: 'credential', password })
    .run();
  db.insert(members).values({ teamId: webId, userId: 'm', role: 'member' }).run();
  close();
}

function removeMember(): void {
  const { db, close } = openDatabaseOf(maple);
  db.delete(members).where(eq(members.userId, 'm')).run();
  close();
}

const rowOf = ({ page }: WatchedPage, text: string) => page.getByTestId('log-list').getByText(text);

async function logIn({ page }: WatchedPage, email: string): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password);
  await page.keyboard.press('Enter');
}

describe('an address', () => {
  const visit = (path: string) => fetch(maple.url + path, { headers: { cookie }, redirect: 'manual' });

  test.each([
    ['/t/web', '/t/web/logs'],
    ['/t/web/', '/t/web'],
    ['/t/WEB/logs', '/t/web/logs'],
    ['/t/web/settings', '/t/web/settings/profile'],
    ['/t/default', '/t/default/logs'],
    ['/t/nobody/logs', '/no-team'],
    ['/t/nobody', '/no-team'],
  ])('%s leads to %s', async (path, to) => {
    const answer = await visit(path);
    const location = new URL(answer.headers.get('location') ?? 'nowhere:', maple.url);
    expect([answer.status >= 300 && answer.status < 400, location.pathname]).toEqual([true, to]);
  });

  test.each(['/t', '/t/web/api/v1/logs/search', '/t/web/login', '/t/we_b/logs', '/t/web%2Flogs'])(
    '%s is no page',
    async (path) => {
      const answer = await visit(path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
      expect(await answer.text()).not.toContain('a record of');
    },
  );

  test.each([
    '//evil.example',
    '//evil.example/t/web',
    '/t//evil.example',
    '/t/web//evil.example',
    '/t/web//evil.example/%2e%2e',
    '/t/web/%2F%2Fevil.example',
    '/t/web/%5C%5Cevil.example',
    '/t/web/..//evil.example',
    '/%5Cevil.example',
    '/t/web/https://evil.example',
    '/login?redirect=//evil.example',
    '/login?redirect=/t//evil.example',
    '/login?redirect=/t/web/..//evil.example',
    '/login?redirect=/%5Cevil.example',
    '/login?redirect=https%3A%2F%2Fevil.example',
    '/login?redirect=javascript%3Aalert(1)',
    '/login?redirect=/%09/evil.example',
  ])('%s stays on the site', async (path) => {
    let at = new URL(path.startsWith('//') ? maple.url + path : path, maple.url).href;
    for (let step = 0; step < 6; step += 1) {
      const answer = await fetch(at, { headers: { cookie }, redirect: 'manual' });
      await answer.text();
      const location = answer.headers.get('location');
      if (location === null) break;
      at = new URL(location, at).href;
      expect(new URL(at).origin).toBe(new URL(maple.url).origin);
    }
  });

  test('names the team for its data too, whatever its own query says', async () => {
    expect(await (await visit('/logs?team=web')).text()).not.toContain('of the web team');
  });
});

describe('a page', () => {
  test('of a team shows its records, and its links, back and a reload stay there', async () => {
    const visitor = await openSignedIn(browser, maple);
    const { page, problems } = visitor;
    await page.goto(`${maple.url}/t/web/logs`);
    await rowOf(visitor, 'a record of the web team').waitFor();
    expect(await rowOf(visitor, 'a record of the default team').count()).toBe(0);
    await page.getByRole('link', { name: 'Traces' }).click();
    await page.waitForURL('**/t/web/traces**');
    await page.goBack();
    await page.waitForURL('**/t/web/logs**');
    await rowOf(visitor, 'a record of the web team').waitFor();
    await page.reload();
    await rowOf(visitor, 'a record of the web team').waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('in each of two tabs stays in its team', async () => {
    const first = await openSignedIn(browser, maple);
    const page = await first.page.context().newPage();
    const second = { page, problems: [] };
    await first.page.goto(`${maple.url}/logs`);
    await page.goto(`${maple.url}/t/web/logs`);
    await rowOf(first, 'a record of the default team').waitFor();
    await rowOf(second, 'a record of the web team').waitFor();
    for (const [tab, own, other] of [
      [first, 'default', 'web'],
      [second, 'web', 'default'],
    ] as const) {
      await tab.page.getByRole('link', { name: 'Traces' }).click();
      await tab.page.waitForURL('**/traces**');
      await tab.page.getByRole('link', { name: 'Logs' }).click();
      await rowOf(tab, `a record of the ${own} team`).waitFor();
      expect(await rowOf(tab, `a record of the ${other} team`).count()).toBe(0);
    }
    expect(first.problems).toEqual([]);
    await page.context().close();
  });

  test('that was asked for before signing in opens afterwards, in its team', async () => {
    const visitor = await openPage(browser);
    await visitor.page.goto(`${maple.url}/t/web/logs?query=record`);
    await visitor.page.waitForURL('**/login**');
    await logIn(visitor, ADMIN.email);
    await visitor.page.waitForURL('**/t/web/logs?query=record**');
    await rowOf(visitor, 'a record of the web team').waitFor();
    expect(visitor.problems).toEqual([]);
    await visitor.page.context().close();
  });

  test('of whoever is removed meanwhile gives way to the page that says so', async () => {
    const visitor = await openPage(browser);
    const { page } = visitor;
    await page.goto(`${maple.url}/login`);
    await logIn(visitor, MEMBER);
    // In no default team: the start page leads to the first team there is.
    await page.waitForURL('**/t/web/logs**');
    await rowOf(visitor, 'a record of the web team').waitFor();
    removeMember();
    await page.getByRole('link', { name: 'Services' }).click();
    await page.waitForURL('**/no-team');
    await page.getByText('Sign out').waitFor();
    await page.goto(`${maple.url}/t/web/logs`);
    await page.waitForURL('**/no-team');
    expect(visitor.problems).toEqual([]);
    await page.context().close();
  });
});
