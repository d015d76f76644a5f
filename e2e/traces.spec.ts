// The trace search as one looks for something: results and orders, heatmap, differences, facets, a trace and back.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WatchedPage } from './lib/browser.ts';
import type { Maple } from './lib/maple.ts';
import { QUICK, SLOW } from './lib/orders.ts';
import { expectCountedAndSound, openTraceScreen, PATIENCE, type TraceScreen } from './lib/trace-screen.ts';

let screen: TraceScreen;
let maple: Maple;
let visitor: WatchedPage;
let page: Page;

beforeAll(async () => {
  screen = await openTraceScreen();
  ({ maple, visitor, page } = screen);
});

afterAll(() => screen?.close());

const show: TraceScreen['show'] = (...args) => screen.show(...args);
const list: TraceScreen['list'] = (...args) => screen.list(...args);
const first: TraceScreen['first'] = (...args) => screen.first(...args);
const counted: TraceScreen['counted'] = (...args) => screen.counted(...args);
const param: TraceScreen['param'] = (...args) => screen.param(...args);
const untilParam: TraceScreen['untilParam'] = (...args) => screen.untilParam(...args);
const rows = () => list().locator('[data-index]');
const plot = () => page.getByTestId('heat-plot');

/** Drags over the slow orders: all of the time, from the top down to about half a second. */
async function dragOverSlow(): Promise<void> {
  await plot().waitFor();
  const box = await plot().boundingBox();
  if (!box) throw new Error('The heatmap is not there.');
  await page.mouse.move(box.x + 4, box.y + 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 4, box.y + box.height * 0.3, { steps: 5 });
  await page.mouse.up();
}

describe('results', () => {
  test('are traces: root, duration, services, spans, errors, in all orders', async () => {
    await show();
    await expect.poll(() => first().textContent(), PATIENCE).toContain('web');
    expect(await first().textContent()).toContain('POST /order');
    expect(await first().textContent()).toMatch(/3 services: .*web 1/);
    await page.getByText('871 matching spans').waitFor();
    await expectCountedAndSound(visitor, 'traces-dark');
    await list().getByRole('button', { name: 'Duration' }).click();
    await untilParam('sort', 'slowest');
    await expect.poll(() => first().textContent(), PATIENCE).toContain('2.29 s');
    await list().getByRole('button', { name: 'Spans' }).click();
    await expect.poll(() => first().textContent(), PATIENCE).toContain('nightly export');
    await page.keyboard.press('o');
    await untilParam('sort', 'errors');
    // Three spans, two errors.
    await expect.poll(() => first().textContent(), PATIENCE).toMatch(/32$/);
    await page.getByTestId('sort').click();
    await page.getByRole('button', { name: 'newest' }).click();
    await untilParam('sort', null);
  });

  test('say when the root is not there', async () => {
    await show('q=service:worker');
    await expect.poll(() => first().textContent(), PATIENCE).toContain('no root');
    expect(await rows().count()).toBe(1);
  });

  test('are spans with their columns', async () => {
    await show('q=service:payment');
    await page.keyboard.press('v');
    await untilParam('show', 'spans');
    await expect.poll(() => first().textContent(), PATIENCE).toContain('charge');
    expect(await list().getByRole('columnheader').allTextContents()).toEqual([
      'Start',
      'Service',
      'Operation',
      'Kind',
      'Status',
      'Duration',
      'Trace',
    ]);
    expect(await first().textContent()).toContain('client');
    await expectCountedAndSound(visitor, 'traces-spans-dark');
  });

  test('can be bound by duration, and a wrong one is said to be wrong', async () => {
    await show();
    const least = page.getByLabel('Least duration of the whole trace');
    await least.fill('5 parsecs');
    expect(await least.getAttribute('aria-invalid')).toBe('true');
    await least.fill('2.2s');
    await least.press('Enter');
    await untilParam('min', '2.2s');
    await expect.poll(() => counted().textContent(), PATIENCE).toContain('10 traces');
  });

  test('have more pages as one scrolls', async () => {
    await show();
    await list().evaluate((element) => {
      element.scrollTop = element.scrollHeight;
    });
    await page
      .getByText(`End of the range: ${QUICK + SLOW + 2} traces`)
      .or(page.getByText('Loading more'))
      .first()
      .waitFor();
    await expect
      .poll(async () => {
        await list().evaluate((element) => {
          element.scrollTop = element.scrollHeight;
        });
        return page.getByText(`End of the range: ${QUICK + SLOW + 2} traces`).count();
      }, PATIENCE)
      .toBe(1);
  });
});

describe('the heatmap', () => {
  test('filters by a box, says what is different in it, and a click goes on from there', async () => {
    await show();
    await dragOverSlow();
    await page.waitForURL(/box=/);
    const panel = page.getByTestId('differences');
    await panel.getByTestId('difference-region').waitFor();
    expect(await panel.getByTestId('difference-region').textContent()).toContain('us');
    await expect.poll(() => counted().textContent(), PATIENCE).toContain(`${SLOW} traces`);
    await expectCountedAndSound(visitor, 'traces-box-dark');
    await panel.getByTestId('difference-card').getByRole('button', { name: 'Only amex' }).click();
    await untilParam('q', 'card:amex');
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await untilParam('box', null);
    expect(param('from')).toMatch(/^\d{4}-/);
    await page.getByRole('button', { name: 'Back to the range before' }).click();
    await untilParam('from', null);
  });

  test('goes by keyboard too', async () => {
    await show();
    await plot().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowUp');
    await page.keyboard.press('Enter');
    await page.waitForURL(/box=/);
    const [fromMs = 0, toMs = 0] = (param('box') ?? '').split('-').map(Number);
    expect(toMs).toBeGreaterThan(fromMs);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await untilParam('box', null);
  });

  test('can be put away, with the charts', async () => {
    await show();
    await page.getByTestId('red').waitFor();
    await page.keyboard.press('h');
    await untilParam('heatmap', 'false');
    await expect.poll(() => page.getByTestId('overview').count(), PATIENCE).toBe(0);
  });
});

test('facets keep, leave out and show only a value', async () => {
  await show();
  const facet = page.getByTestId('facet-service');
  await facet.getByRole('checkbox', { name: /^batch/ }).click();
  await untilParam('q', 'service:batch');
  await expect.poll(() => rows().count(), PATIENCE).toBe(1);
  await facet.getByRole('checkbox', { name: /^web/ }).press('o');
  await untilParam('q', 'service:web');
  await facet.getByRole('checkbox', { name: /^web/ }).press('-');
  await untilParam('q', '-service:web');
});

test('search completes fields of spans, and marks mistakes where they are', async () => {
  await show();
  await page.keyboard.press('/');
  await page.keyboard.type('status:err');
  await page.getByRole('option', { name: /error/i }).first().waitFor();
  await page.keyboard.press('Escape');
  await page.goto(`${maple.url}/traces?q=${encodeURIComponent('service:web AND (')}`);
  await page.getByTestId('state').getByText('This cannot be searched').waitFor();
  await page.goto(`${maple.url}/traces?q=${encodeURIComponent('sevrice:web')}`);
  await page.getByTestId('state').getByRole('button', { name: 'service', exact: true }).click();
  await untilParam('q', 'service:web');
  await page.goto(`${maple.url}/traces?lang=sql&q=${encodeURIComponent("ServiceName = 'batch'")}`);
  await first().waitFor();
  expect(await first().textContent()).toContain('nightly export');
});

test('a trace is opened by keys, and going back finds the list as it was', async () => {
  await show();
  for (let n = 0; n < 40; n += 1) await page.keyboard.press('j');
  const active = list().locator('[aria-selected="true"]');
  const name = await active.getAttribute('data-index');
  expect(name).toBe('39');
  const scrolled = await list().evaluate((element) => element.scrollTop);
  expect(scrolled).toBeGreaterThan(0);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/traces\/[0-9a-f]{32}/);
  await page.goBack();
  await page.waitForURL(/\/traces(\?|$)/);
  await active.waitFor();
  expect(await active.getAttribute('data-index')).toBe('39');
  const again = await list().evaluate((element) => element.scrollTop);
  expect(Math.abs(again - scrolled)).toBeLessThan(200);
});

test('two traces are chosen and compared', async () => {
  await show('q=service:checkout');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByText('Two traces chosen').waitFor();
  await page.keyboard.press('c');
  await page.waitForURL(/\/traces\/compare\?left=[0-9a-f]{32}&right=[0-9a-f]{32}/);
});

test('nothing found says what to do next', async () => {
  await page.goto(`${maple.url}/traces?q=service:nobody`);
  const state = page.getByTestId('state');
  await state.getByText('Nothing matches').waitFor();
  await expectCountedAndSound(visitor, 'traces-nothing-dark');
  await state.getByRole('button', { name: 'Clear the search' }).click();
  await first().waitFor();
});
