// The detail of a span and the views of a trace, on the built program.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings, overflows, PHONE, picture } from './lib/browser.ts';
import { openSignedIn } from './lib/logs.ts';
import type { Maple } from './lib/maple.ts';
import { IDS, NOW, openTwoTraces, type TwoTraces, textOf } from './lib/two-traces.ts';

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
const slowSpan = `/traces/${IDS.slow}?span=0000000000000013`;
const search = () => new URL(page.url()).searchParams;

describe('the detail of a span', () => {
  test('says what it is, how it ended and where it stands', async () => {
    await open(slowSpan);
    await detail().getByText('card.brand', { exact: true }).waitFor();
    const text = await textOf(detail());
    for (const part of [
      '800 ms',
      '+30 ms',
      'pay',
      'Server',
      'card declined',
      '0000000000000013',
      'POST /order',
    ])
      expect(text).toContain(part);
    await page.getByTestId('span-percentile').getByText('of 2 spans').waitFor();
    await picture(page, 'trace-detail-dark');
  });

  test('lists events in order, exceptions with the frames of their stack', async () => {
    const events = await page.getByTestId('span-event').allInnerTexts();
    expect(events[0]).toContain('retry');
    expect(events[0]).toContain('+10 ms');
    expect(events[1]).toContain('Declined: <img');
    expect(events[1]).toContain('at pay (/srv/pay.js:10:3)');
  });

  test('shows a part of a very long value', async () => {
    await detail().getByRole('button', { name: 'Show more of 3,000,000 characters' }).waitFor();
    expect((await textOf(detail())).length).toBeLessThan(20_000);
  });

  test('is searched inside', async () => {
    await page.getByLabel('Search in this span').fill('AMEX');
    await detail().getByText('Attributes · 1').waitFor();
    expect(await page.getByTestId('span-event').count()).toBe(0);
    await page.getByLabel('Search in this span').fill('');
  });

  test('leads to the span it links to, and back by the link from there', async () => {
    await detail().getByRole('region', { name: 'Links', exact: true }).getByRole('link').click();
    await page.waitForURL(`**/traces/${IDS.quick}?*span=0000000000000003*`);
    await detail().getByRole('region', { name: 'Linked from' }).getByRole('link').click();
    await page.waitForURL(`**/traces/${IDS.slow}?*span=0000000000000013*`);
  });

  test('leads to spans like it, to logs, and filters by an attribute', async () => {
    await detail().getByText('card.brand', { exact: true }).waitFor();
    const related = detail().getByRole('navigation', { name: 'Related' });
    const target = async (name: string) =>
      new URL((await related.getByRole('link', { name }).getAttribute('href')) ?? '', maple.url);
    expect((await target('Similar spans')).searchParams.get('q')).toBe('service:pay name:charge kind:Server');
    expect((await target('Logs of the span')).searchParams.get('q')).toBe(
      `trace_id:${IDS.slow} span_id:0000000000000013`,
    );
    const pod = (await target('Logs of the pod')).searchParams;
    expect(pod.get('q')).toBe('k8s.pod.name:pay-1');
    expect(Date.parse(pod.get('from') ?? '')).toBe(NOW + 60_030 - 300_000);
    await detail().locator('[data-field="card.brand"]').focus();
    await page.keyboard.press('-');
    await page.waitForURL('**/traces?**');
    expect(search().get('q')).toBe('-card.brand:amex');
    await page.goBack();
  });

  test('a span that is not in the trace is not open; an unknown trace says so', async () => {
    await open(`/traces/${IDS.slow}?span=00000000000000ff`);
    await page.getByRole('tab', { name: 'Flame graph' }).waitFor();
    expect(await detail().count()).toBe(0);
    await open(`/traces/${IDS.other}`);
    await page.getByText(IDS.other.slice(0, 20)).first().waitFor();
  });
});

describe('views', () => {
  test('the flame graph is walked and zoomed by keys, and tells what is marked', async () => {
    await open(`/traces/${IDS.slow}?tab=flame`);
    const flame = page.getByTestId('flame');
    await flame.focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    await page.waitForURL('**bar=1**');
    await page.getByText('Open its longest span').click();
    await page.waitForURL('**span=0000000000000013**');
    await page.getByLabel('Mark by service or operation').fill('bank');
    await page.getByText('66.7% of the self time is marked').waitFor();
    await picture(page, 'trace-flame-dark');
  });

  test('statistics are sorted and lead to the waterfall', async () => {
    await open(`/traces/${IDS.slow}?tab=statistics`);
    const rows = page.getByRole('grid', { name: 'Statistics by operation' }).getByRole('row');
    await rows.nth(1).waitFor();
    expect((await rows.allInnerTexts()).map((text) => text.split('\n')[0])).toEqual([
      'Operation',
      'bank',
      'pay',
      'web',
    ]);
    await page.getByRole('button', { name: 'Total' }).click();
    await page.waitForURL('**order=-total**');
    expect(await textOf(rows.nth(1))).toContain('POST /order');
    await rows.nth(2).click();
    await page.waitForURL('**match=service**');
    expect(search().get('match')).toBe('service:pay name:charge');
    expect(search().get('tab')).toBeNull();
  });

  test('the call graph has a node for each operation, and one for each service', async () => {
    await open(`/traces/${IDS.slow}?tab=calls`);
    const nodes = page.getByTestId('calls').locator('.react-flow__node');
    await nodes.nth(2).waitFor();
    expect(await nodes.count()).toBe(3);
    expect(await textOf(nodes.nth(1))).toContain('1 failed');
    await page.getByRole('button', { name: 'Services' }).click();
    await page.waitForURL('**by=service**');
    await nodes.filter({ hasText: 'bank' }).waitFor();
    await picture(page, 'trace-calls-dark');
  });

  test('logs stand by time or by span, and a click opens the span', async () => {
    await open(`/traces/${IDS.slow}?tab=logs`);
    const rows = page.getByTestId('trace-logs').getByRole('row');
    await rows.nth(2).waitFor();
    expect((await rows.allInnerTexts()).map((text) => text.split('\n')[0])).toEqual([
      '+1 ms',
      '+50 ms',
      '+710 ms',
    ]);
    await page.getByRole('button', { name: 'By span' }).click();
    await rows.nth(4).waitFor();
    expect(await textOf(rows.nth(0))).toContain('POST /order');
    await rows.filter({ hasText: 'charging the card' }).click();
    await page.waitForURL('**span=0000000000000013**');
    await page.goto(`${maple.url}/traces/${IDS.quick}?tab=logs`);
    await page.getByText('No logs of this trace').waitFor();
  });

  test('logs are filtered in the language of logs, and a mistake finds no other trace’s', async () => {
    await open(`/traces/${IDS.slow}?tab=logs`);
    const rows = page.getByTestId('trace-logs').getByRole('row');
    await rows.nth(2).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('level:error OR "came in"');
    await page.keyboard.press('Enter');
    await page.waitForURL('**filter=**');
    await expect.poll(() => rows.count()).toBe(2);
    expect(await textOf(rows.nth(0))).toContain('order came in');
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await expect.poll(() => rows.count()).toBe(3);
    await open(`/traces/${IDS.slow}?tab=logs&filter=${encodeURIComponent('x) OR (level:info')}`);
    await page.getByText('This cannot be searched').waitFor();
    expect(await rows.count()).toBe(0);
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await rows.nth(2).waitFor();
    await open(`/traces/${IDS.slow}?tab=logs&filter=nonesuch`);
    await page.getByText('No record of this trace matches the filter').waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });
});

test('looks right in light, on a phone, and for those who do not see it', async () => {
  for (const tab of ['flame', 'statistics', 'calls', 'logs']) {
    await open(`/traces/${IDS.slow}?tab=${tab}&span=0000000000000013`);
    await detail().getByText('card.brand', { exact: true }).waitFor();
    expect(await axeFindings(page), tab).toEqual([]);
  }
  const light = await openSignedIn(two.browser, maple, { colorScheme: 'light', viewport: PHONE });
  for (const path of [
    slowSpan,
    `/traces/${IDS.slow}?tab=flame`,
    `/traces/${IDS.slow}?tab=statistics`,
    `/traces/${IDS.slow}?tab=logs`,
    `/traces/compare?left=${IDS.quick}&right=${IDS.slow}`,
    '/traces/open',
  ]) {
    await light.page.goto(`${maple.url}${path}`);
    await light.page.waitForLoadState('networkidle');
    expect(await overflows(light.page), path).toBe(false);
    expect(await axeFindings(light.page), path).toEqual([]);
    await picture(light.page, `trace-phone-${path.replace(/\W+/g, '-').slice(0, 60)}`);
  }
  expect(light.problems).toEqual([]);
});

test('nothing that was sent runs as a page', async () => {
  expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
  expect(two.visitor.problems).toEqual([]);
});
