// The search editor on the log screen: taking over from the plain input, suggestions, mistakes, earlier searches.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFindings, launchBrowser, openPage, PHONE, picture, type WatchedPage } from './lib/browser.ts';
import { openSignedIn, sendLogs, startWithAdmin } from './lib/logs.ts';
import type { Maple } from './lib/maple.ts';

let browser: Browser;
let maple: Maple;
let visitor: WatchedPage;
let page: Page;

beforeAll(async () => {
  [browser, maple] = await Promise.all([launchBrowser(), startWithAdmin()]);
  // Two regions, one of them with a space, an error in ten.
  const records = Array.from({ length: 60 }, (_, index) => ({
    body: `request ${index} from localhost:8080`,
    severityNumber: index % 10 === 0 ? 17 : 9,
    minutesAgo: index / 60,
    attributes: { region: index % 3 === 0 ? 'far south' : 'north' },
  }));
  await sendLogs(maple, 'checkout', records);
  visitor = await openSignedIn(browser, maple, { colorScheme: 'dark' });
  ({ page } = visitor);
});

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
});

const box = () => page.getByTestId('search-box');
const editor = () => page.locator('.cm-content[data-testid="search-box"]');
const options = () => page.getByRole('listbox').getByRole('option');
const query = () => new URL(page.url()).searchParams.get('q');
const expectQuery = (text: string | null) => expect.poll(query).toBe(text);

/** What axe finds about the editor; the rest of the screen has tests of its own. */
const editorFindings = async (where: Page) =>
  (await axeFindings(where)).filter((finding) => /cm-|listbox|search|mistake/i.test(finding));

async function open(search = ''): Promise<void> {
  await page.goto(`${maple.url}/logs${search}`);
  await editor().waitFor();
  await page.getByTestId('log-list').waitFor();
}

test('what is typed before the editor has arrived is kept, with the caret', async () => {
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await page.route(/code-box/, async (route) => {
    await arrived;
    await route.continue();
  });
  await page.goto(`${maple.url}/logs`);
  await page.getByTestId('log-list').waitFor();
  await page.locator('input[data-testid="search-box"]').click();
  await page.keyboard.type('request from');
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowLeft');
  arrive();
  await editor().waitFor();
  await page.keyboard.type('10 ');
  await page.unroute(/code-box/);
  await expect.poll(() => editor().textContent()).toBe('request 10 from');
  await page.keyboard.press('Enter');
  await expectQuery('request 10 from');
});

test('fields, then their values with counts, by keyboard only', async () => {
  await open();
  await page.keyboard.press('/');
  await page.keyboard.type('regi');
  await options().first().waitFor();
  expect(await options().first().textContent()).toContain('region');
  await page.keyboard.press('Tab');
  await expect
    .poll(() => options().allTextContents())
    .toEqual([expect.stringMatching(/^north\d+$/), expect.stringMatching(/^far south\d+$/), '*is there']);
  await picture(page, 'editor-values-dark');
  expect(await editorFindings(page)).toEqual([]);
  await page.keyboard.type('far');
  await expect.poll(() => options().count()).toBe(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => box().textContent()).toMatch(/region:"far south"$/);
  await page.keyboard.press('Enter');
  await expect.poll(query).toMatch(/region:"far south"$/);
});

test('a mistake is said with its place, and nothing is searched', async () => {
  await open('?q=request');
  await box().click();
  await page.keyboard.press('End');
  await page.keyboard.type(' AND OR level:error');
  await page.keyboard.press('Escape');
  await box().click();
  await page.keyboard.press('Enter');
  const message = page.getByRole('alert');
  await message.waitFor();
  expect(await message.textContent()).toContain('Nothing stands between AND and OR. (at character 9)');
  expect(await box().getAttribute('aria-invalid')).toBe('true');
  expect(query()).toBe('request');
  await picture(page, 'editor-mistake-dark');
  expect(await editorFindings(page)).toEqual([]);
});

test('earlier searches come back with the arrow keys and from the menu', async () => {
  await open();
  await box().click();
  for (const search of ['level:error', 'localhost:8080']) {
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(search);
    await page.keyboard.press('Escape');
    await box().click();
    await page.keyboard.press('Enter');
    await expectQuery(search);
  }
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await expect.poll(() => query() ?? '').toBe('');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect.poll(() => box().textContent()).toBe('level:error');
  await page.getByRole('button', { name: 'Earlier searches' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'localhost:8080' }).click();
  await expectQuery('localhost:8080');
});

test('on a phone the box grows with the text', async () => {
  const phone = await openPage(browser, { viewport: PHONE, hasTouch: true, isMobile: true });
  await phone.page.context().addCookies(await page.context().cookies());
  const long = 'level:error OR region:"far south" OR "request 1 from localhost"';
  await phone.page.goto(`${maple.url}/logs?q=${encodeURIComponent(long)}`);
  const content = phone.page.locator('.cm-content[data-testid="search-box"]');
  await content.waitFor();
  await picture(phone.page, 'editor-phone');
  expect((await content.boundingBox())?.height).toBeGreaterThan(60);
  expect(await editorFindings(phone.page)).toEqual([]);
  expect(phone.problems).toEqual([]);
  await phone.page.context().close();
});

test('the browser had nothing to complain about', () => {
  expect(visitor.problems).toEqual([]);
});
