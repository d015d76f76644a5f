// Traces of 50,000 and of a million spans, in a real browser: that all of it works, and what it takes, which is printed.
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeTrace } from './lib/big-trace.ts';
import { launchBrowser, picture, type WatchedPage } from './lib/browser.ts';
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

/** Runs `act` in the page frame by frame; milliseconds that each frame took in the page's own thread. */
function frames(kind: 'scroll' | 'jump' | 'hover', count: number): Promise<number[]> {
  return page.evaluate(
    async ([how, most]) => {
      const list = document.querySelector('[data-testid=waterfall]');
      if (!(list instanceof HTMLElement)) throw new Error('no waterfall');
      const box = list.getBoundingClientRect();
      const times: number[] = [];
      for (let at = 0; at < most; at += 1) {
        await new Promise(requestAnimationFrame);
        const begin = performance.now();
        if (how === 'scroll') list.scrollTop += 90;
        else if (how === 'jump') list.scrollTop = ((at * 7919) % 100) * 0.01 * list.scrollHeight;
        else {
          const clientX = box.left + 40 + ((at * 13) % (box.width - 80));
          const clientY = box.top + 20 + ((at * 29) % (box.height - 40));
          const target = document.elementFromPoint(clientX, clientY) ?? list;
          target.dispatchEvent(
            new PointerEvent('pointermove', { clientX, clientY, bubbles: true, pointerType: 'mouse' }),
          );
        }
        // What runs after this frame was painted tells how long all of it took.
        await new Promise<void>((done) => {
          requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => done();
            channel.port2.postMessage(null);
          });
        });
        times.push(performance.now() - begin);
      }
      return times;
    },
    [kind, count] as const,
  );
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
  return `median ${at(0.5)} ms, p95 ${at(0.95)} ms, worst ${at(1)} ms`;
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
    for (const kind of ['scroll', 'jump', 'hover'] as const) {
      const pid = await pageProcess();
      const before = processorOf(pid);
      const times = await frames(kind, FRAMES);
      const spent = (processorOf(pid) - before) / FRAMES;
      lines.push(`${kind}: ${told(times)}; ${spent.toFixed(1)} ms of the processor a frame`);
    }
    await page.evaluate(() => {
      const list = document.querySelector('[data-testid=waterfall]');
      if (list) list.scrollTop = list.scrollHeight;
    });
    await waterfall().locator(`[aria-rowindex="${spans}"]`).waitFor();
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
