// The configuration files for ClickHouse servers: well-formed, complete for 2 x 2, and closed against growing system logs.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = 'clickhouse/cluster';
const FILES = ['config.d', 'users.d', 'keeper'].flatMap((folder) =>
  readdirSync(join(ROOT, folder)).map((name) => join(folder, name)),
);

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

interface Element {
  readonly name: string;
  readonly attributes: string;
  readonly children: Element[];
  text: string;
}

/** Reads the part of XML that these files use; throws on whatever is not well-formed in it. */
function parse(xml: string): Element {
  const body = xml.replace(/<!--(?:(?!--)[\s\S])*-->/g, '');
  const root: Element = { name: '', attributes: '', children: [], text: '' };
  const open = [root];
  const token =
    /<(\/?)([a-zA-Z_][\w.-]*)((?:\s+[\w-]+="[^"<&]*")*)\s*(\/?)>|([^<&]|&(?:lt|gt|amp|quot|apos);)+|[\s\S]/g;
  for (const [whole, closing, name, attributes = '', empty] of body.matchAll(token)) {
    const parent = open.at(-1) as Element;
    if (name === undefined) {
      if (/^[<&]/.test(whole)) throw new Error(`Not well-formed at ${JSON.stringify(whole)}`);
      if (parent === root && whole.trim() !== '') throw new Error(`Text outside the root: ${whole}`);
      parent.text += whole;
    } else if (closing === '/') {
      if (parent.name !== name) throw new Error(`</${name}> closes <${parent.name}>`);
      open.pop();
    } else {
      const element: Element = { name, attributes, children: [], text: '' };
      parent.children.push(element);
      if (empty !== '/') open.push(element);
    }
  }
  if (open.length > 1) throw new Error(`<${open.at(-1)?.name}> has no end`);
  if (root.children.length !== 1) throw new Error('There is not one root');
  return root.children[0] as Element;
}

function all(element: Element, name: string): Element[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
}

test.each(FILES)('%s is well-formed', (file) => expect(parse(read(file)).name).toBe('clickhouse'));

test.each([
  '<a><b></a></b>',
  '<a>',
  '<a/><b/>',
  '<a b=c/>',
  '<a>1 & 2</a>',
  '<a>1 < 2</a>',
  '<!-- a -- b --><a/>',
])('%s is not', (xml) => expect(() => parse(xml)).toThrow());

test('every system log is removed or expires', () => {
  const logs = parse(read('config.d/system-logs.xml')).children.filter(({ name }) => name !== 'logger');
  expect(logs.length).toBeGreaterThan(20);
  for (const log of logs.filter(({ attributes }) => !attributes.includes('remove="1"')))
    expect(all(log, 'engine')[0]?.text, log.name).toMatch(/ TTL event_date \+ INTERVAL \d+ DAY DELETE/);
  const names = logs.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['query_log', 'trace_log', 'text_log', 'metric_log', 'part_log']),
  );
});

describe('the cluster', () => {
  const cluster = parse(read('config.d/cluster.xml'));

  test('has two shards of two replicas that replicate by themselves', () => {
    const shards = all(cluster, 'remote_servers').flatMap((servers) => all(servers, 'shard'));
    expect(shards.map((shard) => all(shard, 'host').map(({ text }) => text))).toEqual([
      ['clickhouse-1-1', 'clickhouse-1-2'],
      ['clickhouse-2-1', 'clickhouse-2-2'],
    ]);
    expect(shards.map((shard) => all(shard, 'internal_replication')[0]?.text)).toEqual(['true', 'true']);
  });

  test('knows the Keepers there are', () => {
    const keepers = all(parse(read('keeper/keeper.xml')), 'hostname').map(({ text }) => text);
    expect(keepers).toHaveLength(3);
    expect(
      all(cluster, 'zookeeper')
        .flatMap((element) => all(element, 'host'))
        .map(({ text }) => text),
    ).toEqual(keepers);
  });

  test('holds no secret: all come from the environment', () => {
    for (const file of FILES)
      for (const name of ['password', 'password_sha256_hex', 'secret'])
        for (const element of all(parse(read(file)), name)) {
          expect(element.text).toBe('');
          expect(element.attributes).toContain('from_env=');
        }
  });
});

test("Maple's user reaches its own databases only, and no files or addresses", () => {
  const grants = all(parse(read('users.d/maple.xml')), 'query').map(({ text }) => text);
  for (const grant of grants) {
    expect(grant).not.toMatch(/\b(ALL|FILE|URL|S3|ACCESS MANAGEMENT|SOURCES)\b/);
    // It makes users that read its databases, and hands on nothing else.
    if (/\bUSER\b/.test(grant)) expect(grant).toMatch(/ ON otel\*$/);
    if (grant.includes('GRANT OPTION'))
      expect(grant).toMatch(
        /^GRANT SELECT(?:, SHOW TABLES, SHOW COLUMNS ON otel\*\.\*| ON system\.data_skipping_indices) WITH/,
      );
    if (/\b(INSERT|DROP|ALTER)\b(?! USER)/.test(grant)) expect(grant).toMatch(/ ON otel\*\.\*$/);
  }
});
