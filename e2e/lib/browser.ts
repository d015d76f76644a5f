// A real browser for the tests: pages whose console errors and accessibility findings count as failures.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { expect } from 'vitest';

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Pictures for a person to look at go here, when it is set. */
const pictures = process.env.MAPLE_TEST_PICTURES;

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** Launches the browser that `npm test` found or installed; its absence is a failure. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.MAPLE_TEST_BROWSER ?? INSTALLED.find(existsSync);
  return chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface WatchedPage {
  readonly page: Page;
  /** What the console called an error, and what was thrown. */
  readonly problems: readonly string[];
}

/** A page in a context of its own. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: DESKTOP, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    // The status of an expected refusal is not a mistake of the page.
    if (message.type() === 'error' && !/the server responded with a status of/.test(message.text()))
      problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  return { page, problems };
}

/** axe's findings on the page as it is, as `rule: element`. */
export async function axeFindings(page: Page): Promise<string[]> {
  // What is still of the search before is pale on purpose, and says that it is busy.
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  // In the middle of a transition colours are those of neither end.
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter((it) => it.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map((it) => it.finished));
  });
  // Evaluated, not added as a script tag: the page's own policy would refuse that.
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  });
}

/** Whether the page can be scrolled sideways, which none should. */
export function overflows(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth;
  });
}

/** Scrolls by the wheel, and waits until the element has moved and stands still again. */
export async function scrollBy(element: Locator, px: number): Promise<void> {
  const before = await element.evaluate(({ scrollTop }) => scrollTop);
  await element.hover();
  await element.page().mouse.wheel(0, px);
  await element.evaluate(
    (node, from) =>
      new Promise<void>((done) => {
        let last = from;
        let still = 0;
        const look = () => {
          const { scrollTop } = node;
          still = scrollTop === last && scrollTop !== from ? still + 1 : 0;
          last = scrollTop;
          if (still === 5) done();
          else requestAnimationFrame(look);
        };
        look();
      }),
    before,
  );
}

/** Fails when the page has a finding of axe, can be scrolled sideways, or its console had an error. Keeps a picture. */
export async function expectSound({ page, problems }: WatchedPage, name: string): Promise<void> {
  await picture(page, name);
  expect(await axeFindings(page)).toEqual([]);
  expect(await overflows(page)).toBe(false);
  expect(problems).toEqual([]);
}

/** Keeps a picture under this name for whoever asked for them. */
export async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

/** Opens what a button opens. A click before the page has come to life does nothing, and is made again. */
export async function openPanel(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true });
  for (;;) {
    await button.click();
    const opened = page.locator(`button[aria-label="${name}"][aria-expanded="true"]`);
    const isOpen = await opened.waitFor({ timeout: 1_000 }).then(
      () => true,
      () => false,
    );
    if (isOpen) return;
  }
}
