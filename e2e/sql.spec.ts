// The SQL workspace in a real browser: writing, running, reading the result, mistakes, cancelling, files, phones.
import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings, launchBrowser, openPage, overflows, PHONE, picture } from './lib/browser.ts';
import { openSignedIn, sendLogs, startWithAdmin } from './lib/logs.ts';
import type { Maple } from './lib/maple.ts';

const SERIES = `SELECT toStartOfInterval(Timestamp, INTERVAL 5 MINUTE) AS time, ServiceName, count() AS lines
FROM otel_logs GROUP BY time, ServiceName ORDER BY time`;
const ENDLESS = 'SELECT count() FROM numbers(10000000000000) WHERE sipHash64(number) = 1';

let maple: Maple;
let browser: Browser;
/** Signing in anew for each page would run into its rate limit. */
let session: Awaited<ReturnType<BrowserContext['storageState']>>;

beforeAll(async () => {
  maple = await startWithAdmin();
  browser = await launchBrowser();
  for (const [at, service] of ['checkout', 'cart', 'payment'].entries()) {
    await sendLogs(
      maple,
      service,
      Array.from({ length: 60 }, (_, index) => ({
        body: `request ${index} of ${service}`,
        minutesAgo: (index * (at + 1)) % 55,
        severityNumber: index % 10 === 0 ? 17 : 9,
        attributes: { 'http.status': String(200 + (index % 3) * 100) },
      })),
    );
  }
  const { page } = await openSignedIn(browser, maple);
  session = await page.context().storageState();
  await page.context().close();
});

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
});

async function open(sql = '', options: BrowserContextOptions = {}) {
  const visit = await openPage(browser, { colorScheme: 'dark', storageState: session, ...options });
  await visit.page.goto(`${maple.url}/sql${sql === '' ? '' : `?sql=${encodeURIComponent(sql)}`}`);
  await visit.page.getByTestId('sql-editor').waitFor();
  return visit;
}

async function write(page: Page, sql: string) {
  await page.getByTestId('sql-editor').click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(sql);
}

/** A list that has just opened takes no key for a moment, so that who types on is not surprised by it: until arrows move. */
async function untilTakesKeys(page: Page): Promise<void> {
  const chosen = () => page.getByRole('option', { selected: true }).getAttribute('id');
  const first = await chosen();
  const down = async () => {
    await page.keyboard.press('ArrowDown');
    return chosen();
  };
  await expect.poll(down).not.toBe(first);
  await page.keyboard.press('ArrowUp');
  await expect.poll(chosen).toBe(first);
}

const cells = (page: Page, column: number) =>
  page.locator(`[data-testid=sql-result] [data-cell$=":${column}"]`).allTextContents();

describe('running', () => {
  test('starts with examples, and running one puts it into the URL and the history', async () => {
    const { page, problems } = await open();
    await page.getByText('Ask your telemetry in SQL').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'sql-empty-dark');
    await page.getByRole('button', { name: /Which services log most/ }).click();
    await page.getByTestId('sql-result').waitFor();
    expect(await cells(page, 0)).toEqual(expect.arrayContaining(['checkout', 'cart', 'payment']));
    expect(new URL(page.url()).searchParams.get('sql')).toContain('FROM otel_logs');
    await page.getByRole('button', { name: 'History' }).click();
    await page
      .getByRole('dialog')
      .getByText(/formatReadableSize/)
      .waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('by keyboard, with completion of tables and columns', async () => {
    const { page, problems } = await open();
    await write(page, '');
    await page.keyboard.type('select count() as n from otel_lo');
    await page
      .getByRole('option', { name: /otel_logs/ })
      .first()
      .waitFor();
    await untilTakesKeys(page);
    await page.keyboard.press('Enter');
    await page.keyboard.type(' where Severi');
    await page
      .getByRole('option', { name: /SeverityNumber/ })
      .first()
      .waitFor();
    await untilTakesKeys(page);
    await picture(page, 'sql-completion');
    await page.keyboard.press('Enter');
    await page.keyboard.type(' > 0');
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.getByTestId('sql-result').waitFor();
    expect(await cells(page, 0)).toEqual(['180']);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('a link runs; back and forward go through what was run', async () => {
    const { page } = await open('SELECT 1 AS first');
    await page.getByRole('columnheader', { name: /first/ }).waitFor();
    await write(page, 'SELECT 2 AS second');
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.getByRole('columnheader', { name: /second/ }).waitFor();
    await page.goBack();
    await page.getByRole('columnheader', { name: /first/ }).waitFor();
    expect(await page.getByTestId('sql-editor').textContent()).toBe('SELECT 1 AS first');
    await page.context().close();
  });
});

describe('results', () => {
  test('ten thousand rows scroll, sort by a click, and say that there are more', async () => {
    const { page, problems } = await open(
      'SELECT number, if(number % 3 = 0, NULL, toString(number)) AS text FROM numbers(1000000)',
    );
    await page.getByText(/Only the first 10,000 rows/).waitFor();
    expect(await page.getByTestId('sql-count').textContent()).toContain('10,000+ rows');
    expect(await page.locator('[data-cell]').count()).toBeLessThan(300);
    expect((await cells(page, 1)).slice(0, 2)).toEqual(['NULL', '1']);
    const header = page.getByRole('button', { name: 'number UInt64' });
    await header.click();
    await header.click();
    expect((await cells(page, 0))[0]).toBe('9999');
    expect(await page.getByRole('columnheader', { name: /number/ }).getAttribute('aria-sort')).toBe(
      'descending',
    );
    await page.getByTestId('sql-result').press('End');
    await expect.poll(async () => (await cells(page, 0)).at(-1)).toBe('0');
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'sql-table-dark');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('a cell is chosen by keys, shown whole, and copied', async () => {
    const { page } = await open("SELECT 'short' AS a, map('key', 'a long value') AS b");
    const grid = page.getByTestId('sql-result');
    await grid.focus();
    await grid.press('ArrowDown');
    await grid.press('ArrowRight');
    expect(await page.getByTestId('sql-cell').textContent()).toBe('{\n  "key": "a long value"\n}');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await grid.press('ControlOrMeta+c');
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toBe('{"key":"a long value"}');
    await page.context().close();
  });

  test('a chart over time, and bars', async () => {
    const { page, problems } = await open(SERIES);
    await page.getByRole('button', { name: 'Chart' }).click();
    await page.getByTestId('sql-chart').locator('canvas').waitFor();
    expect(await page.getByRole('list', { name: 'Series' }).getByRole('listitem').allTextContents()).toEqual(
      expect.arrayContaining(['cart', 'checkout', 'payment']),
    );
    expect(new URL(page.url()).searchParams.get('view')).toBe('chart');
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'sql-chart-dark');
    await write(
      page,
      'SELECT ServiceName, count() AS lines, countIf(SeverityNumber > 16) AS errors FROM otel_logs GROUP BY 1',
    );
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.getByRole('img', { name: /3 bars: lines, errors/ }).waitFor();
    await picture(page, 'sql-bars-dark');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('as CSV and NDJSON, in the order that is shown', async () => {
    const { page } = await open(
      'SELECT number AS n, \'a, "b"\' AS text, NULL AS nothing FROM numbers(2) ORDER BY n DESC',
    );
    await page.getByTestId('sql-result').waitFor();
    await page.getByRole('button', { name: 'n UInt64', exact: true }).click();
    const file = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name, exact: true }).click(),
      ]);
      return readFileSync(await download.path(), 'utf8');
    };
    expect(await file('CSV')).toBe('n,text,nothing\r\n0,"a, ""b""",\r\n1,"a, ""b""",\r\n');
    expect(await file('NDJSON')).toBe(
      '{"n":"0","text":"a, \\"b\\"","nothing":null}\n{"n":"1","text":"a, \\"b\\"","nothing":null}\n',
    );
    await page.context().close();
  });

  test('no rows are said to be none', async () => {
    const { page } = await open('SELECT Body FROM otel_logs WHERE 0');
    await page.getByRole('heading', { name: 'No rows' }).waitFor();
    await page.context().close();
  });
});

describe('mistakes and limits', () => {
  test('a mistake is underlined where it is and explained', async () => {
    const { page, problems } = await open('SELECT Bodyy FROM otel_logs');
    await page.getByRole('alert').getByText(/Bodyy/).waitFor();
    expect(await page.locator('.cm-lintRange-error').allTextContents()).toEqual(['Bodyy']);
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'sql-mistake-dark');
    await write(page, 'SELECT * FROM system.tables');
    await page.keyboard.press('ControlOrMeta+Enter');
    await page
      .getByRole('alert')
      .getByText(/your own team/)
      .waitFor();
    expect(await page.locator('.cm-lintRange-error').allTextContents()).toEqual(['system.tables']);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('a long query shows how far it is, and is cancelled in the engine', async () => {
    const { page } = await open(ENDLESS);
    const progress = page.getByTestId('progress');
    await progress.getByText(/rows read/).waitFor();
    await picture(page, 'sql-progress-dark');
    const queries = async () => {
      const answer = await page.request.get(`${maple.url}/api/v1/queries`);
      return ((await answer.json()) as { queries: { kind: string }[] }).queries.filter(
        ({ kind }) => kind === 'query',
      );
    };
    expect(await queries()).toHaveLength(1);
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('heading', { name: 'Cancelled' }).waitFor();
    await expect.poll(queries).toEqual([]);
    await page.context().close();
  });
});

describe('the API', () => {
  test('runs SQL, refuses what is not one SELECT, and scopes queries to their team', async () => {
    const { page } = await open();
    const post = (data: object) =>
      page.request.post(`${maple.url}/api/v1/query`, { data, headers: { origin: maple.url } });
    const good = await post({ sql: 'SELECT {n:UInt8} AS n', params: { n: 7 } });
    expect(await good.json()).toMatchObject({
      columns: [{ name: 'n', type: 'UInt8' }],
      rows: [[7]],
      rowCount: 1,
    });
    const got = await page.request.get(`${maple.url}/api/v1/query?sql=${encodeURIComponent('SELECT 1')}`);
    expect(await got.json()).toMatchObject({ rows: [[1]] });
    const bad = await post({ sql: 'DROP TABLE otel_logs' });
    expect(bad.status()).toBe(400);
    expect(await bad.json()).toMatchObject({ error: { code: 'bad_request', position: { from: 0, to: 4 } } });
    const unknown = await page.request.get(`${maple.url}/api/v1/queries/${crypto.randomUUID()}`);
    expect(unknown.status()).toBe(404);
    const noId = await page.request.get(`${maple.url}/api/v1/queries/x`);
    expect(noId.status()).toBe(400);
    const without = await fetch(`${maple.url}/api/v1/query?sql=SELECT+1`);
    expect(without.status).toBe(401);
    await page.context().close();
  });
});

describe('looks', () => {
  test('light', async () => {
    const { page } = await open(SERIES, { colorScheme: 'light' });
    await page.getByTestId('sql-result').waitFor();
    await page.evaluate(() => {
      document.documentElement.dataset.theme = 'light';
    });
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'sql-table-light');
    await page.getByRole('button', { name: 'Chart' }).click();
    await page.getByTestId('sql-chart').locator('canvas').waitFor();
    await picture(page, 'sql-chart-light');
    await page.context().close();
  });

  test('phone', async () => {
    const { page, problems } = await open(SERIES, { viewport: PHONE, hasTouch: true });
    await page.getByTestId('sql-result').waitFor();
    expect(await overflows(page)).toBe(false);
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'sql-phone');
    await page.getByRole('button', { name: 'Chart' }).click();
    await page.getByTestId('sql-chart').locator('canvas').waitFor();
    await picture(page, 'sql-phone-chart');
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
