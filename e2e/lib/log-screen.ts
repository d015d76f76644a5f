// The log screen with a small shop's records on it, for the tests of what one does there.
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser, type WatchedPage } from './browser.ts';
import { openSignedIn, sendLogs, startWithAdmin } from './logs.ts';
import type { Maple } from './maple.ts';

/** The trace of the refused payment and of the order that was placed. */
export const TRACE = '0123456789abcdef0123456789abcdef';
const STACK =
  'Error: card declined\n    at pay (/srv/pay.js:10:3)\n    at run (/srv/node_modules/q/run.js:1:1)';

export interface LogScreen {
  readonly browser: Browser;
  readonly maple: Maple;
  readonly visitor: WatchedPage;
  readonly page: Page;
  /** Shows a search, given as the URL's parameters, and waits for its first row. */
  show(search: string): Promise<void>;
  /** Rows of the list by their text. */
  row(text: string | RegExp): Locator;
  /** The open record. */
  detail(): Locator;
  /** A parameter of the URL. */
  param(name: string): string | null;
  untilParam(name: string, value: string | null): Promise<void>;
  close(): Promise<void>;
}

export async function openLogScreen(): Promise<LogScreen> {
  const [browser, maple] = await Promise.all([launchBrowser(), startWithAdmin()]);
  await sendShop(maple);
  const visitor = await openSignedIn(browser, maple, { colorScheme: 'dark' });
  const { page } = visitor;
  const list = page.getByTestId('log-list');
  return {
    browser,
    maple,
    visitor,
    page,
    show: async (search) => {
      await page.goto(`${maple.url}/logs?${search}`);
      await list.getByRole('row').nth(1).waitFor();
    },
    row: (text) => list.getByRole('row', { name: text }),
    detail: () => page.getByTestId('log-detail'),
    param: (name) => new URL(page.url()).searchParams.get(name),
    untilParam: (name, value) => page.waitForURL((url) => url.searchParams.get(name) === value),
    close: async () => {
      await browser.close();
      await maple.stop();
    },
  };
}

/** Four hundred records of a cart five minutes ago, and four of a checkout now: JSON, a stack trace, a trace, a long line. */
async function sendShop(maple: Maple): Promise<void> {
  await sendLogs(
    maple,
    'cart',
    Array.from({ length: 400 }, (_, n) => ({
      body: `cart row ${n}`,
      minutesAgo: 5,
      attributes: { 'cart.id': `cart-${n}`, shelf: n % 2 === 0 ? 'left' : 'right' },
    })),
  );
  await sendLogs(maple, 'checkout', [
    {
      body: '{"order":{"id":12345678901234567890,"lines":[1,2]},"ok":true}',
      attributes: { 'order.id': 'order-1', payload: '{"deep":{"er":"value"}}' },
    },
    {
      body: STACK,
      severityNumber: 17,
      traceId: TRACE,
      attributes: { 'order.id': 'order-2', 'http.route': '/pay' },
    },
    { body: 'order placed', traceId: TRACE, attributes: { 'order.id': 'order-3', 'http.route': '/pay' } },
    { body: `${'far '.repeat(60)}needle`, attributes: { 'order.id': 'order-4' } },
  ]);
}
