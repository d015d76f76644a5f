// The statements of the counting job: which buckets of five minutes to count, and the edges of one of them from its spans.
import { type Fragment, ident, join, param, raw, sql } from '#app/lib/sql/sql.ts';
import { CALLS, inBuckets, spanRows } from './services-spans.ts';

/** One bucket; times are seconds since the epoch. */
export interface EdgeBucket {
  readonly database: string;
  readonly bucket: number;
}

/** A row of `bucketsQuery`. 64-bit integers are text. */
export interface BucketRow {
  /** Seconds since the epoch. */
  readonly bucket: number;
  readonly spans: string;
  /** As of the version that holds; 0 when it was never counted. */
  readonly counted: string;
  readonly version: string;
  /** The newest version that has edges; greater than `version` when a count was broken off. */
  readonly written: string;
}

/** Every bucket with spans, in order; only of a range (seconds since the epoch) when it is given. */
export function bucketsQuery(
  database: string,
  range?: { readonly from: number; readonly to: number },
): Fragment {
  const during =
    range === undefined
      ? sql`1`
      : sql`Bucket >= toDateTime(${param('UInt32', range.from)}) AND Bucket < toDateTime(${param('UInt32', range.to)})`;
  const none = raw('(toUInt64(0), toUInt64(0))');
  return sql`SELECT bucket, toString(sum(s)) AS spans, toString(max(v).2) AS counted, toString(max(v).1) AS version, toString(max(w)) AS written
  FROM (
    SELECT toUnixTimestamp(Bucket) AS bucket, Spans AS s, ${none} AS v, toUInt64(0) AS w
    FROM ${ident(database, 'otel_spans_5m')} WHERE ${during}
    UNION ALL
    SELECT toUnixTimestamp(Bucket) AS bucket, toUInt64(0) AS s, (Version, Spans) AS v, toUInt64(0) AS w
    FROM ${states(database)} WHERE ${during}
    UNION ALL
    SELECT toUnixTimestamp(Bucket) AS bucket, toUInt64(0) AS s, ${none} AS v, max(Version) AS w
    FROM ${edges(database)} WHERE ${during} GROUP BY Bucket
  )
  GROUP BY bucket
  HAVING sum(s) > 0
  ORDER BY bucket`;
}

/** A row of `linksQuery`: what a bucket's count knew of others, `[bucket, hash]`. 64-bit integers are text. */
export interface LinksRow {
  readonly bucket: number;
  readonly links: readonly (readonly [number, string])[];
}

/** What the counts of these buckets knew of other buckets. */
export function linksQuery(database: string, buckets: readonly number[]): Fragment {
  return sql`SELECT toUnixTimestamp(Bucket) AS bucket,
    arrayMap(x -> (toUnixTimestamp(x.1), toString(x.2)), CAST(argMax(Links, Version), 'Array(Tuple(DateTime, UInt64))')) AS links
  FROM ${states(database)}
  WHERE has(${param('Array(UInt32)', buckets)}, toUnixTimestamp(Bucket))
  GROUP BY Bucket`;
}

/** A row of `factsQuery`. 64-bit integers are text. */
export interface FactsRow {
  readonly spans: string;
  /** Consumers with links. */
  readonly linked: string;
}

/** How many spans a bucket really has. */
export function factsQuery({ database, bucket }: EdgeBucket): Fragment {
  return sql`SELECT toString(count()) AS spans, toString(countIf(SpanKind = 'Consumer' AND notEmpty(Links.SpanId))) AS linked
  FROM ${spans(database)} WHERE ${inBuckets([bucket])}`;
}

/** A row of `neighboursQuery`. 64-bit integers are text. */
export interface NeighbourRow {
  /** Seconds since the epoch. */
  readonly bucket: number;
  /** `1`: what this bucket's count depends on over there; `2`: what the count over there depends on here. */
  readonly side: number;
  readonly hash: string;
}

/**
 * What other buckets have to do with this one: parents, children and links across. A count of a bucket depends on the
 * parents of its calls, on the children of its Client spans, and on what its Consumers link to. Both sides hash the same
 * spans, so that a hash that differs from the one a bucket was counted with tells that something has come since.
 */
export function neighboursQuery({ database, bucket }: EdgeBucket, others: readonly number[]): Fragment {
  const here = inBuckets([bucket]);
  const from = (columns: string, where: string) =>
    sql`(SELECT ${raw(columns)} FROM ${spans(database)} WHERE ${here} AND ${raw(where)})`;
  const ids = from('TraceId, SpanId', '1');
  const clients = from('TraceId, SpanId', `SpanKind = 'Client'`);
  const servers = from('TraceId, ParentSpanId', `SpanKind IN ('Server', 'Consumer')`);
  const callers = from('TraceId, ParentSpanId', `SpanKind IN ('Client', 'Producer')`);
  const linked = sql`(SELECT pair.1, pair.2 FROM ${spans(database)} ARRAY JOIN arrayZip(Links.TraceId, Links.SpanId) AS pair
    WHERE ${here} AND SpanKind = 'Consumer')`;
  const self = raw('(TraceId, SpanId)');
  const parent = raw('(TraceId, ParentSpanId)');
  const item = (side: 1 | 2, condition: Fragment, hashed: string) =>
    sql`(if(${condition}, ${raw(String(side))}, 0), cityHash64(${raw(hashed)}))`;
  const items = [
    item(1, sql`isForServer OR isForCaller`, `'r', TraceId, SpanId`),
    item(1, sql`isCall AND ${parent} GLOBAL IN ${clients}`, `'k', TraceId, ParentSpanId, isServer`),
    item(1, sql`${self} GLOBAL IN ${linked}`, `'l', TraceId, SpanId`),
    item(2, sql`isCall AND ${parent} GLOBAL IN ${ids}`, `'r', TraceId, ParentSpanId`),
    item(2, sql`isForServer AND SpanKind = 'Client'`, `'k', TraceId, SpanId, true`),
    item(2, sql`isForCaller AND SpanKind = 'Client'`, `'k', TraceId, SpanId, false`),
  ];
  const there = inBuckets(others);
  const at = raw('toUnixTimestamp(toStartOfFiveMinutes(Timestamp)) AS at');
  return sql`SELECT at AS bucket, item.1 AS side, toString(groupBitXor(item.2)) AS hash
  FROM (
    SELECT DISTINCT at, item
    FROM (
      SELECT ${at}, SpanKind IN ${CALLS} AS isCall, SpanKind IN ('Server', 'Consumer') AS isServer,
        ${self} GLOBAL IN ${servers} AS isForServer, ${self} GLOBAL IN ${callers} AS isForCaller,
        arrayJoin(arrayFilter(x -> x.1 != 0, [${join(items, ', ')}])) AS item
      FROM ${spans(database)}
      WHERE ${there} AND TraceId GLOBAL IN (
        SELECT TraceId FROM ${spans(database)} WHERE ${here}
        UNION ALL
        SELECT arrayJoin(Links.TraceId) FROM ${spans(database)} WHERE ${here} AND SpanKind = 'Consumer')
      UNION ALL
      SELECT ${at}, true, true, false, false, (2, cityHash64('l', pair.1, pair.2)) AS item
      FROM ${spans(database)} ARRAY JOIN arrayZip(Links.TraceId, Links.SpanId) AS pair
      WHERE ${there} AND SpanKind = 'Consumer' AND pair GLOBAL IN ${ids}
    )
  )
  GROUP BY at, side`;
}

/** What an edge count is made from. */
export interface EdgeCount {
  readonly database: string;
  /** Seconds since the epoch. */
  readonly buckets: readonly number[];
  /** Other buckets that hold parents, children or linked spans. */
  readonly others: readonly number[];
  /** Whether a Consumer has links. */
  readonly hasLinks: boolean;
  readonly version: bigint;
}

const NO_EDGES = raw(
  `CAST([], 'Array(Tuple(String, String, String, String, String, UInt8, UInt64, String))')`,
);
/** Source and kind, target and kind, system, failed, nanoseconds, what the span calls the other side. */
const toStore = raw(
  `[(service, 'service', store, if(isCache, 'cache', 'database'), dbSystem, failed, took, if(dbName = host, peer, ''))]`,
);
const toQueue = raw(`[(service, 'service', queue, 'queue', mqSystem, failed, took, destination)]`);
const toHost = raw(`[(service, 'service', host, 'external', '', failed, took, peer)]`);
const fromQueue = raw(`[(queue, 'queue', service, 'service', mqSystem, failed, took, destination)]`);
const fromUser = raw(`[('user', 'user', service, 'service', '', failed, took, '')]`);
/** As the caller saw it, where it was a call that waited. */
const fromParent = raw(
  `[(p_service, 'service', service, 'service', '', if(p_kind = 'Client', p_failed, failed), if(p_kind = 'Client', p_took, took), if(p_kind = 'Client', p_peer, ''))]`,
);

/**
 * The edges of a span:
 * - Server: from its parent in another service; from the user when it has no parent.
 * - Consumer: from the queue that its parent, or else what it links to, sent to, or else that it names itself; without any
 *   queue as a Server. Not when the message came to it inside of the service.
 * - Producer, and Client that sends: to the queue. Without one there is no edge: the Consumer's parent is all that is known.
 * - Client: to the store or host it names, unless another service answered (then that one's Server span has the edge) or
 *   another Client span of its service inside of it made the call, or had it made.
 */
const EDGES = sql`arrayConcat(multiIf(
    kind = 'Server', multiIf(p_span != '' AND p_service != service, ${fromParent}, parent = '', ${fromUser}, ${NO_EDGES}),
    kind = 'Consumer', multiIf(
      p_service = service AND (p_kind = 'Consumer' OR p_receives), ${NO_EDGES},
      p_sends, [(p_queue, 'queue', service, 'service', p_mqSystem, failed, took, destination)],
      notEmpty(linked), arrayMap(x -> (x.1, 'queue', service, 'service', x.2, failed, took, destination), linked),
      queue != '', ${fromQueue},
      p_span != '' AND p_service != service, ${fromParent}, ${NO_EDGES}),
    kind NOT IN ('Client', 'Producer') OR isAside, ${NO_EDGES},
    receives, ${fromQueue},
    sends, if(isInner AND p_sends, ${NO_EDGES}, ${toQueue}),
    kind = 'Producer' OR isAnswered, ${NO_EDGES},
    store != '', if(isInner AND p_store != '', ${NO_EDGES}, ${toStore}),
    has(callers, service) OR (isInner AND (p_store != '' OR p_sends)), ${NO_EDGES},
    host != '', ${toHost}, ${NO_EDGES}),
  if(isPage AND kind != 'Server', ${fromUser}, ${NO_EDGES}))`;

/** Counts the calls of buckets and writes their edges under a version. A span that was stored twice counts once. */
export function countEdgesStatement({ database, buckets, others, hasLinks, version }: EdgeCount): Fragment {
  const here = inBuckets(buckets);
  const around = inBuckets([...new Set([...buckets, ...others])]);
  const linksOf = sql`SELECT TraceId, SpanId, pair FROM ${spans(database)} ARRAY JOIN arrayZip(Links.TraceId, Links.SpanId) AS pair
    WHERE ${here} AND SpanKind = 'Consumer'`;
  const known = (asked: Fragment) => sql`SELECT trace, span, argMin(
      (service, kind, failed, took, peer, queue, mqSystem, store, receives, sends), (service, kind)) AS p
    FROM (${spanRows(spans(database), sql`${around} AND (TraceId, SpanId) GLOBAL IN (${asked})`)})
    GROUP BY trace, span`;
  const columns = [
    'service',
    'kind',
    'failed',
    'took',
    'peer',
    'queue',
    'mqSystem',
    'store',
    'receives',
    'sends',
  ];
  const named = columns.map((name, index) => `p.${index + 1} AS p_${name}`).join(', ');
  const parents = known(
    sql`SELECT TraceId, ParentSpanId FROM ${spans(database)} WHERE ${here} AND SpanKind IN ${CALLS} AND ParentSpanId != ''`,
  );
  const links = hasLinks
    ? sql`LEFT JOIN (
        SELECT trace, span, arraySort(groupUniqArray((sent.6, sent.7))) AS linked
        FROM (SELECT TraceId AS trace, SpanId AS span, pair.1 AS toTrace, pair.2 AS toSpan FROM (${linksOf})) AS own
        INNER JOIN (SELECT trace AS toTrace, span AS toSpan, p AS sent FROM (${known(sql`SELECT pair.1, pair.2 FROM (${linksOf})`)})) AS other USING (toTrace, toSpan)
        WHERE sent.10
        GROUP BY trace, span
      ) AS l ON a.trace = l.trace AND a.span = l.span`
    : raw('');
  const linked = hasLinks ? raw('l.linked') : raw(`CAST([], 'Array(Tuple(String, String))')`);
  return sql`INSERT INTO ${edges(database)}
    (Bucket, Version, Environment, Source, SourceKind, Target, TargetKind, TargetSystem, Calls, Errors, Durations, Peers)
  SELECT bucket, ${param('UInt64', version)}, env, edge.1, edge.2, edge.3, edge.4, edge.5,
    count(), sum(edge.6), quantilesTDigestState(0.5, 0.95, 0.99)(edge.7), groupUniqArrayIf(20)(edge.8, edge.8 != '')
  FROM (
    SELECT bucket, env, arrayJoin(${EDGES}) AS edge
    FROM (
      SELECT a.*, ${linked} AS linked, k.isAnswered AS isAnswered, k.callers AS callers, p.*,
        p_span != '' AND p_service = service AND p_kind IN ('Client', 'Producer') AS isInner
      FROM (
        SELECT * FROM (${spanRows(spans(database), sql`${here} AND (SpanKind IN ${CALLS} OR ParentSpanId = '')`)})
        WHERE kind IN ${CALLS} OR isPage
        LIMIT 1 BY bucket, trace, span, service, kind
      ) AS a
      LEFT JOIN (SELECT trace AS p_trace, span AS p_span, ${raw(named)} FROM (${parents})) AS p ON a.trace = p.p_trace AND a.parent = p.p_span
      LEFT JOIN (
        SELECT TraceId AS trace, ParentSpanId AS span, max(SpanKind IN ('Server', 'Consumer')) AS isAnswered,
          groupUniqArrayIf(toString(ServiceName), SpanKind IN ('Client', 'Producer')) AS callers
        FROM ${spans(database)}
        WHERE ${around} AND SpanKind IN ${CALLS} AND (TraceId, ParentSpanId) GLOBAL IN (
          SELECT TraceId, SpanId FROM ${spans(database)} WHERE ${here} AND SpanKind = 'Client')
        GROUP BY trace, span
      ) AS k ON a.trace = k.trace AND a.span = k.span
      ${links}
    )
  )
  GROUP BY bucket, env, edge.1, edge.2, edge.3, edge.4, edge.5`;
}

/** Makes a version the one that holds. `links`: what its count knew of other buckets. */
export function commitStatement(
  { database, bucket }: EdgeBucket,
  { version, spans: counted, links }: { version: bigint; spans: bigint; links: ReadonlyMap<number, bigint> },
): Fragment {
  return sql`INSERT INTO ${states(database)} (Bucket, Version, Spans, Links)
  SELECT toDateTime(${param('UInt32', bucket)}), ${param('UInt64', version)}, ${param('UInt64', counted)},
    mapFromArrays(arrayMap(x -> toDateTime(x), ${param('Array(UInt32)', [...links.keys()])}), ${param('Array(UInt64)', [...links.values()])})`;
}

function spans(database: string): Fragment {
  return ident(database, 'otel_traces');
}

function edges(database: string): Fragment {
  return ident(database, 'otel_service_edges_5m');
}

function states(database: string): Fragment {
  return ident(database, 'otel_service_edges_state');
}
