// The histogram and the facets of the log screen, in a real browser.
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { axeFindings, launchBrowser, overflows, picture, type WatchedPage } from './lib/browser.ts';
import { openSignedIn, sendLogs, startWithAdmin } from './lib/logs.ts';
import type { Maple } from './lib/maple.ts';

let browser: Browser;
let maple: Maple;
let visitor: WatchedPage;
let page: Page;

const MINUTES = 30;
const [ERROR, WARN, INFO] = [17, 13, 9];

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

/** Ten records a minute for half an hour: levels, two services, and a status that is a number. */
async function send(): Promise<void> {
  const records = Array.from({ length: MINUTES * 10 }, (_, index) => ({
    body: `request ${index}`,
    severityNumber: index % 10 === 0 ? ERROR : index % 10 < 4 ? WARN : INFO,
    minutesAgo: Math.floor(index / 10) + (index % 10) / 60 + 5 / 60,
    attributes: { 'http.status_code': 200 + (index % 10), region: index % 2 === 0 ? 'north' : 'south' },
  }));
  const half = records.length / 2;
  await sendLogs(maple, 'cart', records.slice(0, half));
  await sendLogs(maple, 'checkout', records.slice(half));
}

const facet = (name: string) => page.getByTestId(`facet-${name}`);
const value = (within: Locator, name: string) =>
  within.getByRole('checkbox', { name: new RegExp(`^${name},`) });
const query = () => new URL(page.url()).searchParams.get('q') ?? '';
const search = (text: string) => page.waitForURL((url) => (url.searchParams.get('q') ?? '') === text);

beforeEach(async () => {
  await page.goto(`${maple.url}/logs?from=now-1h`);
  await value(facet('level'), 'error').waitFor();
});

test('a facet counts, keeps, widens, leaves out and forgets', async () => {
  const level = facet('level');
  await level.getByRole('checkbox', { name: 'error, 30' }).waitFor();
  await level.getByRole('checkbox', { name: 'info, 180' }).waitFor();

  await value(level, 'error').click();
  await search('level:error');
  // What one could choose instead is still there, with its counts.
  await level.getByRole('checkbox', { name: 'warn, 90' }).click();
  await search('level:(error OR warn)');
  await facet('service')
    .getByRole('checkbox', { name: /^cart, 60/ })
    .waitFor();

  await value(level, 'info').focus();
  await page.keyboard.press('-');
  await search('level:(error OR warn) -level:info');
  await value(level, 'warn').focus();
  await page.keyboard.press('o');
  await search('level:warn');
  expect(await value(level, 'warn').getAttribute('aria-checked')).toBe('true');
  await value(level, 'warn').click();
  await search('');

  await page.goBack();
  await search('level:warn');
});

test('a value is found inside a facet, a range narrows a number, and a pin survives a reload', async () => {
  await page.getByLabel('Filter the facets').fill('status');
  const status = facet('http.status_code');
  await status.getByRole('button', { name: 'http.status_code' }).click();
  await value(status, '201').waitFor();

  await status.getByRole('button', { name: 'http.status_code', exact: true }).hover();
  await status.getByRole('button', { name: 'Search inside' }).click();
  await page.getByLabel('Search the values of http.status_code').fill('207');
  await value(status, '201').waitFor({ state: 'detached' });
  await value(status, '207').waitFor();

  await page.getByLabel('Least value of http.status_code').fill('205');
  await page.getByLabel('Greatest value of http.status_code').fill('206');
  await status.getByRole('button', { name: 'Apply' }).click();
  await page.waitForURL((url) => url.searchParams.get('q')?.includes('[205 TO 206]') === true);
  await page.getByTestId('result-count').getByText('60').first().waitFor();

  await status.getByRole('button', { name: 'http.status_code', exact: true }).hover();
  await status.getByRole('button', { name: /^Pin/ }).click();
  await page.getByRole('button', { name: 'Pin for me' }).click();
  await page.getByRole('heading', { name: 'Pinned' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Pinned' }).waitFor();
});

test('the histogram filters by its legend and its bars, zooms by dragging, and goes back', async () => {
  const histogram = page.getByTestId('histogram');
  await histogram.getByRole('button', { name: /^error/ }).click();
  await search('level:error');
  await page.goBack();
  await search('');

  const chart = histogram.getByRole('img', { name: /180 info/ });
  await chart.waitFor();
  const box = await chart.boundingBox();
  if (!box) throw new Error('The histogram has no place on the page.');
  await page.mouse.move(box.x + box.width * 0.6, box.y + 30);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, box.y + 30, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL((url) => /^\d{4}-/.test(url.searchParams.get('from') ?? ''));
  await histogram.getByRole('button', { name: 'Back to the range before' }).click();
  await page.waitForURL((url) => url.searchParams.get('from') === 'now-1h');
  await histogram.getByRole('button', { name: 'Forward to the range zoomed to' }).waitFor();
});

test('the histogram tells records apart by any field', async () => {
  await page.getByTestId('histogram-group').click();
  await page.getByPlaceholder('Tell records apart by…').fill('region');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^region/ })
    .click();
  await page.waitForURL((url) => url.searchParams.get('group') === 'region');
  const legend = page.getByRole('list', { name: 'Legend' });
  await legend.getByRole('button', { name: /^north/ }).click({ modifiers: ['Alt'] });
  await search('-region:north');
});

test('facets and histogram are sound, dark and light', async () => {
  await value(facet('level'), 'error').click();
  await search('level:error');
  // Rows and counts of the search before are pale until those of this one are there.
  const info = page.getByTestId('log-list').getByRole('row', { name: /INFO/ });
  await expect.poll(() => info.count()).toBe(0);
  await page.getByTestId('result-count').getByText('30', { exact: true }).waitFor();
  await facet('service').getByRole('checkbox', { name: 'cart, 15' }).waitFor();
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await picture(page, `facets-${colorScheme}`);
    expect(await axeFindings(page)).toEqual([]);
  }
  expect(await overflows(page)).toBe(false);
  expect(query()).toBe('level:error');
  expect(visitor.problems).toEqual([]);
});
