// Sources and connections in a real browser: made by detection, mended where a field has an error, searched, deleted.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { expectSound, launchBrowser, openPage, PHONE, type WatchedPage } from './lib/browser.ts';
import { ADMIN, type Maple, startMaple } from './lib/maple.ts';
import { addViewer, VIEWER } from './lib/viewer.ts';

let browser: Browser;
let other: Awaited<ReturnType<typeof startTestEngine>>;
let maple: Maple;
let admin: WatchedPage;

beforeAll(async () => {
  const env = {
    MAPLE_ADMIN_EMAIL: ADMIN.email,
    MAPLE_ADMIN_PASSWORD: ADMIN.password,
    MAPLE_ALLOWED_HOSTS: '127.0.0.1',
  };
  [browser, maple, other] = await Promise.all([launchBrowser(), startMaple({ env }), startTestEngine()]);
  await run(`CREATE TABLE otel.shop_logs (ts DateTime64(3), lvl LowCardinality(String), message String, app String,
    labels Map(String, String)) ENGINE = MergeTree ORDER BY (toStartOfHour(ts), ts)`);
  await run(`INSERT INTO otel.shop_logs SELECT now64(3) - number, if(number % 3 = 0, 'WARN', 'INFO'),
    concat('basket ', toString(number), ' emptied'), 'shop', map('basket', toString(number)) FROM numbers(50)`);
  admin = await openPage(browser, { colorScheme: 'dark' });
  await signIn(admin);
});

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
  await other?.stop();
});

/** On Maple's own engine, as somebody with another client would. */
async function run(statement: string): Promise<void> {
  const response = await fetch(maple.engineUrl, { method: 'POST', body: statement });
  expect([response.status, await response.text()]).toEqual([200, expect.any(String)]);
}

async function signIn({ page }: WatchedPage, email = ADMIN.email): Promise<void> {
  await page.goto(`${maple.url}/login`);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname !== '/login');
}

/** Inputs by their label; headings have some of the same names. */
const field = (label: string) =>
  admin.page.getByLabel(label, { exact: true }).and(admin.page.locator('input, select'));

test('a source is made of a table that was there before: detected, mended, saved, searched, deleted', async () => {
  const { page } = admin;
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.waitForURL('**/settings/profile');
  await page.getByRole('link', { name: 'Sources', exact: true }).click();
  await page.waitForURL('**/settings/sources');
  await page.getByRole('list', { name: 'Sources' }).getByText('otel.otel_logs').waitFor();
  await expectSound(admin, 'sources-list-dark');

  await page.getByRole('link', { name: 'New source' }).click();
  await field('Table').fill('shop_logs');
  await page.getByRole('button', { name: 'Detect fields' }).click();
  await page.getByText('Filled in from 5 columns.').waitFor();
  const value = (label: string) => field(label).inputValue();
  expect(await value('Timestamp')).toBe('ts');
  expect(await value('Order')).toBe('toStartOfHour(ts)');
  expect(await value('Body')).toBe('message');
  expect(await value('Severity')).toBe('lvl');
  expect(await value('Attributes')).toBe('labels');
  expect(await value('Name')).toBe('Shop logs');

  await field('Body').fill('upper(mesage)');
  await field('Service').fill('length(app)');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('2 fields have a problem.').waitFor();
  expect(await field('Body').getAttribute('aria-invalid')).toBe('true');
  await page
    .getByText(/mesage/)
    .first()
    .waitFor();
  await page.getByText(/has to be text, but it is UInt64/).waitFor();
  await expectSound(admin, 'source-errors-dark');

  await field('Body').fill('message');
  await field('Service').fill('app');
  await page.getByRole('button', { name: 'Test' }).click();
  await page.getByText('Everything works.').waitFor();
  await page
    .getByTestId('sample-row')
    .getByText(/^basket \d+ emptied$/)
    .waitFor();
  await expectSound(admin, 'source-tested-dark');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL('**/settings/sources');

  await page.getByRole('link', { name: 'Search Shop logs' }).click();
  await page.waitForURL('**/logs?**source=**');
  const list = page.getByTestId('log-list');
  await list.getByRole('row', { name: /basket 7 emptied/ }).waitFor();
  expect(admin.problems).toEqual([]);

  await page.goto(`${maple.url}/settings/sources`);
  await page.getByRole('button', { name: 'Delete Shop logs' }).click();
  const confirm = page.getByRole('button', { name: 'Delete the source' });
  expect(await confirm.isDisabled()).toBe(true);
  await page.getByLabel(/to confirm/).fill('Shop logs');
  await expectSound(admin, 'source-delete-dark');
  await confirm.click();
  await page.getByText('otel.shop_logs').waitFor({ state: 'detached' });
});

test('a form with changes is not left by accident', async () => {
  const { page } = admin;
  await page.goto(`${maple.url}/settings/sources/new`);
  await field('Name').fill('Half done');
  await page.getByRole('link', { name: 'Connections' }).click();
  await page.getByRole('button', { name: 'Stay' }).click();
  expect(await field('Name').inputValue()).toBe('Half done');
  await page.getByRole('link', { name: 'Connections' }).click();
  await page.getByRole('button', { name: 'Discard the changes' }).click();
  await page.waitForURL('**/settings/connections');
});

test('a connection is tested before it is saved, and its password never comes back', async () => {
  const { page } = admin;
  await page.goto(`${maple.url}/settings/connections`);
  await page.getByText('No other server yet').waitFor();
  await expectSound(admin, 'connections-empty-dark');
  await page.getByRole('link', { name: 'New connection' }).click();
  await field('Name').fill('Elsewhere');
  await field('Address').fill('http://10.0.0.1:8123');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/private network/).waitFor();
  await expectSound(admin, 'connection-refused-dark');
  // The embedded engine holds the data of every team: it is no other server, although its address is allowed here.
  await field('Address').fill(maple.engineUrl);
  await page.getByRole('button', { name: 'Test' }).click();
  await page.getByText(/private network/).waitFor();
  await field('Address').fill(other.url);
  await page.getByLabel('Password').fill('hunter2 hunter2');
  await page.getByRole('button', { name: 'Test' }).click();
  await page.getByText(/It works: ClickHouse/).waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL('**/settings/connections');
  await page.getByRole('link', { name: 'Elsewhere', exact: true }).click();
  await page.getByPlaceholder('unchanged').waitFor();
  expect(await page.content()).not.toContain('hunter2');
  await expectSound(admin, 'connection-dark');
});

test('whoever is no admin sees everything and can change nothing', async () => {
  await addViewer(maple);
  const visit = await openPage(browser, { colorScheme: 'light' });
  await signIn(visit, VIEWER);
  const { page } = visit;
  await page.goto(`${maple.url}/settings/connections`);
  await page.getByText('Only admins of the team can change connections.').waitFor();
  expect(await page.getByRole('link', { name: 'New connection' }).count()).toBe(0);
  await page.getByRole('link', { name: 'Elsewhere', exact: true }).click();
  await page.getByRole('heading', { name: 'Elsewhere' }).waitFor();
  expect(await page.getByLabel('Address').isDisabled()).toBe(true);
  expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
  await expectSound(visit, 'connection-viewer-light');
  await page.goto(`${maple.url}/settings/sources`);
  await page.getByText('Only admins of the team can change sources.').waitFor();
  expect(await page.getByRole('button', { name: /Delete/ }).count()).toBe(0);
  await expectSound(visit, 'sources-viewer-light');
  await page.context().close();
});

/** A request of the API, as its status and its answer. */
async function api(method: string, path: string, body?: object): Promise<[number, Record<string, unknown>]> {
  const response = await maple.api(path, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return [response.status, await response.json()];
}

test('the API makes, changes and deletes sources, and tells the problems of every field at once', async () => {
  const input = { name: 'Made by a key', kind: 'log', table: 'shop_logs' };
  const expressions = { timestamp: 'ts', body: 'message' };
  const [wrong, refusal] = await api('POST', '/sources', {
    ...input,
    expressions: { timestamp: 'nope', body: 'concat(' },
  });
  expect(wrong).toBe(400);
  expect(refusal).toMatchObject({ error: { fields: { timestamp: {}, body: {} } } });
  const [made, source] = await api('POST', '/sources', { ...input, expressions });
  expect(made).toBe(200);
  expect((await api('POST', '/sources', { ...input, expressions }))[0]).toBe(409);
  const changed = { ...input, expressions: { ...expressions, severity: 'lvl' } };
  expect((await api('PUT', `/sources/${source.id}`, changed))[0]).toBe(200);
  const [, found] = await api('GET', '/sources/made%20by%20a%20key');
  expect(found).toMatchObject({ id: source.id, expressions: { severity: 'lvl' } });
  const [, answer] = await api('POST', '/logs/search', {
    source: 'Made by a key',
    query: 'level:warn basket',
  });
  expect(answer.rows).toHaveLength(17);
  expect((await api('PUT', '/sources/logs', changed))[0]).toBe(403);
  expect((await api('DELETE', `/sources/${source.id}`))[0]).toBe(200);
  expect((await api('POST', '/logs/search', { source: 'Made by a key' }))[0]).toBe(404);
});

test('a table may have columns with the names that Maple uses itself', async () => {
  await run(`CREATE TABLE otel.nasty (ts DateTime64(3), id String, slot String, keys String, value String, texts String,
    field String, body String, service String, severity String, severityNumber Nullable(UInt8), rows String, count String,
    attributes Map(String, String), resource JSON, size String) ENGINE = MergeTree ORDER BY ts`);
  await run(`INSERT INTO otel.nasty (ts, slot, keys, value, texts, field, body, service, severity, attributes, rows, count)
    SELECT now64(3) - number, 's', 'k', 'v', 't', 'f', 'hello', 'svc', 'warn', map('a', 'b'), 'r', 'c' FROM numbers(30)`);
  const [, detected] = await api('POST', '/sources/detect', { table: 'nasty' });
  const [made, { id: source }] = await api('POST', '/sources', detected.source as object);
  expect(made).toBe(200);
  const query = 'hello level:warn slot:s keys:k value:v texts:t field:f rows:r count:c a:b';
  const [, page] = await api('POST', '/logs/search', { source, query });
  expect(page.rows).toHaveLength(30);
  const [, sums] = await api('POST', '/logs/aggregate', {
    source,
    query,
    groupBy: ['slot', 'keys', 'value'],
  });
  expect(sums.series).toMatchObject([{ labels: { slot: 's', keys: 'k', value: 'v' } }]);
  const [, facets] = await api('POST', '/logs/facets', {
    source,
    query,
    fields: ['value', 'field', 'texts'],
  });
  expect(facets.fields).toMatchObject(['v', 'f', 't'].map((value) => ({ values: [{ value, count: 30 }] })));
  const exported = await maple.api(
    `/logs/export?source=${source}&query=${encodeURIComponent(query)}&format=ndjson`,
  );
  expect((await exported.text()).trim().split('\n')).toHaveLength(30);
});

test('a table on another server is found and searched through a connection', async () => {
  const there = (statement: string) => fetch(other.url, { method: 'POST', body: statement });
  await there('CREATE DATABASE plant');
  await there('CREATE TABLE plant.events (time DateTime, msg String) ENGINE = MergeTree ORDER BY time');
  await there(
    "INSERT INTO plant.events SELECT now() - number, concat('valve ', toString(number)) FROM numbers(300)",
  );
  const [, connection] = await api('POST', '/connections', {
    name: 'Plant',
    url: other.url,
    database: 'plant',
  });
  const connectionId = connection.id;
  const [, listed] = await api('GET', `/sources/tables?connectionId=${connectionId}`);
  expect(listed).toMatchObject({ database: 'plant', tables: [{ name: 'events', rows: 300 }] });
  const [, detected] = await api('POST', '/sources/detect', { connectionId, table: 'events' });
  const [made, source] = await api('POST', '/sources', detected.source as object);
  expect(made).toBe(200);
  const [status, page] = await api('POST', '/logs/search', { source: source.id, query: 'valve', limit: 200 });
  expect(status).toBe(200);
  expect(page).toMatchObject({ rows: { length: 200 }, nextCursor: expect.any(String) });
  const [, rest] = await api('POST', '/logs/search', {
    ...{ source: source.id, query: 'valve', limit: 200, cursor: page.nextCursor },
  });
  expect(rest).toMatchObject({ rows: { length: 100 }, nextCursor: null });
  const [used, refusal] = await api('DELETE', `/connections/${connectionId}`);
  expect([used, refusal]).toMatchObject([409, { error: { message: expect.stringContaining('"Events"') } }]);
  expect((await api('DELETE', `/sources/${source.id}`))[0]).toBe(200);
  expect((await api('DELETE', `/connections/${connectionId}`))[0]).toBe(200);
});

describe.each([
  ['light', 'desktop', undefined],
  ['dark', 'phone', PHONE],
  ['light', 'phone', PHONE],
] as const)('%s on a %s', (colorScheme, size, viewport) => {
  test('lists and forms are sound', async () => {
    const visit = await openPage(browser, { colorScheme, ...(viewport && { viewport, hasTouch: true }) });
    await signIn(visit);
    const { page } = visit;
    for (const path of ['sources', 'sources/new', 'sources/logs', 'connections', 'connections/new']) {
      await page.goto(`${maple.url}/settings/${path}`);
      await page.getByRole('main').locator('h2.text-lg').waitFor();
      await expectSound(visit, `settings-${path.replace('/', '-')}-${colorScheme}-${size}`);
    }
    await page.context().close();
  });
});
