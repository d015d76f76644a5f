// Traces of 50,000 and of a million spans, in a real browser: that all of it works, and what it takes, which is printed.
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeTrace } from './lib/big-trace.ts';
import { launchBrowser, openPage, picture, type WatchedPage } from './lib/browser.ts';
import { openSignedIn, startWithAdmin } from './lib/logs.ts';
import type { Maple } from './lib/maple.ts';

const LARGE = { traceId: '0000000000000000000000000000c350', spans: 50_000 };
const HUGE = { traceId: '000000000000000000000000000f4240', spans: 1_000_000 };

const FRAMES = 200;

let browser: Browser;
let maple: Maple;
let visitor: WatchedPage;
let page: Page;

beforeAll(async () => {
  [browser, maple] = await Promise.all([launchBrowser(), startWithAdmin()]);
  await storeTrace(maple, LARGE.traceId, LARGE.spans);
  await storeTrace(maple, HUGE.traceId, HUGE.spans);
  visitor = await openSignedIn(browser, maple, { colorScheme: 'dark' });
  ({ page } = visitor);
  // The program's files are in the browser's cache, as they are for whoever comes from a list.
  await open(LARGE.traceId);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
});

const waterfall = () => page.getByTestId('waterfall');

/** Milliseconds from the address to the first row. */
async function open(traceId: string): Promise<number> {
  const begin = performance.now();
  await page.goto(`${maple.url}/traces/${traceId}`);
  await waterfall().getByRole('row').first().waitFor({ timeout: 90_000 });
  return performance.now() - begin;
}

type Movement = 'scroll' | 'jump' | 'hover';

interface Frames {
  /** Milliseconds from one frame to the next: 16.7 where none is missed. */
  readonly gaps: readonly number[];
  /** Milliseconds of the page's own thread in each frame: what is done, style, layout and paint. */
  readonly work: readonly number[];
}

/** Moves in each frame, and measures that frame alone. */
function frames(on: Page, list: string, kind: Movement, count: number): Promise<Frames> {
  return on.evaluate(
    async ([selector, how, most]) => {
      const element = document.querySelector(selector);
      if (!(element instanceof HTMLElement)) throw new Error(`no ${selector}`);
      const box = element.getBoundingClientRect();
      const channel = new MessageChannel();
      const gaps: number[] = [];
      const work: number[] = [];
      let last: number | undefined;
      for (let at = 0; at < most; at += 1) {
        const now = await new Promise<number>(requestAnimationFrame);
        const begin = performance.now();
        if (last !== undefined) gaps.push(now - last);
        last = now;
        if (how === 'scroll') element.scrollTop += 90;
        else if (how === 'jump') element.scrollTop = ((at * 7919) % 100) * 0.01 * element.scrollHeight;
        else {
          const clientX = box.left + 40 + ((at * 13) % (box.width - 80));
          const clientY = box.top + 20 + ((at * 29) % (box.height - 40));
          const target = document.elementFromPoint(clientX, clientY) ?? element;
          target.dispatchEvent(
            new PointerEvent('pointermove', { clientX, clientY, bubbles: true, pointerType: 'mouse' }),
          );
        }
        // A message runs after this frame was painted.
        await new Promise((done) => {
          channel.port1.onmessage = done;
          channel.port2.postMessage(null);
        });
        work.push(performance.now() - begin);
      }
      return { gaps, work };
    },
    [list, kind, count] as const,
  );
}

/** What there is to compare with: as many rows of plain text, and nothing else. */
async function openPlainList(rows: number): Promise<Page> {
  const { page: plain } = await openPage(browser, { colorScheme: 'dark' });
  await plain.setContent(
    '<style>body{margin:0;font:13px sans-serif}#list{position:absolute;inset:240px 0 0 200px;overflow:auto}#list div{height:24px;white-space:nowrap}</style><div id="list"></div>',
  );
  await plain.evaluate((count) => {
    const list = document.getElementById('list');
    for (let at = 0; at < count; at += 1) {
      const row = document.createElement('div');
      row.textContent = `service-${at % 24} operation-${(at * 7919) % 300} took ${at % 977} ms`;
      list?.append(row);
    }
  }, rows);
  return plain;
}

/** Moves in every way, and says what that takes. */
async function movements(on: Page, list: string): Promise<string[]> {
  const lines: string[] = [];
  for (const kind of ['scroll', 'jump', 'hover'] as const) {
    const pid = await pageProcess();
    const before = processorOf(pid);
    const { gaps, work } = await frames(on, list, kind, FRAMES);
    const spent = ((processorOf(pid) - before) / FRAMES).toFixed(1);
    lines.push(
      `${kind}: a frame after ${told(gaps)}; page ${told(work)}; ${spent} ms of the processor a frame`,
    );
  }
  return lines;
}

/** How many frames the page draws while it shows the text; a page that is kept busy draws none. */
function framesWhile(text: string): Promise<number> {
  return page.evaluate(async (wanted) => {
    const isShown = () => document.body.textContent?.includes(wanted) === true;
    while (!isShown()) await new Promise(requestAnimationFrame);
    let count = 0;
    while (isShown()) {
      await new Promise(requestAnimationFrame);
      count += 1;
    }
    return count;
  }, text);
}

/** The largest process of a page: ids of processes that browsers have kept for later come too. */
async function pageProcess(): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as {
    processInfo: { type: string; id: number }[];
  };
  await session.detach();
  const pages = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  return pages.toSorted((a, b) => memoryOf(b) - memoryOf(a))[0] ?? 0;
}

/** Resident memory, megabytes, workers included. */
function memoryOf(pid: number): number {
  return Math.round(
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024,
  );
}

/** Milliseconds of the processor that a process has used, all of its threads; the kernel counts in hundredths of a second. */
function processorOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function told(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1);
  return `median ${at(0.5)}, p95 ${at(0.95)}, worst ${at(1)} ms`;
}

async function timed(run: () => Promise<unknown>): Promise<string> {
  const begin = performance.now();
  await run();
  return `${Math.round(performance.now() - begin)} ms`;
}

const found = (text: RegExp) =>
  page.getByRole('search').getByRole('status').filter({ hasText: text }).waitFor();
const rowCount = (count: number) =>
  page.waitForFunction(
    (wanted) =>
      document.querySelector('[data-testid=waterfall]')?.getAttribute('aria-rowcount') === String(wanted),
    count,
    { timeout: 90_000 },
  );

test.each([LARGE, HUGE])(
  'a trace of $spans spans opens, scrolls, closes, opens and searches',
  async ({ traceId, spans }) => {
    const lines: string[] = [];
    lines.push(`first row after ${Math.round(await open(traceId))} ms`);
    await rowCount(spans);
    const facts = (await page.getByTestId('trace-facts').textContent())?.replace(/\s+/g, '');
    expect(facts).toContain(`Spans${spans.toLocaleString('en-US')}`);
    await page.waitForTimeout(3_000);
    lines.push(`memory of the page ${memoryOf(await pageProcess())} MB`);
    lines.push(...(await movements(page, '[data-testid=waterfall]')));
    await page.evaluate(() => {
      const list = document.querySelector('[data-testid=waterfall]');
      if (list) list.scrollTop = list.scrollHeight;
    });
    await waterfall().locator(`[aria-rowindex="${spans}"]`).waitFor();
    await waterfall().focus();
    await page.keyboard.press('Home');
    await waterfall().locator('[aria-rowindex="1"]').waitFor();
    lines.push(
      `close the first subtree: ${await timed(async () => {
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('ArrowLeft');
        await page.waitForURL((url) => url.searchParams.has('fold'));
      })}`,
    );
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Home');
    lines.push(
      `close all but one level: ${await timed(async () => {
        for (let level = 0; level < 5; level += 1) await page.keyboard.press('[');
        await page.waitForURL((url) => url.searchParams.has('fold'));
      })}`,
    );
    await page.goto(`${maple.url}/traces/${traceId}`);
    await rowCount(spans);
    await page.keyboard.press('/');
    lines.push(
      `find: ${await timed(async () => {
        await page.keyboard.type('operation-217');
        await found(/of [\d,]+/);
      })}`,
    );
    lines.push(
      `next match: ${await timed(async () => {
        await page.keyboard.press('Enter');
        await found(/^2 of/);
      })}`,
    );
    lines.push(
      `only matches: ${await timed(async () => {
        await page.getByRole('button', { name: /Only matching/ }).click();
        await page.waitForFunction(
          (all) =>
            Number(document.querySelector('[data-testid=waterfall]')?.getAttribute('aria-rowcount')) < all,
          spans,
        );
      })}`,
    );
    await picture(page, `trace-${spans}`);
    lines.push(`memory of the page ${memoryOf(await pageProcess())} MB`);
    process.stdout.write(`\n${spans.toLocaleString('en-US')} spans\n  ${lines.join('\n  ')}\n`);
    expect(visitor.problems).toEqual([]);
  },
  240_000,
);

test(`a plain list of ${LARGE.spans} rows, to compare with`, async () => {
  // Its process is then the only large one.
  await page.goto('about:blank');
  const plain = await openPlainList(LARGE.spans);
  const lines = await movements(plain, '#list');
  await plain.close();
  process.stdout.write(`\na plain list of ${LARGE.spans} rows\n  ${lines.join('\n  ')}\n`);
}, 120_000);

test('the page goes on while a million spans are stacked, sorted and compared', async () => {
  await open(HUGE.traceId);
  await rowCount(HUGE.spans);
  const stacking = framesWhile('Stacking');
  await page.getByRole('tab', { name: 'Flame graph' }).click();
  expect(await stacking).toBeGreaterThan(5);
  await page.getByText('Bars are as wide').waitFor();

  const longest = page.waitForURL((url) => url.searchParams.get('sort') === 'duration');
  await page.getByRole('tab', { name: 'Waterfall' }).click();
  await page.getByRole('button', { name: 'How the waterfall is shown' }).click();
  await page.getByText('Duration, longest first').click();
  await longest;
  await page.keyboard.press('Escape');
  await rowCount(HUGE.spans);

  await page.goto(`${maple.url}/traces/compare?left=${HUGE.traceId}&right=${LARGE.traceId}`);
  const comparing = framesWhile('Comparing ');
  await page.getByTestId('diff-summary').waitFor({ timeout: 90_000 });
  expect(await comparing).toBeGreaterThan(5);
  expect(visitor.problems).toEqual([]);
}, 240_000);
