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
const URL_HOST = sql`domain(${firstOf('url.full', 'http.url')})`;
const PEER = firstNonEmpty([
  ...['peer.service', 'server.address', 'net.peer.name', 'http.host'].map(attribute),
  URL_HOST,
  ...['net.peer.ip', 'rpc.service'].map(attribute),
]);

/**
 * The columns of a span that the edges of the map are made of, by names of their own: `sends` and `receives` say what a
 * messaging span does, `queue` and `store` are names of nodes, empty where there is none.
 */
export const SPAN_COLUMNS: Fragment = join(
  [
    sql`TraceId AS trace, SpanId AS span, ParentSpanId AS parent, toString(ServiceName) AS service, toString(SpanKind) AS kind`,
    sql`${environmentOf()} AS env, toUInt8(StatusCode = 'Error') AS failed, if(Duration < ${LONGEST}, Duration, 0) AS took`,
    sql`lower(${DB_SYSTEM}) AS dbSystem, ${MESSAGING_SYSTEM} AS mqSystem, ${DESTINATION} AS destination, ${PEER} AS peer`,
    // Host without port, as a name: what is in brackets is an IPv6 address.
    sql`lower(if(startsWith(peer, '['), extract(peer, '^\\\\[([^\\\\]]*)'), replaceRegexpOne(peer, '^([^:]+):[0-9]+$', '\\\\1'))) AS host`,
    sql`lower(${firstOf('messaging.operation.type', 'messaging.operation')}) AS operation`,
    sql`if(mqSystem != '' OR (kind IN ('Producer', 'Consumer') AND destination != ''), arrayStringConcat(arrayFilter(x -> x != '', [mqSystem, destination]), '/'), '') AS queue`,
    sql`has(${param('Array(String)', CACHES)}, dbSystem) AS isCache`,
    sql`if(isCache, if(host != '', host, if(match(${DB_NAME}, '^[0-9]*$'), '', ${DB_NAME})), if(${DB_NAME} != '', ${DB_NAME}, host)) AS dbName`,
    sql`if(dbSystem = '', '', arrayStringConcat(arrayFilter(x -> x != '', [dbSystem, dbName]), '/')) AS store`,
    sql`kind IN ('Client', 'Consumer') AND queue != '' AND operation IN ('receive', 'poll', 'process', 'deliver') AS receives`,
    sql`kind IN ('Client', 'Producer') AND queue != '' AND NOT receives AS sends`,
    // Spans around a message that are not its sending: the span of that is there too.
    sql`operation IN ('create', 'settle', 'ack', 'nack') AS isAside`,
    sql`toUInt8(ParentSpanId = '' AND ResourceAttributes['telemetry.sdk.language'] = 'webjs') AS isPage`,
  ],
  ', ',
);

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
