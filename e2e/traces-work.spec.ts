// The trace search as one works on with it: SQL, saved searches, links, keys, commands, a phone.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPanel, PHONE, type WatchedPage } from './lib/browser.ts';
import { openSignedIn } from './lib/logs.ts';
import type { Maple } from './lib/maple.ts';
import { id, SLOW } from './lib/orders.ts';
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
const first: TraceScreen['first'] = (...args) => screen.first(...args);
const counted: TraceScreen['counted'] = (...args) => screen.counted(...args);
const param: TraceScreen['param'] = (...args) => screen.param(...args);
const untilParam: TraceScreen['untilParam'] = (...args) => screen.untilParam(...args);

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
  await expectCountedAndSound(visitor, 'traces-saved-dark');
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
  await expectCountedAndSound(visitor, 'keys-dark');
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
  const phone = await openSignedIn(screen.browser, maple, {
    viewport: PHONE,
    colorScheme: 'light',
    hasTouch: true,
  });
  await phone.page.goto(`${maple.url}/traces`);
  await phone.page.getByTestId('trace-list').locator('[data-index="0"]').waitFor();
  await expectCountedAndSound(phone, 'traces-phone-light');
  await phone.page.getByRole('button', { name: 'Show the charts' }).click();
  await phone.page.getByTestId('heat-plot').waitFor();
  await expectCountedAndSound(phone, 'traces-phone-charts-light');
  const light = await openSignedIn(screen.browser, maple, { colorScheme: 'light' });
  await light.page.goto(`${maple.url}/traces`);
  await light.page.getByTestId('heat-plot').waitFor();
  await expectCountedAndSound(light, 'traces-light');
});
