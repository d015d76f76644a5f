// Saved searches of the built program: saved, found again, shown, renamed, deleted and brought back; and what is handed on.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  axeFindings,
  launchBrowser,
  openPage,
  openPanel,
  overflows,
  PHONE,
  picture,
  type WatchedPage,
} from './lib/browser.ts';
import { ADMIN, type Maple, startMaple } from './lib/maple.ts';
import { signIn } from './lib/sign-in.ts';

let maple: Maple;
let browser: Browser;
let visitor: WatchedPage;
let page: Page;

beforeAll(async () => {
  [browser, maple] = await Promise.all([
    launchBrowser(),
    startMaple({ env: { MAPLE_ADMIN_EMAIL: ADMIN.email, MAPLE_ADMIN_PASSWORD: ADMIN.password } }),
  ]);
  visitor = await openPage(browser, { permissions: ['clipboard-read', 'clipboard-write'] });
  ({ page } = visitor);
  const [name, ...value] = (await signIn(maple)).split('; ')[0]?.split('=') ?? [];
  await page.context().addCookies([{ name: name ?? '', value: value.join('='), url: maple.url }]);
});

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
});

async function api(
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: Record<string, never> }> {
  const init = { method, headers: { 'content-type': 'application/json' } };
  const response = await maple.api(path, { ...init, ...(body && { body: JSON.stringify(body) }) });
  return { status: response.status, body: await response.json() };
}

test('the API keeps, changes and deletes them', async () => {
  const made = await api('POST', '/saved-searches', {
    name: 'Errors',
    visibility: 'team',
    query: 'level:error',
  });
  expect(made).toMatchObject({ status: 201, body: { name: 'Errors', from: 'now-15m', isEditable: true } });
  const path = `/saved-searches/${made.body.id}`;
  expect(await api('PATCH', path, { name: 'All errors' })).toMatchObject({
    status: 200,
    body: { name: 'All errors', query: 'level:error', visibility: 'team' },
  });
  expect((await api('GET', '/saved-searches')).body).toMatchObject({ searches: [{ name: 'All errors' }] });
  expect(await api('PATCH', path, { nam: 'x' })).toMatchObject({ status: 400 });
  expect(await api('POST', '/saved-searches', { name: ' ' })).toMatchObject({ status: 400 });
  expect((await api('DELETE', path)).status).toBe(200);
  expect((await api('GET', path)).status).toBe(404);
});

test('the API keeps pinned facets', async () => {
  const put = await api('PUT', '/facet-pins', { scope: 'team', fields: ['host.name', 'level'] });
  expect(put).toMatchObject({ status: 200, body: { user: [], team: ['host.name', 'level'] } });
  expect((await api('GET', '/facet-pins?source=logs')).body).toEqual({
    user: [],
    team: ['host.name', 'level'],
  });
  await api('PUT', '/facet-pins', { scope: 'team', fields: [] });
});

describe('on the screen', () => {
  const panel = () => page.getByRole('dialog', { name: 'Saved searches' });
  const openSaved = async () => {
    await openPanel(page, 'Saved searches');
    await panel().waitFor();
  };

  test('a search is saved as it stands, and brings all of it back', async () => {
    await page.goto(`${maple.url}/logs?q=level%3Aerror&from=now-6h&order=asc&cols=service,body`);
    await openSaved();
    await panel().getByLabel('Save this search as').fill('Slow errors');
    await panel().getByRole('button', { name: 'Save', exact: true }).click();
    await panel()
      .getByRole('button', { name: /^Slow errors/ })
      .waitFor();
    await picture(page, 'saved-panel');
    expect(await axeFindings(page)).toEqual([]);

    await page.goto(`${maple.url}/logs?q=other`);
    await openSaved();
    await panel().getByLabel('Find a saved search').fill('slow');
    await page.keyboard.press('Enter');
    await page.waitForURL(/now-6h/);
    const { searchParams } = new URL(page.url());
    expect(Object.fromEntries(searchParams)).toMatchObject({
      q: 'level:error',
      from: 'now-6h',
      order: 'asc',
    });
    expect(searchParams.get('cols')).toContain('service');
  });

  test('it is in the palette', async () => {
    await page.goto(`${maple.url}/logs`);
    await openSaved();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Type a command…').fill('Slow errors');
    await page.getByRole('option', { name: 'Slow errors' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/now-6h/);
  });

  test('it takes a new name, goes to the team, takes what is on the screen, is deleted and brought back', async () => {
    await page.goto(`${maple.url}/logs?q=newer`);
    await openSaved();
    const entry = panel().getByRole('listitem').filter({ hasText: 'Slow errors' });
    await entry.hover();
    await entry.getByRole('button', { name: 'Rename Slow errors' }).click();
    await panel().getByLabel('New name').fill('Slow requests');
    await panel().getByLabel('For the whole team').check();
    await panel().getByRole('button', { name: 'Rename', exact: true }).click();
    const renamed = panel().getByRole('listitem').filter({ hasText: 'Slow requests' });
    await renamed.getByRole('img', { name: 'of the team' }).waitFor();
    await renamed.hover();
    await renamed.getByRole('button', { name: /^Save the screen/ }).click();
    await renamed.getByText('newer').waitFor();
    await renamed.getByRole('button', { name: 'Delete Slow requests' }).click();
    await panel().getByText('Deleted “Slow requests”').waitFor();
    await renamed.waitFor({ state: 'detached' });
    await panel().getByRole('button', { name: 'Undo' }).click();
    await renamed.waitFor();
    expect((await api('GET', '/saved-searches')).body).toMatchObject({
      searches: [
        { name: 'Slow requests', visibility: 'team', query: 'newer', ownerName: expect.any(String) },
      ],
    });
  });

  test('a search is handed on as links, a command and SQL', async () => {
    await page.goto(`${maple.url}/logs?q=%22it's%22&from=now-1h`);
    const copied = async (name: string | RegExp) => {
      await page.evaluate(() => navigator.clipboard.writeText(''));
      await openPanel(page, 'Share and export');
      await page.getByRole('dialog', { name: 'Share and export' }).getByRole('button', { name }).click();
      const text = await vi.waitFor(async () => {
        const read = await page.evaluate(() => navigator.clipboard.readText());
        expect(read).not.toBe('');
        return read;
      }, 10_000);
      await page.keyboard.press('Escape');
      return text;
    };
    const relative = new URL(await copied('Link to this search'));
    expect(relative.searchParams.get('from')).toBe('now-1h');
    const frozen = new URL(await copied('Link with exactly this time range'));
    expect(frozen.searchParams.get('from')).toMatch(/^\d{4}-/);
    expect(frozen.searchParams.get('q')).toBe(`"it's"`);
    const curl = await copied('As cURL');
    expect(curl).toContain('$MAPLE_API_KEY');
    expect(curl).toContain(`it'\\''s`);
    const sql = await copied('As SQL');
    expect(sql).toMatch(/^SELECT .*\nFROM `otel`\.`otel_logs`\nWHERE /);
    expect(sql).toContain(`it\\'s`);
    await openPanel(page, 'Share and export');
    await page.getByRole('button', { name: 'SQL workspace' }).click();
    await page.waitForURL('**/sql?**');
    const opened = new URL(page.url()).searchParams.get('sql') ?? '';
    expect(opened.replace(/\d/g, '')).toBe(sql.replace(/\d/g, ''));
    expect(visitor.problems).toEqual([]);
  });

  test('a phone has room for them', async () => {
    await page.setViewportSize(PHONE);
    await page.goto(`${maple.url}/logs`);
    await openSaved();
    await picture(page, 'saved-phone');
    expect(await overflows(page)).toBe(false);
    await page.keyboard.press('Escape');
    await openPanel(page, 'Share and export');
    await page.getByRole('dialog', { name: 'Share and export' }).waitFor();
    await picture(page, 'share-phone');
    expect(await overflows(page)).toBe(false);
  });
});
