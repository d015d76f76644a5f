// The audit log in a real browser and over the API: a source is changed, its change is found, read, linked to and exported.
import { hashPassword } from 'better-auth/crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listTeams } from '#app/lib/auth/team.server.ts';
import { accounts, members, users } from '#drizzle/schema.ts';
import { expectSound, launchBrowser, openPage, PHONE, type WatchedPage } from './lib/browser.ts';
import { openDatabaseOf } from './lib/database.ts';
import { ADMIN, API_KEY, type Maple, startMaple } from './lib/maple.ts';
import { sendSpans } from './lib/spans.ts';

/** A wait that a busy machine does not outlast. */
const PATIENT = { timeout: 30_000 };
const MEMBER = 'mia@example.com';
const SOURCE = { kind: 'log', table: 'otel_logs', expressions: { timestamp: 'Timestamp', body: 'Body' } };

let browser: Browser;
let maple: Maple;
let admin: WatchedPage;
let sourceId: string;

beforeAll(async () => {
  const env = { MAPLE_ADMIN_EMAIL: ADMIN.email, MAPLE_ADMIN_PASSWORD: ADMIN.password };
  [browser, maple] = await Promise.all([launchBrowser(), startMaple({ env })]);
  const made = await send('POST', '/sources', { ...SOURCE, name: '=Shop' });
  sourceId = made.id;
  await send('PUT', `/sources/${sourceId}`, {
    ...SOURCE,
    name: '=Shop',
    expressions: { ...SOURCE.expressions, body: 'upper(Body)' },
  });
  const sql = "SELECT * FROM url('http://ada:hunter2@127.0.0.1/')";
  expect((await post('/query', { sql })).status).toBe(400);
  await addMember();
  admin = await openPage(browser, { colorScheme: 'dark', acceptDownloads: true });
  await signIn(admin, ADMIN.email);
});

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
});

function post(path: string, body: object, method = 'POST'): Promise<Response> {
  return maple.api(path, {
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
}

async function send(method: string, path: string, body: object): Promise<{ id: string }> {
  const response = await post(path, body, method);
  const text = await response.text();
  expect(response.status, text).toBeLessThan(300);
  const answer = JSON.parse(text);
  return answer.source ?? answer;
}

/** Somebody who does not administrate the team. */
async function addMember(): Promise<void> {
  const { db, close } = openDatabaseOf(maple);
  const [team] = listTeams(db);
  db.insert(users).values({ id: 'mia', name: 'Mia', email: MEMBER }).run();
  const password = await hashPassword(ADMIN.password);
  db.insert(accounts)
    .values({ id: 'm', userId: 'mia', accountId: 'mia', providerId: 'credential', password })
    .run();
  db.insert(members)
    .values({ teamId: team?.id ?? '', userId: 'mia', role: 'member' })
    .run();
  close();
}

async function signIn({ page }: WatchedPage, email: string): Promise<void> {
  await page.goto(`${maple.url}/login`);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname !== '/login');
}

const entries = ({ page }: WatchedPage) => page.getByRole('list', { name: 'Entries' }).getByRole('button');

test('what was done is listed in words, newest first: the change, the refused SQL, the sign-in of now', async () => {
  const { page } = admin;
  await page.goto(`${maple.url}/settings/audit`);
  await entries(admin).first().waitFor();
  const rows = await entries(admin).allTextContents();
  expect(rows[0]).toMatch(/Signed in/);
  const at = (words: RegExp) => rows.findIndex((row) => words.test(row));
  expect(rows[at(/Ran SQL/)]).toMatch(/refused/);
  expect(at(/Changed a source.*=Shop/)).toBeGreaterThan(at(/Ran SQL/));
  expect(at(/Made a source/)).toBeGreaterThan(at(/Changed a source/));
  expect(rows.join()).toMatch(/Made a key.*From MAPLE_API_KEY/);
  expect(rows.join()).toMatch(/Completed the set-up/);
  await expectSound(admin, 'audit-dark');
});

test('an entry opens beside the list, shows only what changed, and has an address', async () => {
  const { page } = admin;
  await entries(admin).filter({ hasText: 'Changed a source' }).click();
  const drawer = page.getByRole('dialog');
  const changes = drawer.getByRole('listitem');
  await changes.first().waitFor();
  expect(await changes.allTextContents()).toEqual([
    expect.stringMatching(/^expressions\.body.*before: Body.*after: upper\(Body\)$/),
  ]);
  await expectSound(admin, 'audit-entry-dark');
  const address = page.url();
  expect(address).toMatch(/entry=\d+/);
  await drawer.getByRole('button', { name: 'Same source' }).click();
  await page.waitForURL(/target=/);
  await drawer.waitFor({ state: 'detached' });
  await expect.poll(() => entries(admin).count(), PATIENT).toBe(2);

  const again = await openPage(browser, {
    storageState: await page.context().storageState(),
    colorScheme: 'light',
  });
  await again.page.goto(`${address}&outcome=refused`);
  await again.page.getByRole('dialog').getByText('upper(Body)').waitFor();
  await expectSound(again, 'audit-entry-light');
  await again.page.context().close();
});

test('j and k go through the entries, Enter opens one, Escape leads back to it', async () => {
  const { page } = admin;
  await page.goto(`${maple.url}/settings/audit?action=source`);
  await entries(admin).nth(1).waitFor();
  const focused = () =>
    entries(admin).evaluateAll((all) => all.findIndex((entry) => entry.matches(':focus')));
  await expect.poll(() => page.keyboard.press('j').then(focused), PATIENT).toBe(0);
  await page.keyboard.press('j');
  expect(await focused()).toBe(1);
  await page.keyboard.press('j');
  expect(await focused()).toBe(1);
  await page.keyboard.press('k');
  expect(await focused()).toBe(0);
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toBe(1);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText('source.create').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expect.poll(focused, PATIENT).toBe(1);
});

test('the URL is the filter; what one types is in it, and nothing found says so', async () => {
  const { page } = admin;
  await page.goto(`${maple.url}/settings/audit?action=source&who=MAPLE_API_KEY`);
  await expect.poll(() => entries(admin).count(), PATIENT).toBe(2);
  await page.getByLabel('Search names and changes').fill('upper(');
  await page.waitForURL(/q=upper/);
  await expect.poll(() => entries(admin).count(), PATIENT).toBe(1);
  await page.getByLabel('Outcome').selectOption('refused');
  await page.getByText('No entry matches').waitFor();
  await expectSound(admin, 'audit-nothing-dark');
  await page.getByRole('button', { name: 'Clear filters' }).last().click();
  await expect.poll(() => entries(admin).count(), PATIENT).toBeGreaterThan(5);
  expect(new URL(page.url()).search).toBe('');
  expect(await entries(admin).filter({ hasText: 'hunter2' }).count()).toBe(0);
});

test('what the filters leave is exported, without secrets, harmless, and noted', async () => {
  const { page } = admin;
  await page.goto(`${maple.url}/settings/audit?action=source`);
  await entries(admin).first().waitFor();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export CSV' }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^audit-default-\d{4}-\d\d-\d\d\.csv$/);
  const csv = await new Response((await file.createReadStream()) as unknown as ReadableStream).text();
  expect(csv.trim().split('\r\n')).toHaveLength(3);
  expect(csv).toContain(`"'=Shop"`);

  const ndjson = await (await maple.api('/audit/export?format=ndjson')).text();
  const all = ndjson
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(all.slice(0, 1)).toMatchObject([
    { action: 'audit.export', actor: { name: ADMIN.email }, after: { format: 'csv', action: 'source' } },
  ]);
  expect(all.find(({ action }) => action === 'sql.run')).toMatchObject({ outcome: 'refused' });
  for (const secret of ['hunter2', API_KEY, ADMIN.password]) expect(ndjson).not.toContain(secret);
});

test('whatever leaves Maple as a file, and SQL, leaves an entry: who, what, from where', async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const span = { service: 'shop', name: 'buy', traceId, spanId: 'b7ad6b7169203331', durationMs: 5 };
  await sendSpans(maple, [{ ...span, startMs: Date.now() - 60_000 }]);
  const taken = [
    [
      maple.api('/logs/export?format=csv&query=checkout'),
      'logs.export',
      { format: 'csv', query: 'checkout' },
    ],
    [maple.api(`/traces/${traceId}?format=otlp`), 'trace.export', { format: 'otlp' }],
    [maple.api(`/traces/${traceId}?format=jaeger`), 'trace.export', { format: 'jaeger' }],
    [maple.api('/audit/export?format=csv&outcome=refused'), 'audit.export', { outcome: 'refused' }],
    // What the SQL page saves as a file are the rows of an answer.
    [post('/query', { sql: 'SELECT 42 AS answer' }), 'sql.run', { sql: 'SELECT 42 AS answer' }],
  ] as const;
  for (const [answer, action, asked] of taken) {
    const response = await answer;
    expect([action, response.status]).toEqual([action, 200]);
    await response.arrayBuffer();
    const { entries: noted } = await (await maple.api(`/audit?action=${action}`)).json();
    const entry = noted.find(({ after }: { after: object }) =>
      Object.entries(asked).every(([name, value]) => Reflect.get(after, name) === value),
    );
    expect(entry, action).toMatchObject({
      action,
      outcome: 'done',
      isOfTeam: true,
      actor: { kind: 'key', name: 'From MAPLE_API_KEY' },
      address: '127.0.0.1',
    });
  }
});

test('admins of the team see how its people sign in, also in vain, and nothing of strangers', async () => {
  for (const email of [MEMBER, 'stranger@example.com'])
    await fetch(`${maple.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: maple.url },
      body: JSON.stringify({ email, password: 'not the right one' }),
    });
  const { entries: seen } = await (await maple.api('/audit?action=session')).json();
  const told = seen.map(({ outcome, target }: { outcome: string; target: { name: string } }) => [
    outcome,
    target.name,
  ]);
  expect(told).toContainEqual(['refused', MEMBER]);
  expect(told).toContainEqual(['done', ADMIN.email]);
  expect(JSON.stringify(seen)).not.toContain('stranger@example.com');
});

test('who administrates the installation reads its log without any team', async () => {
  const { page } = admin;
  await page.goto(`${maple.url}/no-team`);
  await page.getByRole('link', { name: 'Audit log of the installation' }).click();
  await page.getByRole('heading', { name: 'Audit log of the installation' }).waitFor();
  await entries(admin).filter({ hasText: 'stranger@example.com' }).first().waitFor();
  expect(await entries(admin).filter({ hasText: 'Made a source' }).count()).toBe(0);
  await expectSound(admin, 'audit-installation-dark');
  await entries(admin).filter({ hasText: 'stranger@example.com' }).first().click();
  await page.getByRole('dialog').getByText('session.sign_in').waitFor();
  await page.keyboard.press('Escape');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export NDJSON' }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^audit-installation-.*\.ndjson$/);
  expect((await maple.api('/installation/audit')).status).toBe(401);

  const phone = await openPage(browser, {
    storageState: await page.context().storageState(),
    viewport: PHONE,
    colorScheme: 'light',
  });
  await phone.page.goto(`${maple.url}/no-team/audit`);
  await entries(phone).first().waitFor();
  await expectSound(phone, 'audit-installation-phone-light');
  await phone.page.context().close();
});

test('pages of the API follow each other; mistakes are named; only admins may ask', async () => {
  const first = await (await maple.api('/audit?limit=1&action=source')).json();
  expect(first.entries).toHaveLength(1);
  const next = await (await maple.api(`/audit?limit=2&cursor=${first.nextCursor}`)).json();
  expect(next.entries[0].id).toBeLessThan(first.entries[0].id);
  expect((await maple.api('/audit?limt=2')).status).toBe(400);
  expect((await maple.api('/audit?from=yesterday')).status).toBe(400);
  expect((await maple.api('/audit?of=installation')).status).toBe(403);
  expect((await maple.api('/audit', { headers: { authorization: '' } })).status).toBe(401);
  expect((await maple.api('/audit', { method: 'DELETE' })).status).toBe(405);
});

test('who does not administrate the team is told so, and refused', async () => {
  const member = await openPage(browser, { colorScheme: 'light' });
  await signIn(member, MEMBER);
  await member.page.goto(`${maple.url}/settings/audit`);
  await member.page.getByText('Only admins of the team read its audit log.').waitFor();
  const statuses = await member.page.evaluate(() =>
    Promise.all(['audit', 'installation/audit'].map(async (path) => (await fetch(`/api/v1/${path}`)).status)),
  );
  expect(statuses).toEqual([403, 403]);
  await member.page.goto(`${maple.url}/no-team/audit`);
  await member.page.waitForURL('**/no-team');
  await member.page.goto(`${maple.url}/settings/audit`);
  await member.page.getByText('Only admins of the team read its audit log.').waitFor();
  await expectSound(member, 'audit-forbidden-light');
  await member.page.context().close();
});

test('on a phone the list has two lines an entry, and the entry the whole width', async () => {
  const storageState = await admin.page.context().storageState();
  const phone = await openPage(browser, { storageState, viewport: PHONE, colorScheme: 'light' });
  await phone.page.goto(`${maple.url}/settings/audit`);
  await entries(phone).first().waitFor();
  await expectSound(phone, 'audit-phone-light');
  await entries(phone).filter({ hasText: 'Ran SQL' }).filter({ hasText: 'refused' }).click();
  await phone.page.getByRole('dialog').getByText('SELECT * FROM url').waitFor();
  await expectSound(phone, 'audit-entry-phone-light');
  await phone.page.context().close();
});
