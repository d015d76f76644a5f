// The trace search with orders on it, for the tests of what one does there.
import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectSound, launchBrowser, type WatchedPage } from './browser.ts';
import { openSignedIn, startWithAdmin } from './logs.ts';
import type { Maple } from './maple.ts';
import { bigTrace, orders, orphan } from './orders.ts';
import { sendSpans } from './spans.ts';

/** As long as a busy machine may take; milliseconds. */
export const PATIENCE = { timeout: 20_000 };

export interface TraceScreen {
  readonly browser: Browser;
  readonly maple: Maple;
  readonly visitor: WatchedPage;
  readonly page: Page;
  /** Shows a search, given as the URL's parameters, and waits for its first row. */
  show(search?: string): Promise<void>;
  list(): Locator;
  /** The first row of the list. */
  first(): Locator;
  /** How many were found, in words. */
  counted(): Locator;
  /** A parameter of the URL. */
  param(name: string): string | null;
  untilParam(name: string, value: string | null): Promise<void>;
  close(): Promise<void>;
}

export async function openTraceScreen(): Promise<TraceScreen> {
  const [browser, maple] = await Promise.all([launchBrowser(), startWithAdmin()]);
  const now = Date.now();
  await sendSpans(maple, [...orders(now), ...bigTrace(now), ...orphan(now)]);
  const visitor = await openSignedIn(browser, maple, {
    colorScheme: 'dark',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const { page } = visitor;
  const list = () => page.getByTestId('trace-list');
  const first = () => list().locator('[data-index="0"]');
  return {
    browser,
    maple,
    visitor,
    page,
    show: async (search = '') => {
      await page.goto(`${maple.url}/traces?${search}`);
      await first().waitFor();
    },
    list,
    first,
    counted: () => page.getByTestId('result-count'),
    param: (name) => new URL(page.url()).searchParams.get(name),
    untilParam: (name, value) => page.waitForURL((url) => url.searchParams.get(name) === value),
    close: async () => {
      await browser.close();
      await maple.stop();
    },
  };
}

/** As `expectSound`, when the facets are there: while they are counted they are faint. */
export async function expectCountedAndSound(visit: WatchedPage, name: string): Promise<void> {
  await expect.poll(() => visit.page.getByText('Counting…').count(), PATIENCE).toBe(0);
  await expectSound(visit, name);
}
