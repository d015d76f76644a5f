// Traces that are odd: every view shows them without an error, nothing of them runs, and nothing hangs over the edge.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, overflows, type WatchedPage } from './lib/browser.ts';
import { openSignedIn, startWithAdmin } from './lib/logs.ts';
import type { Maple } from './lib/maple.ts';
import { type SentSpan, sendSpans } from './lib/spans.ts';

const EVIL = '<img src=x onerror="window.hacked=1"><script>window.hacked=2</script>\'"`{{7*7}}';
const CONTROL = '\u202Elive\u0000\u0007\u001b[31m \u{1F469}\u200D\u{1F4BB}';

let browser: Browser;
let maple: Maple;
let visitor: WatchedPage;
let page: Page;

const idOf = (name: string) => Buffer.from(name).toString('hex').padEnd(32, '0');
const spanId = (number: number) => number.toString(16).padStart(16, '0');

beforeAll(async () => {
  [browser, maple] = await Promise.all([launchBrowser(), startWithAdmin()]);
  const startMs = Date.now() - 120_000;
  const span = (trace: string, number: number, parent: number, given: Partial<SentSpan> = {}): SentSpan => ({
    traceId: idOf(trace),
    spanId: spanId(number),
    ...(parent > 0 && { parentSpanId: spanId(parent) }),
    service: trace,
    name: 'work',
    startMs,
    durationMs: 10,
    ...given,
  });
  await sendSpans(maple, [
    ...[span('circle', 1, 3), span('circle', 2, 1), span('circle', 3, 2), span('circle', 4, 4)],
    ...[
      span('twice', 1, 0),
      span('twice', 1, 0),
      span('twice', 1, 0, { name: 'other' }),
      span('twice', 2, 1),
    ],
    ...[span('nothing', 1, 0, { durationMs: 0 }), span('nothing', 2, 1, { durationMs: -5_000 })],
    ...[span('long', 1, 0, { service: 's'.repeat(20_000), name: 'n'.repeat(100_000) })],
    ...[span('evil', 1, 0, { service: EVIL, name: EVIL, error: EVIL, attributes: { [EVIL]: EVIL } })],
    ...[span('control', 1, 0, { service: CONTROL, name: CONTROL, attributes: { [CONTROL]: CONTROL } })],
    ...[span('nameless', 1, 0, { service: '', name: '' }), span('nameless', 2, 1, { service: '..' })],
  ]);
  visitor = await openSignedIn(browser, maple, { colorScheme: 'dark' });
  ({ page } = visitor);
});

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
});

test.each(['circle', 'twice', 'nothing', 'long', 'evil', 'control', 'nameless'])(
  'a trace that is %s has all its views',
  async (name) => {
    await page.goto(`${maple.url}/traces/${idOf(name)}?span=${spanId(1)}`);
    for (const tab of ['Waterfall', 'Flame graph', 'Statistics', 'Calls', 'Logs']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('tab', { name: tab, selected: true }).waitFor();
      expect(await overflows(page)).toBe(false);
    }
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(visitor.problems).toEqual([]);
  },
);

test('a span that ends at the end of all time is no percentile', async () => {
  const startMs = Date.now() - 60_000;
  const service = 'centuries';
  const times = { traceId: idOf(service), name: 'work', service };
  await sendSpans(maple, [
    { ...times, spanId: spanId(1), startMs, durationMs: 18_446_744_073_709 - startMs },
    { ...times, spanId: spanId(2), startMs, durationMs: 10 },
  ]);
  const { services } = await (await maple.api('/traces/services?from=now-1h')).json();
  const { p99 } = services.find(({ name }: { name: string }) => name === service);
  expect(p99).toBeLessThan(20_000_000);
});

test('a file that is packed opens, and one that is cut off says so', async () => {
  const traceId = 'ab'.repeat(16);
  const spans = [
    { traceId, spanId: spanId(1), name: 'packed', startTimeUnixNano: '5', endTimeUnixNano: '9' },
  ];
  const bytes = gzipSync(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }));
  const choose = async (name: string, content: Uint8Array) => {
    const path = join(maple.dataDir, name);
    writeFileSync(path, content);
    await page.getByLabel('Trace file').setInputFiles(path);
  };
  await page.goto(`${maple.url}/traces/open`);
  await page.waitForLoadState('networkidle');
  await choose('cut.json.gz', bytes.subarray(0, 40));
  await page.getByText('cut off or damaged').waitFor();
  await choose('packed.json.gz', bytes);
  await page.getByText('packed.json.gz · OTLP · 1 trace').waitFor();
});

test('a search of many ids survives a reload, and leaving it leaves nothing in the log', async () => {
  const query = Array.from({ length: 600 }, (_, n) => `trace_id:${n.toString(16).padStart(32, 'a')}`).join(
    ' OR ',
  );
  const url = `${maple.url}/traces?q=${encodeURIComponent(query)}`;
  expect((await page.goto(url))?.status()).toBe(200);
  expect((await page.reload())?.status()).toBe(200);
  for (const ms of [50, 200, 400]) {
    await page.goto(`${maple.url}/traces?sort=slowest`, { waitUntil: 'commit' });
    await page.waitForTimeout(ms);
    await page.goto('about:blank');
  }
  expect(maple.output()).not.toMatch(/AbortError|DOMException/);
});
