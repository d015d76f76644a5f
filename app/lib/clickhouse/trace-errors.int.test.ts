// What makes two exceptions the same: the message without what differs, and the innermost frame of the application's own.
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestEngine } from '#app/lib/engine/testing.ts';
import { raw, sql, str } from '#app/lib/sql/sql.ts';
import { type ClickHouse, createClickHouse } from './client.server.ts';
import { migrate } from './migrate.server.ts';

let engine: { url: string; stop(): Promise<void> };
let clickhouse: ClickHouse;

beforeAll(async () => {
  engine = await startTestEngine();
  clickhouse = createClickHouse({ url: engine.url, user: 'default', password: '' });
  await migrate({
    clickhouse,
    database: 'otel',
    cluster: undefined,
    retentionDays: 3650,
    directory: 'clickhouse/migrations',
    log: pino({ level: 'silent' }),
  });
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

async function rowsOf<Row>(text: string): Promise<Row[]> {
  return (await clickhouse.query<Row>(raw(text), { database: 'otel' })).rows;
}

async function insert(service: string, message: string, stack: string): Promise<void> {
  await clickhouse.command(
    sql`INSERT INTO otel.otel_traces (Timestamp, ServiceName, Events.Timestamp, Events.Name, Events.Attributes)
      SELECT now64(9), ${str(service)}, [now64(9)], ['exception'],
        [map('exception.type', 'E', 'exception.message', ${str(message)}, 'exception.stacktrace', ${str(stack)})]`,
  );
}

let services = 0;
/** What is stored of one exception of a service of its own. */
async function fingerprint(message: string, stack: string): Promise<{ message: string; frame: string }> {
  services += 1;
  const service = `error-${services}`;
  await insert(service, message, stack);
  const rows = await rowsOf<{ message: string; frame: string }>(
    `SELECT Message AS message, TopFrame AS frame FROM otel_errors_15m WHERE Service = '${service}'`,
  );
  expect(rows).toHaveLength(1);
  return rows[0] as { message: string; frame: string };
}

test.each([
  ['order 42 not found', 'order ? not found'],
  ['took 1.25 s, limit -3', 'took ? s, limit -?'],
  ['connect ECONNREFUSED 10.0.3.17:5432', 'connect ECONNREFUSED ?'],
  ['user 3f2a51c8-9d7e-4b6a-8f00-1234567890ab is gone', 'user ? is gone'],
  ['user abcdefab-abcd-abcd-abcd-abcdefabcdef is gone', 'user ? is gone'],
  ['span 4bf92f3577b34da6 at 0xC000123ABC', 'span ? at ?'],
  ['commit deadbeef', 'commit ?'],
  [
    `Cannot read properties of undefined (reading 'total')`,
    'Cannot read properties of undefined (reading ?)',
  ],
  ['no "order-7" in `orders`', 'no ? in ?'],
  ["can't open, won't retry", "can't open, won't retry"],
  ['mail to jane.doe+x@shop.example.com failed', 'mail to ? failed'],
  ['charge ch_3Ks8dP2eZv declined', 'charge ? declined'],
  ['', ''],
  ['Ungültige Größe: 12', 'Ungültige Größe: ?'],
  ['bad face, dead cafe', 'bad face, dead cafe'],
])('the message %j is kept as %j', async (message, expected) => {
  expect((await fingerprint(message, '')).message).toBe(expected);
});

test.each([
  [
    'Java',
    'java.lang.IllegalStateException: x\r\n\tat java.base/java.util.Optional.get(Optional.java:143)\r\n\tat org.springframework.web.Servlet.run(Servlet.java:1)\r\n\tat com.shop.Orders.load(Orders.java:42)\r\n\tat com.shop.Main.main(Main.java:7)',
    'com.shop.Orders.load(Orders.java)',
  ],
  [
    'Java, with a cause',
    'com.shop.Failed: x\n\tat com.shop.Cart.add(Cart.java:9)\n\t... 3 more\nCaused by: java.io.IOException: y\n\tat com.shop.Net.send(Net.java:3)',
    'com.shop.Cart.add(Cart.java)',
  ],
  [
    'Java, nothing of its own',
    'java.lang.Error\n\tat java.util.List.of(List.java:4)\n\tat java.util.List.on(List.java:5)',
    'java.util.List.of(List.java)',
  ],
  [
    'Python',
    'Traceback (most recent call last):\n  File "/app/web.py", line 3, in handle\n    run()\n  File "/app/cart.py", line 42, in add\n    check()\n  File "/usr/lib/python3.13/site-packages/pydantic/main.py", line 7, in validate\n    raise ValueError()\nValueError: x',
    '/app/cart.py, in add',
  ],
  [
    'Node',
    'TypeError: x\n    at Object.onceWrapper (node:events:622:26)\n    at Client.query (/app/node_modules/pg/lib/client.js:12:9)\n    at async Cart.add (file:///app/src/cart.js:120:15)\n    at /app/src/main.js:3:1',
    'async Cart.add (file:///app/src/cart.js)',
  ],
  ['Node, without a function', 'Error: x\n    at /app/src/main.js:3:1', '/app/src/main.js'],
  [
    'Go',
    'goroutine 18 [running]:\nruntime/debug.Stack()\n\t/usr/local/go/src/runtime/debug/stack.go:26 +0x5e\ngo.opentelemetry.io/otel/sdk/trace.(*recordingSpan).RecordError(0xc0001)\n\t/root/go/pkg/mod/go.opentelemetry.io/otel/sdk@v1.30.0/trace/span.go:521 +0x2a\nmain.(*Server).checkout(0xc000123abc, {0x1, 0x2})\n\t/app/checkout.go:88 +0x1d\nmain.main()\n\t/app/main.go:12 +0x3f',
    'main.(*Server).checkout /app/checkout.go',
  ],
  [
    '.NET',
    'System.InvalidOperationException: x\n   at System.Linq.ThrowHelper.ThrowNoElements()\n   at Shop.Cart.Add(Int32 id) in /src/Cart.cs:line 42',
    'Shop.Cart.Add(Int32 id) in /src/Cart.cs',
  ],
  ['none', 'something else entirely', ''],
])('the top frame: %s', async (_, stack, expected) => {
  expect((await fingerprint('x', stack)).frame).toBe(expected);
});

test('a release that moves lines does not make another error', async () => {
  for (const line of [3, 14]) await insert('moved', `line ${line}`, `E\n at f (/app/a.js:${line}:1)`);
  expect(
    await rowsOf(
      `SELECT sum(Count) AS n, uniqExact(Fingerprint) AS groups FROM otel_errors_15m WHERE Service = 'moved'`,
    ),
  ).toEqual([{ n: '2', groups: '1' }]);
});

test('a stack trace of ten megabytes costs no more than its ends', async () => {
  await clickhouse.command(
    raw(`INSERT INTO otel.otel_traces (Timestamp, ServiceName, Events.Timestamp, Events.Name, Events.Attributes)
      SELECT now64(9), 'huge', [now64(9)], ['exception'], [map('exception.type', 'E', 'exception.message', repeat('order 42 ', 1000000),
        'exception.stacktrace', concat('Error: x\\n    at load (/app/a.js:1:2)\\n', repeat('    at other (/app/b.js:3:4)\\n', 330000)))]`),
  );
  expect(
    await rowsOf(
      `SELECT TopFrame AS frame, lengthUTF8(Message) AS length FROM otel_errors_15m WHERE Service = 'huge'`,
    ),
  ).toEqual([{ frame: 'load (/app/a.js)', length: '300' }]);
});
