// What a span says about the other side of its call: by today's and by former names of the conventions.
import { type Fragment, join, nanos, param, raw, sql, str } from '#app/lib/sql/sql.ts';

/** Kinds of spans that calls are made of. */
export const CALLS = raw(`('Server', 'Consumer', 'Client', 'Producer')`);
const CACHES = ['redis', 'memcached', 'valkey', 'keydb', 'dragonfly'];
/** A centuries-long duration is a negative one, which wrapped. */
const LONGEST = raw('4611686018427387904');

const DB_SYSTEM = firstOf('db.system.name', 'db.system');
const DB_NAME = firstOf('db.namespace', 'db.name');
const MESSAGING_SYSTEM = sql`SpanAttributes['messaging.system']`;
const DESTINATION = firstOf(
  'messaging.destination.template',
  'messaging.destination.name',
  'messaging.destination',
);
const URL_HOST = sql`extract(${firstOf('url.full', 'http.url')}, '://(?:[^/?#]*@)?(\\[[^\\]]*\\]|[^/:?#]*)')`;
const PEER = firstNonEmpty([
  ...['peer.service', 'server.address', 'net.peer.name', 'http.host'].map(attribute),
  URL_HOST,
  ...['net.peer.ip', 'rpc.service'].map(attribute),
]);

/**
 * Spans with the columns that the edges of the map are made of, by names of their own: `sends` and `receives` say what a
 * messaging span does, `queue` and `store` are names of nodes, empty where there is none. Steps are queries of their own,
 * or the engine would write out each of them wherever it is used, and take a second to read that.
 */
export function spanRows(table: Fragment, where: Fragment): Fragment {
  const read = sql`SELECT toStartOfFiveMinutes(Timestamp) AS bucket, TraceId AS trace, SpanId AS span, ParentSpanId AS parent, toString(ServiceName) AS service,
      toString(SpanKind) AS kind, ${environmentOf()} AS env, toUInt8(StatusCode = 'Error') AS failed,
      if(Duration < ${LONGEST}, Duration, 0) AS took, lower(${DB_SYSTEM}) AS dbSystem, ${DB_NAME} AS dbNamed,
      ${MESSAGING_SYSTEM} AS mqSystem, ${DESTINATION} AS destination, ${PEER} AS peer,
      lower(${firstOf('messaging.operation.type', 'messaging.operation')}) AS operation,
      toUInt8(ParentSpanId = '' AND ResourceAttributes['telemetry.sdk.language'] = 'webjs') AS isPage
    FROM ${table} WHERE ${where}`;
  // The host without its port, as a name: what is in brackets is an IPv6 address.
  const named = sql`SELECT *,
      lower(if(startsWith(peer, '['), extract(peer, '^\\[([^\\]]*)'), replaceRegexpOne(peer, '^([^:]+):[0-9]+$', '\\1'))) AS host,
      if(mqSystem != '' OR (kind IN ('Producer', 'Consumer') AND destination != ''), arrayStringConcat(arrayFilter(x -> x != '', [mqSystem, destination]), '/'), '') AS queue,
      has(${param('Array(String)', CACHES)}, dbSystem) AS isCache
    FROM (${read})`;
  // Spans around a message that are not its sending are aside: the span of that is there too.
  const placed = sql`SELECT *,
      if(isCache, if(host != '', host, if(match(dbNamed, '^[0-9]*$'), '', dbNamed)), if(dbNamed != '', dbNamed, host)) AS dbName,
      kind IN ('Client', 'Consumer') AND queue != '' AND operation IN ('receive', 'poll', 'process', 'deliver') AS receives,
      operation IN ('create', 'settle', 'ack', 'nack') AS isAside
    FROM (${named})`;
  return sql`SELECT *,
      if(dbSystem = '', '', arrayStringConcat(arrayFilter(x -> x != '', [dbSystem, dbName]), '/')) AS store,
      kind IN ('Client', 'Producer') AND queue != '' AND NOT receives AS sends
    FROM (${placed})`;
}

/** Of the span's resource. */
export function environmentOf(): Fragment {
  return firstNonEmpty([
    sql`ResourceAttributes['deployment.environment.name']`,
    sql`ResourceAttributes['deployment.environment']`,
  ]);
}

/** Whether a span began in one of these buckets of five minutes (seconds since the epoch). */
export function inBuckets(buckets: readonly number[]): Fragment {
  const times = buckets.map((bucket) => sql`toDateTime(${param('UInt32', bucket)})`);
  const [least, most] = [Math.min(...buckets), Math.max(...buckets) + 300].map(
    (seconds) => BigInt(seconds) * 1_000_000_000n,
  ) as [bigint, bigint];
  // The bounds, too: the partition is by them.
  return sql`toStartOfFiveMinutes(Timestamp) IN (${join(times, ', ')}) AND Timestamp >= ${nanos(least)} AND Timestamp < ${nanos(most)}`;
}

function attribute(key: string): Fragment {
  return sql`SpanAttributes[${str(key)}]`;
}

function firstOf(...keys: readonly string[]): Fragment {
  return firstNonEmpty(keys.map(attribute));
}

function firstNonEmpty(values: readonly Fragment[]): Fragment {
  return sql`coalesce(${join(
    values.map((value) => sql`nullIf(${value}, '')`),
    ', ',
  )}, '')`;
}
