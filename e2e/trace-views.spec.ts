// The detail of a span, the views of a trace, comparing two, and opening one from a file, on the built program.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings, launchBrowser, overflows, PHONE, picture, type WatchedPage } from './lib/browser.ts';
import { openSignedIn, startWithAdmin } from './lib/logs.ts';
import type { Maple } from './lib/maple.ts';

let browser: Browser;
let maple: Maple;
let visitor: WatchedPage;
let page: Page;

const NOW = Date.now() - 5 * 60_000;
const QUICK = 'a'.repeat(31);
const IDS = { quick: `${QUICK}1`, slow: `${QUICK}2`, other: `${QUICK}3` };
const HTML = '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script>';
const STACK =
  'Error: card declined\n    at pay (/srv/pay.js:10:3)\n    at run (/srv/node_modules/q/run.js:1:1)';
const LARGE = 'x'.repeat(3_000_000);

const nanos = (ms: number) => `${BigInt(Math.round(ms * 1_000)) * 1_000n}`;
const list = (values: Record<string, string>) =>
  Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));

interface Sketch {
  readonly id: string;
  readonly parent?: string;
  readonly service: string;
  readonly name: string;
  readonly at: number;
  readonly took: number;
  readonly more?: object;
}

/** A document of OTLP JSON, as the receiver and the page for files both take it. */
function otlp(traceId: string, startMs: number, spans: readonly Sketch[]) {
  return {
    resourceSpans: spans.map(({ id, parent = '', service, name, at, took, more }) => ({
      resource: {
        attributes: list({ 'service.name': service, 'k8s.pod.name': `${service}-1`, 'host.name': 'node-a' }),
      },
      scopeSpans: [
        {
          scope: { name: 'e2e' },
          spans: [
            {
              traceId,
              spanId: id.padStart(16, '0'),
              parentSpanId: parent === '' ? '' : parent.padStart(16, '0'),
              name,
              kind: 2,
              startTimeUnixNano: nanos(startMs + at),
              endTimeUnixNano: nanos(startMs + at + took),
              status: {},
              ...more,
            },
          ],
        },
      ],
    })),
  };
}

const quick = otlp(IDS.quick, NOW, [
  { id: '1', service: 'web', name: 'POST /order', at: 0, took: 100 },
  { id: '2', parent: '1', service: 'cart', name: 'load cart', at: 5, took: 20 },
  { id: '3', parent: '1', service: 'pay', name: 'charge', at: 30, took: 40 },
]);
const slow = otlp(IDS.slow, NOW + 60_000, [
  { id: '11', service: 'web', name: 'POST /order', at: 0, took: 900 },
  {
    id: '13',
    parent: '11',
    service: 'pay',
    name: 'charge',
    at: 30,
    took: 800,
    more: {
      status: { code: 2, message: 'card declined' },
      attributes: list({ 'card.brand': 'amex', note: HTML, large: LARGE, json: '{"a":{"b":[1,2]}}' }),
      events: [
        { timeUnixNano: nanos(NOW + 60_000 + 40), name: 'retry', attributes: list({ attempt: '1' }) },
        {
          timeUnixNano: nanos(NOW + 60_000 + 700),
          name: 'exception',
          attributes: list({
            'exception.type': 'Declined',
            'exception.message': HTML,
            'exception.stacktrace': STACK,
          }),
        },
      ],
      links: [{ traceId: IDS.quick, spanId: '0000000000000003', attributes: list({ why: 'first try' }) }],
    },
  },
  { id: '14', parent: '13', service: 'bank', name: HTML, at: 100, took: 600 },
]);

async function send(path: 'traces' | 'logs', body: object): Promise<void> {
  const response = await fetch(`${maple.otlpHttp}/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} were answered with ${response.status}.`);
}

beforeAll(async () => {
  [browser, maple] = await Promise.all([launchBrowser(), startWithAdmin()]);
  await send('traces', quick);
  await send('traces', slow);
  await send('logs', {
    resourceLogs: [
      {
        resource: { attributes: list({ 'service.name': 'pay' }) },
        scopeLogs: [
          {
            logRecords: [
              ['charging the card', 9, '0000000000000013', 50],
              [`declined ${HTML}`, 17, '0000000000000013', 710],
              ['order came in', 9, '0000000000000011', 1],
            ].map(([body, severityNumber, spanId, at]) => ({
              timeUnixNano: nanos(NOW + 60_000 + Number(at)),
              traceId: IDS.slow,
              spanId,
              severityNumber,
              severityText: severityNumber === 17 ? 'ERROR' : 'INFO',
              body: { stringValue: body },
            })),
          },
        ],
      },
    ],
  });
  visitor = await openSignedIn(browser, maple, { colorScheme: 'dark' });
  ({ page } = visitor);
});

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
});

const open = (path: string) => page.goto(`${maple.url}${path}`);
const detail = () => page.getByTestId('span-detail');
const slowSpan = `/traces/${IDS.slow}?span=0000000000000013`;
/** As it is seen, with line breaks. */
const textOf = async (element: Locator) => (await element.allInnerTexts()).join('\n');
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
  });
});

test('looks right in light, on a phone, and for those who do not see it', async () => {
  for (const tab of ['flame', 'statistics', 'calls', 'logs']) {
    await open(`/traces/${IDS.slow}?tab=${tab}&span=0000000000000013`);
    await detail().getByText('card.brand', { exact: true }).waitFor();
    expect(await axeFindings(page), tab).toEqual([]);
  }
  const light = await openSignedIn(browser, maple, { colorScheme: 'light', viewport: PHONE });
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
  expect(visitor.problems).toEqual([]);
});
