// The trace search as one works with it: search, orders, heatmap, differences, facets, a trace and back, keys, a phone.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  axeFindings,
  launchBrowser,
  openPanel,
  overflows,
  PHONE,
  picture,
  type WatchedPage,
} from './lib/browser.ts';
import { openSignedIn, startWithAdmin } from './lib/logs.ts';
import type { Maple } from './lib/maple.ts';
import { type SentSpan, sendSpans } from './lib/spans.ts';

let browser: Browser;
let maple: Maple;
let visitor: WatchedPage;
let page: Page;

/** Quick orders in eu; the slow ones are those of amex in us, and each third of these fails. */
const QUICK = 240;
const SLOW = 30;
const MINUTE = 60_000;

beforeAll(async () => {
  [browser, maple] = await Promise.all([launchBrowser(), startWithAdmin()]);
  await sendSpans(maple, [...orders(Date.now()), ...bigTrace(Date.now()), ...orphan(Date.now())]);
  visitor = await openSignedIn(browser, maple, {
    colorScheme: 'dark',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  ({ page } = visitor);
});

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
});

function id(digits: number, ...parts: readonly number[]): string {
  return parts
    .map((part) => part.toString(16).padStart(8, '0'))
    .join('')
    .padStart(digits, 'a');
}

function orders(now: number): SentSpan[] {
  return Array.from({ length: QUICK + SLOW }, (_, n) => {
    const isSlow = n >= QUICK;
    const startMs = now - 50 * MINUTE + n * 10_000;
    const durationMs = isSlow ? 2_000 + (n - QUICK) * 10 : 20 + (n % 20);
    const traceId = id(32, 1, n);
    const attributes = {
      region: isSlow ? 'us' : 'eu',
      card: isSlow ? 'amex' : n % 2 === 0 ? 'visa' : 'maestro',
    };
    const failed = isSlow && n % 3 === 0 ? { error: 'card declined' } : {};
    const common = { traceId, attributes };
    return [
      {
        ...common,
        ...failed,
        service: 'web',
        name: 'POST /order',
        spanId: id(16, 1, n),
        startMs,
        durationMs,
      },
      {
        ...common,
        service: 'checkout',
        name: 'place order',
        spanId: id(16, 2, n),
        parentSpanId: id(16, 1, n),
        startMs: startMs + 2,
        durationMs: durationMs - 4,
      },
      {
        ...common,
        ...failed,
        service: 'payment',
        name: 'charge',
        spanId: id(16, 3, n),
        parentSpanId: id(16, 2, n),
        startMs: startMs + 4,
        durationMs: durationMs - 8,
        kind: 3,
      },
    ];
  }).flat();
}

/** The one with the most spans. */
function bigTrace(now: number): SentSpan[] {
  const startMs = now - 20 * MINUTE;
  return Array.from({ length: 60 }, (_, n) => ({
    service: 'batch',
    name: n === 0 ? 'nightly export' : `chunk ${n}`,
    traceId: id(32, 2, 0),
    spanId: id(16, 4, n),
    ...(n > 0 && { parentSpanId: id(16, 4, 0) }),
    startMs: startMs + n,
    durationMs: n === 0 ? 300 : 3,
  }));
}

/** Its parent never came. */
function orphan(now: number): SentSpan[] {
  return [
    {
      service: 'worker',
      name: 'resumed',
      traceId: id(32, 3, 0),
      spanId: id(16, 5, 1),
      parentSpanId: id(16, 5, 0),
      startMs: now - 10 * MINUTE,
      durationMs: 7,
    },
  ];
}

/** As long as a busy machine may take; milliseconds. */
const PATIENCE = { timeout: 20_000 };
const list = () => page.getByTestId('trace-list');
const rows = () => list().locator('[data-index]');
const first = () => list().locator('[data-index="0"]');
const param = (name: string) => new URL(page.url()).searchParams.get(name);
const untilParam = (name: string, value: string | null) =>
  page.waitForURL((url) => url.searchParams.get(name) === value);
const plot = () => page.getByTestId('heat-plot');
const counted = () => page.getByTestId('result-count');

async function show(search = ''): Promise<void> {
  await page.goto(`${maple.url}/traces?${search}`);
  await first().waitFor();
}

async function expectSound(visit: WatchedPage, name: string): Promise<void> {
  // Facets that are being counted are faint for a moment.
  await expect.poll(() => visit.page.getByText('Counting…').count(), PATIENCE).toBe(0);
  await picture(visit.page, name);
  expect(await axeFindings(visit.page)).toEqual([]);
  expect(await overflows(visit.page)).toBe(false);
  expect(visit.problems).toEqual([]);
}

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
    await expectSound(visitor, 'traces-dark');
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
    await expectSound(visitor, 'traces-spans-dark');
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
    await expectSound(visitor, 'traces-box-dark');
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
  await expectSound(visitor, 'traces-nothing-dark');
  await state.getByRole('button', { name: 'Clear the search' }).click();
  await first().waitFor();
});

test('a search in SQL is completed with the columns of the table, and marked in the trace it leads to', async () => {
  await show('lang=sql');
  const box = page.getByLabel('Search the traces');
  await box.click();
  await expect
    .poll(async () => {
      await box.fill('');
      await box.pressSequentially('Dur');
      // The list of suggestions opens a moment after the typing.
      const shown = page.getByRole('option', { name: 'Duration' }).waitFor({ timeout: 2_000 });
      return shown.then(
        () => true,
        () => false,
      );
    }, PATIENCE)
    .toBe(true);
  expect(await page.getByRole('option', { name: 'Duration' }).textContent()).toContain('nanoseconds');
  await box.fill("SpanAttributes['reg");
  await box.press('End');
  await page.keyboard.type('i');
  await page.getByRole('option', { name: "SpanAttributes['region']" }).click();
  await page.keyboard.type(" = 'us' AND SpanKind = 'Client'");
  await page.keyboard.press('Enter');
  await expect.poll(() => counted().textContent(), PATIENCE).toContain(`${SLOW} traces`);
  await first().click();
  await page.waitForURL(/\/traces\/[0-9a-f]{32}\?/);
  expect(param('lang')).toBe('sql');
  await page.getByText(/of 1$/).waitFor();
  expect(visitor.problems).toEqual([]);
});

test('a search is saved with its list and durations, and brings them back', async () => {
  await show('q=service:payment&show=spans&sort=slowest&min=2s&from=now-6h');
  await openPanel(page, 'Saved searches');
  const panel = page.getByRole('dialog', { name: 'Saved searches' });
  await panel.getByLabel('Save this search as').fill('Slow charges');
  await panel.getByRole('button', { name: 'Save', exact: true }).click();
  const entry = panel.getByRole('button', { name: /^Slow charges/ });
  await entry.waitFor();
  expect(await entry.textContent()).toContain('slowest spans · from 2s');
  await expectSound(visitor, 'traces-saved-dark');
  await show('q=service:batch&max=1s');
  await openPanel(page, 'Saved searches');
  await panel.getByRole('button', { name: /^Slow charges/ }).click();
  await untilParam('min', '2s');
  expect(['q', 'show', 'sort', 'max', 'from'].map(param)).toEqual([
    'service:payment',
    'spans',
    'slowest',
    null,
    'now-6h',
  ]);
  await expect.poll(() => first().textContent(), PATIENCE).toContain('2.28 s');
});

test('a search is handed on as links, a command and SQL that finds the same', async () => {
  await show('q=region:us&sort=slowest&min=2.2s&pick=a');
  const menu = page.getByRole('dialog', { name: 'Share' });
  const copied = async (name: string) => {
    await page.evaluate(() => navigator.clipboard.writeText(''));
    await openPanel(page, 'Share');
    await menu.getByRole('button', { name, exact: true }).click();
    let text = '';
    await expect
      .poll(async () => {
        text = await page.evaluate(() => navigator.clipboard.readText());
        return text;
      }, PATIENCE)
      .not.toBe('');
    await page.keyboard.press('Escape');
    return text;
  };
  const relative = new URL(await copied('Link to this search')).searchParams;
  expect([relative.get('from'), relative.get('min'), relative.get('pick')]).toEqual(['now-1h', '2.2s', null]);
  const frozen = new URL(await copied('Link with exactly this time range')).searchParams;
  expect(frozen.get('from')).toMatch(/^\d{4}-/);
  const curl = await copied('As cURL');
  expect(curl).toContain('/api/v1/traces/search');
  expect(curl).toContain(
    '"from":"now-1h","to":"now","query":"region:us","sort":"slowest","minDuration":2200',
  );
  expect(await copied('As SQL')).toMatch(/^SELECT\n.*trace_id.*HAVING.*ORDER BY duration_ns DESC/s);
  await openPanel(page, 'Share');
  await menu.getByRole('button', { name: 'SQL workspace' }).click();
  await page.waitForURL('**/sql?**');
  expect(param('sql')).toContain('duration_ns >= toInt64(2200000000)');
  expect(visitor.problems).toEqual([]);
});

test('after g every key goes where the help says, whatever else it does on the page', async () => {
  await show();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await help.getByText('Go to “Service map”').waitFor();
  await expectSound(visitor, 'keys-dark');
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
  // Each of them means something else on the page where it is pressed.
  for (const [from, key, to] of [
    ['/traces', 'v', '/services'],
    ['/traces', 'c', '/connect'],
    ['/traces', 't', '/traces'],
    ['/logs', 'l', '/logs'],
    ['/logs', 'v', '/services'],
    ['/logs', 't', '/traces'],
    [`/traces/${id(32, 2, 0)}`, 's', '/settings'],
    ['/traces', 'm', '/map'],
    ['/traces', 'q', '/sql'],
  ] as const) {
    await page.goto(`${maple.url}${from}`);
    await page
      .getByTestId('trace-list')
      .or(page.getByTestId('state'))
      .or(page.getByRole('tab', { name: 'Waterfall' }))
      .first()
      .waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await page.waitForURL((url) => url.pathname.startsWith(to));
    expect([param('show'), param('live'), param('view')]).toEqual([null, null, null]);
    expect(await page.getByRole('dialog').count()).toBe(0);
  }
});

test('commands are in the palette', async () => {
  await show();
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByPlaceholder('Type a command').fill('slowest');
  await page.keyboard.press('Enter');
  await untilParam('sort', 'slowest');
});

test('fits a phone and the light theme', async () => {
  const phone = await openSignedIn(browser, maple, { viewport: PHONE, colorScheme: 'light', hasTouch: true });
  await phone.page.goto(`${maple.url}/traces`);
  await phone.page.getByTestId('trace-list').locator('[data-index="0"]').waitFor();
  await expectSound(phone, 'traces-phone-light');
  await phone.page.getByRole('button', { name: 'Show the charts' }).click();
  await phone.page.getByTestId('heat-plot').waitFor();
  await expectSound(phone, 'traces-phone-charts-light');
  const light = await openSignedIn(browser, maple, { colorScheme: 'light' });
  await light.page.goto(`${maple.url}/traces`);
  await light.page.getByTestId('heat-plot').waitFor();
  await expectSound(light, 'traces-light');
});
