// Comparing two traces, and opening one from a file, on the built program.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings, picture } from './lib/browser.ts';
import type { Maple } from './lib/maple.ts';
import { IDS, openTwoTraces, quick, slow, type TwoTraces, textOf } from './lib/two-traces.ts';

let two: TwoTraces;
let maple: Maple;
let page: Page;

beforeAll(async () => {
  two = await openTwoTraces();
  ({ maple, page } = two);
});

afterAll(() => two?.close());

const open: TwoTraces['open'] = (...args) => two.open(...args);
const detail: TwoTraces['detail'] = (...args) => two.detail(...args);
/** Whether what was sent as text has run as a page. */
const hasRun = () => page.evaluate(() => 'hurt' in window);

describe('comparing', () => {
  test('lists what differs and leads from one difference to the next', async () => {
    await open(`/traces/compare?left=${IDS.quick}&right=${IDS.slow}`);
    const summary = page.getByTestId('diff-summary');
    await summary.waitFor();
    expect(await textOf(summary)).toContain('B took 800 ms more than A');
    expect(await textOf(summary)).toContain('1 added, 1 removed, 2 slower, 1 newly failing');
    await page.keyboard.press('f');
    await page.keyboard.press('f');
    const chosen = page.getByTestId('diff-tree').locator('[aria-selected="true"]');
    await chosen.filter({ hasText: 'load cart' }).waitFor();
    await page.keyboard.press('b');
    await chosen.filter({ hasText: 'POST /order' }).waitFor();
    await picture(page, 'trace-compare-dark');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Swap the traces' }).click();
    await page.getByText('B took 800 ms less than A').waitFor();
    await page.getByRole('button', { name: 'Operations' }).click();
    await page.getByRole('grid', { name: 'Differences by operation' }).waitFor();
    expect(await hasRun()).toBe(false);
  });

  test('a trace with itself has none; one that is not there is named', async () => {
    await open(`/traces/compare?left=${IDS.quick}&right=${IDS.quick}`);
    await page.getByText('No difference', { exact: true }).waitFor();
    await page.getByLabel('Id of trace B').fill(IDS.other);
    await page.keyboard.press('Enter');
    const alert = page.getByRole('region', { name: 'Trace B' }).getByRole('alert');
    await alert.waitFor();
    expect(await textOf(alert)).toContain(IDS.other);
    await open('/traces/compare');
    await page.getByText('Choose two traces').waitFor();
  });
});

describe('a file', () => {
  const choose = async (name: string, text: string) => {
    const path = join(maple.dataDir, name);
    writeFileSync(path, text);
    await page.getByLabel('Trace file').setInputFiles(path);
  };

  test('with one trace shows it with all details, and stores nothing', async () => {
    await open('/traces/open');
    await page.waitForLoadState('networkidle');
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() !== 'GET') sent.push(request.url());
    });
    const text = JSON.stringify(slow).replaceAll(IDS.slow, IDS.other);
    await choose('slow.json', text);
    await page.getByRole('tab', { name: 'Flame graph' }).waitFor();
    expect(await page.getByRole('tab', { name: 'Logs' }).count()).toBe(0);
    await page.getByText('charge', { exact: true }).first().click();
    await detail().getByText('card.brand', { exact: true }).waitFor();
    expect(await textOf(detail())).toContain('at pay (/srv/pay.js:10:3)');
    expect(await hasRun()).toBe(false);
    await picture(page, 'trace-file-dark');
    expect(await axeFindings(page)).toEqual([]);
    expect((await maple.api(`/traces/${IDS.other}`)).status).toBe(404);
    expect(sent).toEqual([]);
  });

  test('with several traces lists them', async () => {
    await choose('both.ndjson', `${JSON.stringify(quick)}\n${JSON.stringify(slow)}\n`);
    const traces = page.getByTestId('file-traces').getByRole('row');
    await traces.nth(1).waitFor();
    expect(await traces.count()).toBe(2);
    await traces.filter({ hasText: '900 ms' }).click();
    await page.waitForURL(`**trace=${IDS.slow}**`);
    await page.getByRole('button', { name: 'All traces of the file' }).click();
    await traces.nth(1).waitFor();
  });

  test('as Jaeger wrote it opens too', async () => {
    const jaeger = await (await maple.api(`/traces/${IDS.slow}?format=jaeger`)).text();
    await choose('jaeger.json', jaeger);
    await page.getByText('jaeger.json · Jaeger · 1 trace').waitFor();
    await page.getByRole('tab', { name: 'Statistics' }).click();
    await page.getByRole('grid', { name: 'Statistics by operation' }).getByText('charge').waitFor();
  });

  test.each([
    ['text.json', 'hello', 'not JSON'],
    ['logs.json', '{"resourceLogs":[]}', 'OTLP logs, not traces'],
    ['empty.json', '', 'empty'],
  ])('%s says what is wrong with it', async (name, text, message) => {
    await choose(name, text);
    await page.getByText(`${name} cannot be opened`).waitFor();
    expect(await textOf(page.getByRole('alert'))).toContain(message);
  });

  test('dropped on the trace search is opened', async () => {
    await open('/traces');
    await page.getByRole('heading', { name: 'Traces' }).waitFor();
    const data = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], 'dropped.json'));
      return transfer;
    }, JSON.stringify(quick));
    await expect
      .poll(async () => {
        await page.dispatchEvent('body', 'dragenter', { dataTransfer: data });
        return page.getByTestId('drop-veil').count();
      })
      .toBe(1);
    await page.dispatchEvent('body', 'drop', { dataTransfer: data });
    await page.getByText('dropped.json · OTLP · 1 trace').waitFor();
    expect(two.visitor.problems).toEqual([]);
  });
});
