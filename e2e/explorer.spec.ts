// The list of the log screen: its columns and forms, keys, rows that arrive, and how it looks on other screens.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectSound, PHONE, scrollBy } from './lib/browser.ts';
import { type LogScreen, openLogScreen } from './lib/log-screen.ts';
import { openSignedIn, sendLogs } from './lib/logs.ts';

let screen: LogScreen;
let page: Page;

beforeAll(async () => {
  screen = await openLogScreen();
  ({ page } = screen);
});

afterAll(() => screen?.close());

const show: LogScreen['show'] = (...args) => screen.show(...args);
const row: LogScreen['row'] = (...args) => screen.row(...args);
const param: LogScreen['param'] = (...args) => screen.param(...args);
const untilParam: LogScreen['untilParam'] = (...args) => screen.untilParam(...args);
const headers = () => page.getByTestId('log-list').getByRole('columnheader');
const header = (name: string) => page.locator(`[data-header="${name}"]`).getByRole('button');

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
    await expectSound(screen.visitor, 'explorer-columns-dark');

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
  await expectSound(screen.visitor, 'explorer-raw-dark');
  await page.keyboard.press('v');
  await untilParam('view', 'json');
  await row(/"order.id": "order-3"/).waitFor();
  await expectSound(screen.visitor, 'explorer-json-dark');
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
  await sendLogs(screen.maple, 'cart', [{ body: 'cart row new' }]);
  await row(/cart row new/).waitFor();
  await scrollBy(page.getByTestId('log-list'), 2_000);
  await row(/cart row 100$/).waitFor();
  const place = async () => (await row(/cart row 100$/).boundingBox())?.y;
  const before = await place();
  await sendLogs(screen.maple, 'cart', [{ body: 'cart row newer' }]);
  await page.getByRole('button', { name: '1 new' }).waitFor();
  expect(await place()).toBe(before);
  await page.getByRole('button', { name: '1 new' }).click();
  await row(/cart row newer/).waitFor();
  await expectSound(screen.visitor, 'explorer-live-dark');
});

describe.each([
  ['light', 'desktop', undefined],
  ['dark', 'phone', PHONE],
  ['light', 'phone', PHONE],
] as const)('%s on a %s', (colorScheme, size, viewport) => {
  test('list, facets and record are sound', async () => {
    const visit = await openSignedIn(screen.browser, screen.maple, {
      colorScheme,
      ...(viewport && { viewport, hasTouch: true }),
    });
    await visit.page.goto(`${screen.maple.url}/logs?q=order`);
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
