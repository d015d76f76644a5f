// The page of one trace, in a real browser: what it says, the keys, the URL, and what is wrong with a trace.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { axeFindings, launchBrowser, overflows, PHONE, picture, type WatchedPage } from './lib/browser.ts';
import { openSignedIn, sendLogs, startWithAdmin } from './lib/logs.ts';
import type { Maple } from './lib/maple.ts';
import { sendSpans } from './lib/spans.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
/** Two services whose clocks disagree, and no root. */
const SKEWED = '4bf92f3577b34da6a3ce929d0e0e4737';
const EVIL = '<img src=x onerror="window.hacked=1">';

let browser: Browser;
let maple: Maple;
let visitor: WatchedPage;
let page: Page;

beforeAll(async () => {
  [browser, maple] = await Promise.all([launchBrowser(), startWithAdmin()]);
  await send();
  visitor = await openSignedIn(browser, maple, { colorScheme: 'dark' });
  ({ page } = visitor);
});

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
});

/** A checkout whose payment fails, with a span of a worker whose parent is not there. Ids say what they are. */
async function send(): Promise<void> {
  const at = Date.now() - 600_000;
  const span = (
    spanId: string,
    parentSpanId: string,
    service: string,
    name: string,
    startMs: number,
    durationMs: number,
  ) => ({ traceId: TRACE, spanId, parentSpanId, service, name, startMs: at + startMs, durationMs });
  await sendSpans(maple, [
    span('00000000000000a1', '', 'frontend', 'GET /checkout', 0, 200),
    { ...span('00000000000000a2', '00000000000000a1', 'frontend', 'POST', 10, 180), kind: 3 },
    { ...span('00000000000000b1', '00000000000000a2', 'checkout', 'POST /pay', 15, 170), error: 'declined' },
    span('00000000000000c1', '00000000000000b1', 'payment', EVIL, 20, 100),
    {
      ...span('00000000000000c2', '00000000000000c1', 'payment', 'SELECT cards', 30, 70),
      attributes: { 'db.system': 'postgresql' },
    },
    span('00000000000000b2', '00000000000000b1', 'checkout', 'save order', 130, 40),
    span('00000000000000a3', '00000000000000a1', 'frontend', 'render', 192, 6),
    span('00000000000000d1', '00000000000000ff', 'worker', 'lost job', 50, 10),
  ]);
  await sendSpans(maple, [
    { ...span('00000000000000e1', '00000000000000ee', 'edge', 'call', 100, 100), traceId: SKEWED, kind: 3 },
    { ...span('00000000000000e2', '00000000000000e1', 'core', 'answer', 20, 60), traceId: SKEWED },
  ]);
  await sendLogs(maple, 'checkout', [
    { body: 'card declined', severityNumber: 17, traceId: TRACE, minutesAgo: 10 },
  ]);
}

const rows = () => page.getByTestId('waterfall').getByRole('row');
const row = (name: string | RegExp) => page.getByTestId('waterfall').getByRole('row', { name });
const names = async () =>
  (await rows().all()).length === 0 ? [] : rows().locator('[role=gridcell]:first-child').allInnerTexts();
const param = (name: string) => new URL(page.url()).searchParams.get(name);
const untilParam = (name: string, value: string | null) =>
  page.waitForURL((url) => url.searchParams.get(name) === value);
const active = () => page.locator('[data-testid=waterfall] [data-active]');

async function show(search = ''): Promise<void> {
  await page.goto(`${maple.url}/traces/${TRACE}${search}`);
  await rows().first().waitFor();
}

beforeEach(() => show());

test('a trace opens by its id and says what it is', async () => {
  await page.getByTestId('trace-root').getByText('GET /checkout').waitFor();
  const facts = await page.getByTestId('trace-facts').textContent();
  expect(facts?.replace(/\s+/g, '')).toMatch(/Duration200msSpans8Errors1Depth5Start\d{4}-/);
  expect(await rows().count()).toBe(8);
  expect((await names())[0]).toContain('GET /checkout');
  const services = page.getByRole('list', { name: 'Services' });
  expect(await services.textContent()).toContain('checkout');
  await row(/POST \/pay.*error/).waitFor();
  await picture(page, 'trace-dark');
  expect(await axeFindings(page)).toEqual([]);
  expect(visitor.problems).toEqual([]);
});

test('names are text, whatever they look like', async () => {
  await row(/SELECT cards/).waitFor();
  expect(await page.evaluate(() => Object.hasOwn(window, 'hacked'))).toBe(false);
  await page.getByText(EVIL).first().click();
  await untilParam('span', '00000000000000c1');
  await page.getByRole('complementary').getByText(EVIL).first().waitFor();
  expect(await page.evaluate(() => Object.hasOwn(window, 'hacked'))).toBe(false);
});

test('keys move, close, open and find as in Jaeger', async () => {
  await page.getByTestId('waterfall').focus();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => active().textContent()).toContain('GET /checkout');
  await page.keyboard.press('f');
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => active().textContent()).toContain('POST /pay');
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction(
    () => document.querySelectorAll('[data-testid=waterfall] [role=row]:not([hidden])').length === 5,
  );
  await expect.poll(() => active().getAttribute('aria-expanded')).toBe('false');
  expect(param('fold')).toBe('~00000000000000b1');
  await page.keyboard.press('ArrowRight');
  await untilParam('fold', null);
  await page.keyboard.press('[');
  await untilParam('fold', '3');
  // The shell's own use of that key waits.
  expect(await page.getByRole('link', { name: 'Traces' }).isVisible()).toBe(true);
  await page.keyboard.press(']');
  await untilParam('fold', null);
  await page.keyboard.press('Enter');
  await untilParam('span', '00000000000000b1');
  await page.keyboard.press('ArrowDown');
  await untilParam('span', '00000000000000c1');
  await page.keyboard.press('Escape');
  await untilParam('span', null);
  await page.keyboard.press('+');
  await page.waitForURL((url) => /^\d+-\d+$/.test(url.searchParams.get('zoom') ?? ''));
  const [from = 0, to = 0] = (param('zoom') ?? '').split('-').map(Number);
  expect(to - from).toBeLessThan(200e6);
  await page.keyboard.press('d');
  await page.waitForURL((url) => Number.parseInt(url.searchParams.get('zoom') ?? '', 10) > from);
  await page.keyboard.press('0');
  await untilParam('zoom', null);
  // In the tree arrows are the tree's, elsewhere Jaeger's.
  await page.keyboard.press('Shift+ArrowUp');
  await page.waitForURL((url) => /^\d+-\d+$/.test(url.searchParams.get('zoom') ?? ''));
  await page.keyboard.press('0');
  await untilParam('zoom', null);
  await page.getByTestId('waterfall').blur();
  await page.keyboard.press('ArrowUp');
  await page.waitForURL((url) => /^\d+-\d+$/.test(url.searchParams.get('zoom') ?? ''));
  await page.keyboard.press('0');
  await untilParam('zoom', null);
  await page.keyboard.press('/');
  await page.keyboard.type('select');
  await untilParam('find', 'select');
});

test('finds by text and by the search language, and shows only what is found with what is above it', async () => {
  await page.keyboard.press('/');
  await page.keyboard.type('checkout');
  const status = page.getByRole('search').getByRole('status');
  await status.getByText('1 of 3').waitFor();
  await page.keyboard.press('Enter');
  await status.getByText('2 of 3').waitFor();
  await page.getByRole('button', { name: 'Previous match' }).click();
  await status.getByText('1 of 3').waitFor();
  await page.getByRole('button', { name: /Only matching/ }).click();
  await untilParam('only', 'true');
  await row(/SELECT cards/).waitFor({ state: 'hidden' });
  expect(await rows().count()).toBe(4);
  await page.goto(page.url());
  await rows().first().waitFor();
  expect(await rows().count()).toBe(4);

  await show('?match=db.system%3Apostgresql&only=true');
  await status.getByText('of 1').waitFor();
  await row(/SELECT cards/).waitFor();
  expect(await rows().count()).toBe(5);
  await show('?match=duration%3E150ms');
  await status.getByText('of 3').waitFor();
  await show('?match=name%3A%28');
  await page
    .getByRole('textbox', { name: /Search spans/ })
    .or(page.getByRole('searchbox', { name: /Search spans/ }))
    .waitFor();
  expect(await status.textContent()).not.toMatch(/of/);
});

test('says what is wrong with a trace, and goes there', async () => {
  const problems = page.getByRole('region', { name: 'Problems of this trace' });
  await problems.getByRole('button', { name: /1 span whose parent is not stored/ }).click();
  await problems.getByText(/sampled away/).waitFor();
  await problems.getByRole('button', { name: /worker lost job/ }).click();
  await untilParam('span', '00000000000000d1');
});

test('clocks that disagree are explained, and corrected when one asks for it', async () => {
  await page.goto(`${maple.url}/traces/${SKEWED}`);
  const problems = page.getByRole('region', { name: 'Problems of this trace' });
  await problems.getByRole('button', { name: /root span is missing.*clocks that disagree/ }).click();
  await problems.getByText(/The clock of core is about 100 ms behind that of edge/).waitFor();
  await row(/core answer.*at \+0 ns/).waitFor();
  await problems.getByRole('button', { name: 'Correct the clocks' }).click();
  await untilParam('skew', 'true');
  await row(/at \+20 ms/).waitFor();
  await problems.getByText(/shown with this corrected/).waitFor();
  await page.goto(page.url());
  await row(/at \+20 ms/).waitFor();
});

test('a slow trace says how far it is, can be stopped, and tells when Maple is not there', async () => {
  const context = page.context();
  const held = Promise.withResolvers<void>();
  await context.route('**/columns**', async (request) => {
    await held.promise;
    await request.continue().catch(() => undefined);
  });
  await page.goto(`${maple.url}/traces/${TRACE}`);
  const progress = page.getByTestId('progress');
  await progress.getByText('Loading the trace…').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await progress.getByRole('button', { name: 'Cancel' }).click();
  await page.getByTestId('state').getByText('Cancelled').waitFor();
  held.resolve();
  await context.unroute('**/columns**');
  await page.getByRole('button', { name: 'Load it' }).click();
  await row(/SELECT cards/).waitFor();

  await context.route('**/columns**', (request) => request.abort());
  await page.goto(`${maple.url}/traces/${TRACE}`);
  await page.getByTestId('state').getByText('Maple cannot be reached', { exact: true }).waitFor();
  await context.unroute('**/columns**');
  // It tries again by itself.
  await row(/SELECT cards/).waitFor();
});

test('zooms by dragging over the minimap and the ruler, sorts, and keeps it in the URL', async () => {
  const minimap = await page.getByTestId('minimap').boundingBox();
  if (!minimap) throw new Error('no minimap');
  await page.mouse.move(minimap.x + minimap.width * 0.25, minimap.y + 20);
  await page.mouse.down();
  await page.mouse.move(minimap.x + minimap.width * 0.5, minimap.y + 20, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL((url) => url.searchParams.has('zoom'));
  const [from = 0, to = 0] = (param('zoom') ?? '').split('-').map(Number);
  expect(Math.abs(from - 50e6)).toBeLessThan(2e6);
  expect(Math.abs(to - 100e6)).toBeLessThan(2e6);
  await page.getByRole('button', { name: 'Show all' }).click();
  await untilParam('zoom', null);
  await show('?sort=duration&fold=~00000000000000b1');
  expect((await names())[2]).toContain('POST /pay');
  expect(await rows().count()).toBe(5);
});

test('a trace that is not there says what was looked for and how long spans are kept', async () => {
  const response = page.waitForResponse((it) => it.url().includes('/columns'));
  await page.goto(`${maple.url}/traces/ffffffffffffffffffffffffffffffff`);
  expect((await response).status()).toBe(404);
  const state = page.getByTestId('state');
  await state.getByText('ffffffffffffffffffffffffffffffff', { exact: true }).waitFor();
  expect(await state.textContent()).toMatch(/30 days/);
  expect(await axeFindings(page)).toEqual([]);
  await picture(page, 'trace-missing');
});

test('a phone shows names above their bars, and nothing sideways', async () => {
  const phone = await openSignedIn(browser, maple, { viewport: PHONE, hasTouch: true, colorScheme: 'light' });
  await phone.page.goto(`${maple.url}/traces/${TRACE}`);
  await phone.page.getByTestId('waterfall').getByRole('row').first().waitFor();
  expect(await overflows(phone.page)).toBe(false);
  expect(await axeFindings(phone.page)).toEqual([]);
  await picture(phone.page, 'trace-phone');
  await phone.page.getByTestId('waterfall').getByText('POST /pay').click();
  await phone.page.getByRole('dialog').waitFor();
  expect(phone.problems).toEqual([]);
  await phone.page.context().close();
});
