// The trace API of the built program: what was sent comes back in every form, and what is wrong is said.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Maple, startMaple } from './lib/maple.ts';

const SPANS = 3_000;
const ID = 'ab'.repeat(16);
const NOW = Date.now();

let maple: Maple;

beforeAll(async () => {
  maple = await startMaple();
  const first = BigInt(NOW - 60_000) * 1_000_000n;
  const spans = Array.from({ length: SPANS }, (_, n) => ({
    traceId: ID,
    spanId: (n + 1).toString(16).padStart(16, '0'),
    ...(n > 0 && { parentSpanId: '0000000000000001' }),
    name: `op ${n % 5}`,
    kind: 2,
    startTimeUnixNano: String(first + BigInt(n)),
    endTimeUnixNano: String(first + 10_000_000_001n),
    attributes: [{ key: 'k', value: { stringValue: `v${n}` } }],
    status: n === 7 ? { code: 2, message: 'broken' } : { code: 0 },
  }));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'cart' } }] };
  await send({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'lib' }, spans }] }] });
});

afterAll(() => maple?.stop());

async function send(body: object | string): Promise<void> {
  const response = await fetch(`${maple.otlpHttp}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  expect(response.status).toBe(200);
}

const post = (path: string, body: object) =>
  maple.api(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('a trace', () => {
  test('is listed, and opens by the listed id and by the same in upper case', async () => {
    const { traces } = await (await maple.api('/traces/search?from=now-1h&query=status%3Aerror')).json();
    expect(traces).toMatchObject([
      { traceId: ID, rootService: 'cart', rootName: 'op 0', spanCount: SPANS, errorCount: 1, matched: 1 },
    ]);
    expect(traces[0].durationNs).toBe(10_000_000_001);
    const trace = await (await maple.api(`/traces/${ID.toUpperCase()}`)).json();
    expect(trace.spans).toHaveLength(SPANS);
    expect(trace.spans[7]).toMatchObject({
      spanId: '0000000000000008',
      status: 'Error',
      statusMessage: 'broken',
    });
  });

  test('as OTLP/JSON can be sent again, and is the same then', async () => {
    const response = await maple.api(`/traces/${ID}?format=otlp`);
    expect(response.headers.get('content-disposition')).toContain(`trace-${ID}.otlp.json`);
    const other = 'cd'.repeat(16);
    await send((await response.text()).replaceAll(ID, other));
    const again = await (await maple.api(`/traces/${other}?format=otlp`)).text();
    expect(JSON.parse(again.replaceAll(other, ID))).toEqual(
      await (await maple.api(`/traces/${ID}?format=otlp`)).json(),
    );
  });

  test('as Jaeger JSON', async () => {
    const { data } = await (await maple.api(`/traces/${ID}?format=jaeger`)).json();
    expect(data[0].spans).toHaveLength(SPANS);
    expect(Object.values(data[0].processes)).toMatchObject([{ serviceName: 'cart' }]);
  });

  test('as columns, not packed on this machine', async () => {
    const response = await maple.api(`/traces/${ID}/columns`, { headers: { 'accept-encoding': 'gzip' } });
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-encoding')).toBeNull();
    // Twelve columns in the first block.
    expect(new Uint8Array(await response.arrayBuffer())[0]).toBe(12);
  });

  test('span by span, and by what matches', async () => {
    const { span } = await (await maple.api(`/traces/${ID}/span?spanId=8`)).json();
    expect(span).toMatchObject({
      spanId: '0000000000000008',
      attributes: { k: 'v7' },
      scope: { name: 'lib' },
    });
    const { spanIds } = await (await maple.api(`/traces/${ID}/match?query=k%3Av7`)).json();
    expect(spanIds).toEqual(['0000000000000008']);
  });

  test('in charts', async () => {
    const { points } = await (await maple.api('/traces/red?from=now-1h&query=service%3Acart')).json();
    expect(points.reduce((sum: number, { count }: { count: number }) => sum + count, 0) % SPANS).toBe(0);
    const box = { fromMs: NOW - 3_600_000, toMs: NOW, minNs: 10_000_000_000, maxNs: 20_000_000_000 };
    for (const response of [
      await maple.api(`/traces/differences?from=now-1h&box=${encodeURIComponent(JSON.stringify(box))}`),
      await post('/traces/differences', { from: 'now-1h', box }),
    ])
      expect(await response.json()).toMatchObject({ isSample: false, fields: expect.any(Array) });
  });
});

describe('what is wrong is said', () => {
  test.each([
    [`/traces/${'1'.repeat(32)}`, 404],
    [`/traces/${'1'.repeat(32)}/columns`, 404],
    [`/traces/${'1'.repeat(32)}/match?query=a`, 404],
    [`/traces/${ID}/span?spanId=ffff`, 404],
    [`/traces/${encodeURIComponent('ö\'\\"<b>?#&')}`, 404],
    [`/traces/${encodeURIComponent('a/b')}/columns`, 404],
    [`/traces/${'1'.repeat(257)}`, 400],
    [`/traces/${ID}?format=zipkin`, 400],
    [`/traces/${ID}/match`, 400],
    [`/traces/${ID}/match?query=%28`, 400],
    ['/traces/search?from=now&to=now-1h', 400],
    ['/traces/search?limit=100000', 400],
    ['/traces/search?sort=oldest', 400],
    ['/traces/search?qery=x', 400],
    ['/traces/search?cursor=abc', 400],
    ['/traces/search?source=nobody', 404],
    ['/traces/search?source=logs', 200],
    ['/traces/heatmap?columns=0', 400],
    ['/traces/red?interval=1ms', 400],
    ['/traces/differences?box=1', 400],
    ['/traces/percentile?service=a', 400],
  ])('%s', async (path, status) => {
    const response = await maple.api(path);
    const answer = await response.json();
    expect([response.status, answer.error?.message]).toEqual([
      status,
      status === 200 ? undefined : expect.any(String),
    ]);
  });

  test('an unknown id is repeated, with how long spans are kept', async () => {
    const { error } = await (await maple.api('/traces/00f0')).json();
    expect(error).toMatchObject({ code: 'not_found', message: expect.stringContaining('00f0') });
    expect(error.hint).toMatch(/\d+ days/);
  });

  test('large queries are answered or refused', async () => {
    const texts = ['('.repeat(50_000), 'a '.repeat(50_001), 'k:v OR '.repeat(10_000), 'a'.repeat(100_000)];
    for (const query of texts) {
      const { status } = await post('/traces/search', { query });
      expect([200, 400, 422]).toContain(status);
    }
    expect((await post('/traces/search', { query: 'a'.repeat(2 ** 20) })).status).toBe(413);
    expect((await maple.api('/traces/search', { method: 'DELETE' })).status).toBe(405);
  });
});
