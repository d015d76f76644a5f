// Two traces of an order, one quick and one slow and hostile, with the slow one's logs, on a Maple with somebody signed in.
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser, type WatchedPage } from './browser.ts';
import { openSignedIn, startWithAdmin } from './logs.ts';
import type { Maple } from './maple.ts';

/** When the quick one starts, in epoch milliseconds; the slow one a minute later. */
export const NOW = Date.now() - 5 * 60_000;
const QUICK = 'a'.repeat(31);
/** No trace has the last one. */
export const IDS = { quick: `${QUICK}1`, slow: `${QUICK}2`, other: `${QUICK}3` };
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

export const quick = otlp(IDS.quick, NOW, [
  { id: '1', service: 'web', name: 'POST /order', at: 0, took: 100 },
  { id: '2', parent: '1', service: 'cart', name: 'load cart', at: 5, took: 20 },
  { id: '3', parent: '1', service: 'pay', name: 'charge', at: 30, took: 40 },
]);
/** Its charge has HTML in all that was sent, a large value, events and a link to the quick one. */
export const slow = otlp(IDS.slow, NOW + 60_000, [
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

/** The logs of the slow one. */
const logs = {
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
};

export interface TwoTraces {
  readonly browser: Browser;
  readonly maple: Maple;
  readonly visitor: WatchedPage;
  readonly page: Page;
  open(path: string): Promise<unknown>;
  /** The open span. */
  detail(): Locator;
  close(): Promise<void>;
}

export async function openTwoTraces(): Promise<TwoTraces> {
  const [browser, maple] = await Promise.all([launchBrowser(), startWithAdmin()]);
  await send(maple, 'traces', quick);
  await send(maple, 'traces', slow);
  await send(maple, 'logs', logs);
  const visitor = await openSignedIn(browser, maple, { colorScheme: 'dark' });
  const { page } = visitor;
  return {
    browser,
    maple,
    visitor,
    page,
    open: (path) => page.goto(`${maple.url}${path}`),
    detail: () => page.getByTestId('span-detail'),
    close: async () => {
      await browser.close();
      await maple.stop();
    },
  };
}

/** As it is seen, with line breaks. */
export async function textOf(element: Locator): Promise<string> {
  return (await element.allInnerTexts()).join('\n');
}

async function send(maple: Maple, path: 'traces' | 'logs', body: object): Promise<void> {
  const response = await fetch(`${maple.otlpHttp}/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} were answered with ${response.status}.`);
}
