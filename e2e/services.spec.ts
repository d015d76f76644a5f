// The services, one service, and the service map, in a real browser on spans that came over OTLP.
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectSound, launchBrowser, openPage, PHONE, type WatchedPage } from './lib/browser.ts';
import { openSignedIn, sendLogs, startWithAdmin } from './lib/logs.ts';
import type { Maple } from './lib/maple.ts';
import { CROWD, sendCrowd, sendShopSpans } from './lib/service-spans.ts';
import { sendSpans } from './lib/spans.ts';

let browser: Browser;
let maple: Maple;
let visitor: WatchedPage;
let page: Page;

beforeAll(async () => {
  [browser, maple] = await Promise.all([launchBrowser(), startWithAdmin()]);
  visitor = await openSignedIn(browser, maple, { colorScheme: 'dark' });
  ({ page } = visitor);
});

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
});

const param = (name: string) => new URL(page.url()).searchParams.get(name);
const untilParam = (name: string, value: string | null) =>
  page.waitForURL((url) => url.searchParams.get(name) === value);
const row = (table: string, text: string | RegExp) =>
  page.getByTestId(table).getByRole('row').filter({ hasText: text });
const texts = (found: Locator) => found.evaluateAll((all) => all.map(({ textContent }) => textContent));
const first = (table: string) => page.getByTestId(table).getByRole('row').nth(1);

/** Asks for the map until every span that was sent has been counted. */
async function untilCounted(environment: string, edges: number): Promise<void> {
  await expect
    .poll(
      async () => {
        const response = await maple.api(`/services/map?from=now-1h&environment=${environment}`);
        const map = (await response.json()) as { edges: { calls: number }[] };
        return map.edges.length;
      },
      { timeout: 100_000, interval: 1_000 },
    )
    .toBe(edges);
}

test('before anything came, the pages say how to send traces', async () => {
  await page.goto(`${maple.url}/services`);
  await page.getByRole('heading', { name: 'No services here' }).waitFor();
  expect(await page.getByRole('link', { name: 'How to send traces' }).getAttribute('href')).toBe('/connect');
  await page.goto(`${maple.url}/map`);
  await page.getByRole('heading', { name: 'No services here' }).waitFor();
  await expectSound(visitor, 'map-empty');
});

test('the list has every service with its figures, ordered and filtered in the URL', async () => {
  await sendShopSpans(maple);
  await sendLogs(maple, 'checkout', [{ body: 'paying', severityNumber: 9 }]);
  await page.goto(`${maple.url}/services?env=production`);
  await row('services', 'checkout').waitFor();
  // Ten of ninety failed.
  await row('services', 'checkout').getByText('11.1 %').waitFor();
  expect(await row('services', 'web').textContent()).toContain('0 %');

  await page.getByRole('columnheader', { name: 'Errors' }).getByRole('button').click();
  await untilParam('sort', '-errors');
  await expect.poll(() => first('services').textContent(), { timeout: 20_000 }).toContain('checkout');
  expect(await page.getByRole('columnheader', { name: 'Errors' }).getAttribute('aria-sort')).toBe(
    'descending',
  );
  await page.getByRole('columnheader', { name: 'Service' }).getByRole('button').click();
  await untilParam('sort', 'name');
  await expect
    .poll(() => texts(page.getByTestId('services').getByRole('link')), { timeout: 20_000 })
    .toEqual(['checkout', 'email', 'web']);
  await expectSound(visitor, 'services');

  await page.keyboard.press('/');
  await page.keyboard.type('mai');
  await untilParam('q', 'mai');
  await page.getByText('1 of 3 services').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/services\/email/);
  expect(param('env')).toBe('production');
});

test('spans without a service are a service without a page', async () => {
  await sendSpans(maple, [
    {
      service: '',
      name: 'lost',
      traceId: 'b'.repeat(32),
      spanId: 'b'.repeat(16),
      kind: 2,
      startMs: Date.now() - 60_000,
      durationMs: 5,
      resource: { 'deployment.environment.name': 'nameless' },
    },
  ]);
  await page.goto(`${maple.url}/services?env=nameless`);
  const link = row('services', 'no service').getByRole('link');
  await link.click();
  await page.waitForURL(/\/traces\?/);
  expect(param('q')).toContain('service:""');
  await page.getByText('lost').first().waitFor();
});

test('a question that takes long shows how far the engine is, and can be cancelled and asked again', async () => {
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  await page.goto(`${maple.url}/map?env=production`);
  await page.locator('.react-flow__node').first().waitFor();
  await page.route(/_serverFn/, async (route) => {
    if ((route.request().postData() ?? '').includes('apdexMs')) await held;
    // The browser may have given it up meanwhile.
    await route.continue().catch(() => undefined);
  });
  await page.getByRole('link', { name: 'Services', exact: true }).click();
  const progress = page.getByTestId('progress');
  await progress.getByText('Counting requests…').waitFor();
  await progress.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('heading', { name: 'Cancelled' }).waitFor();
  release();
  await page.unrouteAll({ behavior: 'wait' });
  await page.getByRole('button', { name: 'Ask again' }).click();
  await row('services', 'checkout').waitFor();
});

test('two hundred services are a list of which only those in view exist', async () => {
  await sendCrowd(maple);
  await page.goto(`${maple.url}/services?env=crowd&sort=name`);
  await row('services', 'service-000').waitFor();
  await page.getByText(`${CROWD} services`).waitFor();
  const list = page.getByTestId('services');
  expect(await list.getByRole('row').count()).toBeLessThan(80);
  await list.focus();
  await page.keyboard.press('End');
  await row('services', `service-${CROWD - 1}`).waitFor();
  expect(await list.getByRole('row').count()).toBeLessThan(80);
});

test('a service: figures, deploy, operations, dependencies, errors, traces and logs', async () => {
  await untilCounted('production', 5);
  await page.goto(`${maple.url}/services/checkout?env=production`);
  await page.getByTestId('stats').getByText('11.1 %').waitFor();
  const failed = page.getByTestId('stats').getByRole('link', { name: '10 failed' });
  expect(await failed.getAttribute('href')).toMatch(/status%3Aerror|status:error/);
  const chart = page.getByTestId('charts').getByRole('img', { name: /^Durations: p50 .+, p95 .+, p99 / });
  await chart.waitFor();
  await page.getByText(/Version 1\.0\.0 →/).waitFor();
  await row('operations', 'POST /pay').waitFor();
  await row('callers', 'web').waitFor();
  await row('dependencies', 'orders').getByText('postgresql').waitFor();
  await row('dependencies', 'placed').getByText('kafka').waitFor();
  await row('errors', 'CardDeclined').getByText('new since the deploy').waitFor();
  await page.getByTestId('recent-trace').first().waitFor();
  await expectSound(visitor, 'service');
  // The record says nothing of its environment.
  await page.getByText('No logs in this time.').waitFor();
  await page.getByLabel('Environment').selectOption('');
  await page.getByText('paying').waitFor();

  await row('errors', 'CardDeclined').click();
  await page.waitForURL((url) => url.searchParams.get('tab') === 'errors');
  const detail = page.getByTestId('error-detail');
  await detail.getByText('charge').first().waitFor();
  await expectSound(visitor, 'service-error');
  // Exactly the spans of the group, and no other failed ones.
  await detail.getByRole('link', { name: 'All of its spans' }).click();
  await page.waitForURL(/\/traces\?/);
  expect(param('show')).toBe('spans');
  await expect
    .poll(() => page.getByTestId('result-count').textContent(), { timeout: 20_000 })
    .toMatch(/^10 spans/);
  await page.goBack();
  await detail.getByRole('link', { name: 'Open an example trace' }).click();
  await page.waitForURL(/\/traces\/a{20}/);
});

test('dragging over a chart chooses the range, and one can go back', async () => {
  await page.goto(`${maple.url}/services/checkout?env=production`);
  const chart = page.getByTestId('charts').locator('.u-over').first();
  await chart.waitFor();
  const box = await chart.boundingBox();
  if (!box) throw new Error('The chart has no size.');
  await page.mouse.move(box.x + box.width * 0.6, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.9, box.y + 40, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL((url) => /^20/.test(url.searchParams.get('from') ?? ''));
  await page.getByRole('button', { name: 'Back to the range before' }).click();
  await untilParam('from', null);
});

test('a service that is not there says so', async () => {
  await page.goto(`${maple.url}/services/%3Cb%3Enobody`);
  await page.getByRole('heading', { name: 'No spans of this service' }).waitFor();
  await page.getByText('“<b>nobody”').or(page.getByText('"<b>nobody"')).first().waitFor();
});

test('the map: a node, its neighbours, an edge and its traces, and the same as a table', async () => {
  await untilCounted('production', 5);
  await page.goto(`${maple.url}/map?env=production`);
  const node = (id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);
  await node('database:postgresql/orders').waitFor();
  await expectSound(visitor, 'map');

  await node('service:checkout').click();
  await untilParam('node', 'service:checkout');
  const panel = page.getByTestId('map-panel');
  await panel.getByRole('button', { name: 'Only its neighbours' }).click();
  await untilParam('focus', 'service:checkout');
  await node('service:email').waitFor({ state: 'detached' });
  await expectSound(visitor, 'map-focus');
  await panel.getByRole('region', { name: 'Called by' }).getByRole('button', { name: /web/ }).click();
  await untilParam('edge', 'service:web>service:checkout');
  await panel.getByText(/\(\d+ calls\)/).waitFor();
  await panel.getByRole('link', { name: 'Only failed ones' }).waitFor();

  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await untilParam('focus', null);
  await page.keyboard.press('/');
  await page.getByRole('searchbox', { name: 'Find a node' }).fill('placed');
  await page.keyboard.press('Enter');
  await untilParam('node', 'queue:kafka/placed');
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  await page.keyboard.press('e');
  await untilParam('show', 'table');
  await row('calls', /web.*checkout/).waitFor();
  await expectSound(visitor, 'map-table');
  await row('calls', /checkout.*orders/)
    .getByRole('link', { name: /Traces of/ })
    .click();
  await page.waitForURL(/\/traces/);
  expect(param('q')).toContain('postgresql');
});

test('nodes stay where they are when the map is asked again', async () => {
  await page.goto(`${maple.url}/map?env=production`);
  const places = () =>
    page
      .locator('.react-flow__node')
      .evaluateAll((all) =>
        all.map((each) => `${each.getAttribute('data-id')} ${(each as HTMLElement).style.transform}`).sort(),
      );
  await page.locator('.react-flow__node').first().waitFor();
  const before = await places();
  const answered = page.waitForResponse((response) => response.url().includes('_serverFn') && response.ok());
  await page.getByRole('button', { name: 'Refresh', exact: true }).click();
  await answered;
  expect(await places()).toEqual(before);
});

test('two hundred nodes do not overlap', async () => {
  await untilCounted('crowd', CROWD - 1 + Math.floor((CROWD - 1) / 20));
  await page.goto(`${maple.url}/map?env=crowd`);
  await expect.poll(() => page.locator('.react-flow__node').count(), { timeout: 60_000 }).toBe(CROWD);
  await expectSound(visitor, 'map-200');
  const boxes = await page.locator('.react-flow__node').evaluateAll((all) =>
    all.map((each) => {
      const { left, right, top, bottom } = each.getBoundingClientRect();
      return { left, right, top, bottom };
    }),
  );
  const overlaps = boxes.filter((one, at) =>
    boxes
      .slice(at + 1)
      .some(
        (other) =>
          one.left < other.right &&
          other.left < one.right &&
          one.top < other.bottom &&
          other.top < one.bottom,
      ),
  );
  expect(overlaps).toEqual([]);
});

test('on a phone all three fit, without a minimap', async () => {
  const phone = await openSignedIn(browser, maple, { viewport: PHONE, hasTouch: true, colorScheme: 'light' });
  const there = phone.page;
  await there.goto(`${maple.url}/services?env=production`);
  await there.getByTestId('services').getByText('checkout').waitFor();
  await expectSound(phone, 'services-phone');
  await there.goto(`${maple.url}/services/checkout?env=production`);
  await there.getByTestId('stats').waitFor();
  await there.getByTestId('recent-trace').first().waitFor();
  await expectSound(phone, 'service-phone');
  await there.goto(`${maple.url}/services/checkout?env=production&tab=instances`);
  const tab = there.getByRole('link', { name: /^Instances/ });
  await expect
    .poll(async () => (await tab.boundingBox())?.x ?? 999, { timeout: 20_000 })
    .toBeLessThan(PHONE.width - 60);
  await there.goto(`${maple.url}/map?env=crowd`);
  await there.locator('.react-flow__node').first().waitFor();
  expect(await there.locator('.react-flow__minimap').count()).toBe(0);
  await expectSound(phone, 'map-phone');
});

test('a visitor who is signed out is sent to the sign-in page', async () => {
  const stranger = await openPage(browser);
  await stranger.page.goto(`${maple.url}/map`);
  await stranger.page.waitForURL(/\/login/);
});
