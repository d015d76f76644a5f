// The log screen as one works with it: columns, views, the open record, its neighbours, keys, states. In a real browser.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings, launchBrowser, overflows, PHONE, picture, type WatchedPage } from './lib/browser.ts';
import { openSignedIn, sendLogs, startWithAdmin } from './lib/logs.ts';
import type { Maple } from './lib/maple.ts';

let browser: Browser;
let maple: Maple;
let visitor: WatchedPage;
let page: Page;

const TRACE = '0123456789abcdef0123456789abcdef';
const STACK =
  'Error: card declined\n    at pay (/srv/pay.js:10:3)\n    at run (/srv/node_modules/q/run.js:1:1)';

beforeAll(async () => {
  [browser, maple] = await Promise.all([launchBrowser(), startWithAdmin()]);
  await sendLogs(
    maple,
    'cart',
    Array.from({ length: 400 }, (_, n) => ({
      body: `cart row ${n}`,
      minutesAgo: 5,
      attributes: { 'cart.id': `cart-${n}`, shelf: n % 2 === 0 ? 'left' : 'right' },
    })),
  );
  await sendLogs(maple, 'checkout', [
    {
      body: '{"order":{"id":12345678901234567890,"lines":[1,2]},"ok":true}',
      attributes: { 'order.id': 'order-1', payload: '{"deep":{"er":"value"}}' },
    },
    {
      body: STACK,
      severityNumber: 17,
      traceId: TRACE,
      attributes: { 'order.id': 'order-2', 'http.route': '/pay' },
    },
    { body: 'order placed', traceId: TRACE, attributes: { 'order.id': 'order-3', 'http.route': '/pay' } },
    { body: `${'far '.repeat(60)}needle`, attributes: { 'order.id': 'order-4' } },
  ]);
  visitor = await openSignedIn(browser, maple, { colorScheme: 'dark' });
  ({ page } = visitor);
});

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
});

const row = (text: string | RegExp) => page.getByTestId('log-list').getByRole('row', { name: text });
const headers = () => page.getByTestId('log-list').getByRole('columnheader');
const header = (name: string) => page.locator(`[data-header="${name}"]`).getByRole('button');
const detail = () => page.getByTestId('log-detail');
const param = (name: string) => new URL(page.url()).searchParams.get(name);
const untilParam = (name: string, value: string | null) =>
  page.waitForURL((url) => url.searchParams.get(name) === value);

async function show(search: string): Promise<void> {
  await page.goto(`${maple.url}/logs?${search}`);
  await page.getByTestId('log-list').getByRole('row').nth(1).waitFor();
}

async function expectSound(visit: WatchedPage, name: string): Promise<void> {
  await picture(visit.page, name);
  expect(await axeFindings(visit.page)).toEqual([]);
  expect(await overflows(visit.page)).toBe(false);
  expect(visit.problems).toEqual([]);
}

async function headerWidth(name: string): Promise<number> {
  const box = await page.locator(`[data-header="${name}"]`).boundingBox();
  return Math.round(box?.width ?? 0);
}

describe('columns', () => {
  test('are chosen by typing, moved and removed, and stand in the URL', async () => {
    await show('q=order');
    expect(await headers().count()).toBe(4);
    await page.getByTestId('column-picker').click();
    await page.getByLabel('Find a field').fill('order.id');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^order\.id/ })
      .waitFor();
    await page.keyboard.press('Enter');
    await untilParam('cols', 'timestamp,level,service,order.id,body');
    await page.keyboard.press('Escape');
    await row(/order-3/).waitFor();
    await expectSound(visitor, 'explorer-columns-dark');

    await header('order.id').focus();
    await page.keyboard.press('Alt+ArrowLeft');
    await untilParam('cols', 'timestamp,level,order.id,service,body');
    const from = await header('order.id').boundingBox();
    const to = await header('body').boundingBox();
    if (!from || !to) throw new Error('The headers are not there.');
    await page.mouse.move(from.x + 5, from.y + 5);
    await page.mouse.down();
    await page.mouse.move(to.x + 300, to.y + 5, { steps: 5 });
    await page.mouse.up();
    await untilParam('cols', 'timestamp,level,service,body,order.id');
    await page.reload();
    await row(/order-3/).waitFor();
    expect(await headers().last().textContent()).toContain('order.id');
    await header('order.id').focus();
    await page.keyboard.press('Delete');
    await untilParam('cols', null);
    await page.goBack();
    await untilParam('cols', 'timestamp,level,service,body,order.id');
  });

  test('are made wider by drag and by keyboard, fitted by a double click, and remembered', async () => {
    await show('q=order&cols=timestamp,service,order.id,body');
    const edge = page.getByRole('separator', { name: 'Width of service' });
    const before = await headerWidth('service');
    const box = await edge.boundingBox();
    if (!box) throw new Error('The edge is not there.');
    await page.mouse.move(box.x + box.width / 2, box.y + 5);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 80, box.y + 5, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => headerWidth('service')).toBe(before + 80);
    await edge.focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => headerWidth('service')).toBe(before + 64);
    await page.reload();
    await row(/order placed/).waitFor();
    await expect.poll(() => headerWidth('service')).toBe(before + 64);
    await edge.dblclick();
    await expect.poll(() => headerWidth('service')).toBeLessThan(before);
  });

  test('time turns the order round', async () => {
    await show('q="cart row"');
    await headers()
      .getByRole('button', { name: /newest first/ })
      .click();
    await untilParam('order', 'asc');
    await row(/cart row 399/).waitFor();
    expect(await headers().first().getAttribute('aria-sort')).toBe('ascending');
  });
});

test('rows are shown as a table, raw lines and JSON, wrapped or not, compact or roomy', async () => {
  await show('q=order');
  await page.keyboard.press('v');
  await untilParam('view', 'raw');
  await row(/^\d{4}-\d\d-\d\d .* INFO checkout order placed$/).waitFor();
  await expectSound(visitor, 'explorer-raw-dark');
  await page.keyboard.press('v');
  await untilParam('view', 'json');
  await row(/"order.id": "order-3"/).waitFor();
  await expectSound(visitor, 'explorer-json-dark');
  await page.keyboard.press('v');
  await untilParam('view', null);
  const height = async () => (await row(/card declined/).boundingBox())?.height ?? 0;
  await show('q=declined');
  const line = await height();
  await page.keyboard.press('w');
  await untilParam('wrap', 'true');
  await expect.poll(height).toBeGreaterThan(line * 2);
  await page.keyboard.press('w');
  await untilParam('wrap', null);
  await page.getByRole('button', { name: 'Roomy rows' }).click();
  await untilParam('density', 'roomy');
  await expect.poll(height).toBeGreaterThan(line);
});

test('a match that stands far to the right is brought into view and marked', async () => {
  await show('q=needle');
  const mark = row(/needle/).locator('mark');
  await mark.waitFor();
  const [box, list] = [await mark.boundingBox(), await page.getByTestId('log-list').boundingBox()];
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThan((list?.x ?? 0) + (list?.width ?? 0));
});

describe('an open record', () => {
  test('filters in and out, shows a field as a column, unfolds JSON', async () => {
    await show('q=order');
    await row(/"order":/).click();
    // The digits of a number beyond 2^53 are those that were sent.
    await detail().getByText('12345678901234567890').waitFor();
    const field = (name: string) => detail().locator(`[data-field="${name}"]`);
    await field('payload').getByRole('button', { expanded: false }).first().click();
    await field('payload').getByText('value', { exact: true }).waitFor();
    await expectSound(visitor, 'explorer-detail-dark');

    await field('order.id').focus();
    await page.keyboard.press('a');
    await untilParam('cols', 'timestamp,level,service,order.id,body');
    await page.keyboard.press('-');
    await untilParam('q', 'order -order.id:order-1');
    await page.keyboard.press('o');
    await untilParam('q', 'order order.id:order-1');
    // The record stays open, and still has the focus where one was.
    await detail().getByText('12345678901234567890').waitFor();
    await page.goBack();
    await untilParam('q', 'order -order.id:order-1');
    await page.goBack();
    await untilParam('q', 'order');
    await field('order.id').hover();
    await field('order.id')
      .getByRole('button', { name: /Only records with/ })
      .click();
    await untilParam('q', 'order order.id:order-1');
    await field('payload').focus();
    await page.keyboard.press('e');
    await untilParam('q', 'order order.id:order-1 payload:*');
    await field('payload').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'payload' }).getByText('Filter out').waitFor();
    await page.keyboard.press('Escape');
  });

  test('shows a stack trace as one, and leads to its trace', async () => {
    await show('q=declined');
    await row(/card declined/).click();
    await detail().getByText('Body · stack trace').waitFor();
    expect(await detail().getByText('/srv/pay.js:10:3').count()).toBe(1);
    await expectSound(visitor, 'explorer-stack-dark');
    await detail().getByRole('button', { name: 'All logs of this trace' }).click();
    await untilParam('q', `trace_id:${TRACE}`);
    await row(/order placed/).waitFor();
    expect(param('log')).toBeNull();
  });

  test('is stepped through by keyboard, and closed', async () => {
    await show('q="cart row"');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await detail().getByText('cart-1', { exact: true }).waitFor();
    await page.keyboard.press('j');
    await detail().getByText('cart-2', { exact: true }).waitFor();
    await page.keyboard.press('k');
    await detail().getByText('cart-1', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await detail().waitFor({ state: 'detached' });
    expect(param('log')).toBeNull();
  });

  test('is shown among its neighbours, of all or some, further in both directions', async () => {
    await show('q=cart.id:cart-200');
    await row(/cart row 200/).click();
    await page.keyboard.press('c');
    await untilParam('around', 'all');
    const context = page.getByTestId('log-context');
    await context.getByRole('row', { name: /cart row 200$/, selected: true }).waitFor();
    await expectSound(visitor, 'explorer-context-dark');
    await context.hover();
    await page.mouse.wheel(0, -20_000);
    await context.getByRole('row', { name: /cart row 399$/ }).waitFor();
    await page.mouse.wheel(0, 60_000);
    await context.getByRole('row', { name: /cart row 0$/ }).waitFor();

    await detail().getByRole('button', { name: 'Same service' }).click();
    await untilParam('around', 'service');
    await context.getByRole('row', { name: /cart row 201$/ }).waitFor();
    await page.getByLabel('Own filter of the surrounding logs').fill('shelf:left');
    await page.keyboard.press('Enter');
    await untilParam('around', 'query:shelf:left');
    await context.getByRole('row', { name: /cart row 202$/ }).waitFor();
    expect(await context.getByRole('row', { name: /cart row 201$/ }).count()).toBe(0);
    await context.getByRole('row', { name: /cart row 202$/ }).click();
    await context.getByRole('row', { name: /cart row 202$/, selected: true }).waitFor();
    await detail().getByRole('button', { name: 'Record', exact: true }).click();
    await detail().getByText('cart-202', { exact: true }).waitFor();
  });
});

describe('states', () => {
  test('a field that does not exist is put right by a click', async () => {
    await page.goto(`${maple.url}/logs?q=order.idd:order-1`);
    await page.getByTestId('state').getByRole('button', { name: 'order.id', exact: true }).click();
    await untilParam('q', 'order.id:order-1');
    await row(/"order":/).waitFor();
  });

  test('an empty answer offers wider ranges and no search', async () => {
    await page.goto(`${maple.url}/logs?q=nowhere`);
    const state = page.getByTestId('state');
    await state.getByText('Nothing matches').waitFor();
    await expectSound(visitor, 'explorer-empty-dark');
    await state
      .getByRole('button', { name: /^Look in/ })
      .first()
      .click();
    await untilParam('from', 'now-1h');
    await state.getByRole('button', { name: 'Clear the search' }).click();
    await row(/order placed/).waitFor();
  });

  test('a mistake is told at the search and in place of the rows', async () => {
    await page.goto(`${maple.url}/logs?q=(order`);
    await page.getByTestId('state').getByText('This cannot be searched').waitFor();
    await expectSound(visitor, 'explorer-mistake-dark');
    await page.goto(`${maple.url}/logs?q=nope(&lang=sql`);
    await page.getByTestId('state').getByRole('alert').waitFor();
  });

  test('SQL conditions find rows, and clicks leave them alone', async () => {
    await show(`lang=sql&q=${encodeURIComponent("Body LIKE 'order%'")}`);
    await row(/order placed/).click();
    await detail().locator('[data-field="order.id"]').hover();
    expect(
      await detail()
        .getByRole('button', { name: /Only records with/ })
        .count(),
    ).toBe(0);
  });

  test('a long search shows how far it is, and cancelling stops the engine', async () => {
    const bulk = Array.from({ length: 1_000 }, (_, n) => ({ body: `bulk row ${n}`, minutesAgo: 12 }));
    for (let batch = 0; batch < 240; batch += 1) await sendLogs(maple, 'bulk', bulk);
    // Some seconds for each block of rows, after which the engine looks whether it was told to stop.
    const slow = 'editDistance(repeat(Body, 40), reverse(repeat(Body, 41))) = 1';
    await page.goto(`${maple.url}/logs?lang=sql&q=${encodeURIComponent(slow)}`);
    const progress = page.getByTestId('progress');
    await progress.getByText(/rows read/).waitFor();
    await expectSound(visitor, 'explorer-progress-dark');
    expect(await running()).toBeGreaterThan(0);
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await page.getByTestId('state').getByText('Cancelled').waitFor();
    await expect.poll(running, { timeout: 60_000 }).toBe(0);
  });

  test('a source that is not there says so, and leads back', async () => {
    await page.goto(`${maple.url}/logs?source=gone`);
    await page
      .getByTestId('state')
      .getByRole('button', { name: /own logs/ })
      .click();
    await untilParam('source', null);
    await row(/order placed/).waitFor();
  });
});

/** How many searches with the slow condition the engine is working on. */
async function running(): Promise<number> {
  const query =
    "SELECT count() FROM system.processes WHERE query LIKE '%editDistance%' AND query NOT LIKE '%system.processes%'";
  const response = await fetch(`${maple.engineUrl}/?query=${encodeURIComponent(query)}`);
  return Number(await response.text());
}

test('keys of the screen do what the help says, and "go to" wins over them', async () => {
  await show('q=order');
  await page.keyboard.press('f');
  await page.getByTestId('facets').waitFor({ state: 'detached' });
  await page.keyboard.press('f');
  await page.getByTestId('facets').waitFor();
  await page.keyboard.press('/');
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
    .toBe('Search the logs');
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await page.waitForURL((url) => url.pathname === '/logs');
  expect(param('live')).toBeNull();
  await show('q=order');
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('The logs around the record').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('option', { name: /Rows as JSON/ }).click();
  await untilParam('view', 'json');
});

test('live rows come on top, and stay where they are while one reads further down', async () => {
  await show('q="cart row"');
  await page.keyboard.press('l');
  await untilParam('live', 'true');
  await page.getByRole('status').getByText('Live', { exact: true }).waitFor();
  await sendLogs(maple, 'cart', [{ body: 'cart row new' }]);
  await row(/cart row new/).waitFor();
  await page.getByTestId('log-list').hover();
  await page.mouse.wheel(0, 2_000);
  await row(/cart row 100$/).waitFor();
  const place = async () => (await row(/cart row 100$/).boundingBox())?.y;
  await expect.poll(async () => (await place()) !== undefined).toBe(true);
  await page.waitForTimeout(300);
  const before = await place();
  await sendLogs(maple, 'cart', [{ body: 'cart row newer' }]);
  await page.getByRole('button', { name: '1 new' }).waitFor();
  expect(await place()).toBe(before);
  await page.getByRole('button', { name: '1 new' }).click();
  await row(/cart row newer/).waitFor();
  await expectSound(visitor, 'explorer-live-dark');
});

describe.each([
  ['light', 'desktop', undefined],
  ['dark', 'phone', PHONE],
  ['light', 'phone', PHONE],
] as const)('%s on a %s', (colorScheme, size, viewport) => {
  test('list, facets and record are sound', async () => {
    const visit = await openSignedIn(browser, maple, {
      colorScheme,
      ...(viewport && { viewport, hasTouch: true }),
    });
    await visit.page.goto(`${maple.url}/logs?q=order`);
    const list = visit.page.getByTestId('log-list').getByRole('row', { name: /order placed/ });
    await list.waitFor();
    await expectSound(visit, `explorer-${colorScheme}-${size}`);
    if (viewport) {
      await visit.page.getByRole('button', { name: 'Show the facets' }).click();
      await visit.page.getByRole('dialog', { name: 'Facets' }).getByTestId('facets').waitFor();
      await expectSound(visit, `explorer-facets-${colorScheme}-${size}`);
      await visit.page.getByRole('button', { name: 'Close' }).click();
      await visit.page.getByRole('button', { name: 'View', exact: true }).click();
      await visit.page.getByRole('button', { name: 'Raw lines' }).click();
      await visit.page.keyboard.press('Escape');
      await visit.page.waitForURL((url) => url.searchParams.get('view') === 'raw');
    }
    await list.click();
    await visit.page.getByTestId('log-detail').getByText('order-3', { exact: true }).waitFor();
    await expectSound(visit, `explorer-detail-${colorScheme}-${size}`);
    await visit.page.getByRole('button', { name: 'Surrounding logs' }).click();
    await visit.page.getByTestId('log-context').getByRole('row').first().waitFor();
    await expectSound(visit, `explorer-context-${colorScheme}-${size}`);
    await visit.page.context().close();
  });
});
