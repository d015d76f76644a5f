-- What traces and services are read from beside the spans. The placeholders are explained in 001_logs.sql, the figures are in
-- docs/decisions/0009-trace-layout.md. All views run inside the insert, over the block that is being inserted: their rows are
-- partial, so always sum, min and max.

-- Every predicate of the search language, in the forms of 006_log_search.sql.
ALTER TABLE {{both otel_traces}} {{on_cluster}}
    ADD COLUMN IF NOT EXISTS `SpanAttributeItems` Array(String)
        ALIAS CAST(CAST(SpanAttributes, 'Array(Tuple(String, String))'), 'Array(String)'),
    ADD COLUMN IF NOT EXISTS `ResourceAttributeItems` Array(String)
        ALIAS CAST(CAST(ResourceAttributes, 'Array(Tuple(String, String))'), 'Array(String)');

ALTER TABLE {{local otel_traces}} {{on_cluster}}
    ADD INDEX IF NOT EXISTS idx_attribute_items SpanAttributeItems TYPE text(tokenizer = 'array'),
    ADD INDEX IF NOT EXISTS idx_resource_items ResourceAttributeItems TYPE text(tokenizer = 'array'),
    ADD INDEX IF NOT EXISTS idx_attribute_keys mapKeys(SpanAttributes) TYPE text(tokenizer = 'array'),
    ADD INDEX IF NOT EXISTS idx_resource_keys mapKeys(ResourceAttributes) TYPE text(tokenizer = 'array'),
    ADD INDEX IF NOT EXISTS idx_event_names Events.Name TYPE text(tokenizer = 'array');

-- For the rows that are there already: one pass over the parts in the background. Until it is done they are searched without.
ALTER TABLE {{local otel_traces}} {{on_cluster}}
    MATERIALIZE INDEX idx_attribute_items,
    MATERIALIZE INDEX idx_resource_items,
    MATERIALIZE INDEX idx_attribute_keys,
    MATERIALIZE INDEX idx_resource_keys,
    MATERIALIZE INDEX idx_event_names
SETTINGS mutations_sync = 0;

-- A trace in one row (and one more for each further day): lists show it, and a trace id finds its time here. Small granules in
-- small compressed blocks, because a list looks up fifty ids anywhere in the table. End is the last end. Root is the least (0 for a span without parent and 1 for
-- others, start, service, name). IsPartial = 1: spans came before this table was there, and only Start and End
-- know of them. A trace that is not here may still have spans: a view's failure does not fail the insert.
CREATE TABLE IF NOT EXISTS {{local otel_trace_summaries}} {{on_cluster}}
(
    `TraceId` String CODEC(ZSTD(1)),
    `Day` Date CODEC(ZSTD(1)),
    `Start` SimpleAggregateFunction(min, DateTime64(9)) CODEC(Delta(8), ZSTD(1)),
    `End` SimpleAggregateFunction(max, DateTime64(9)) CODEC(Delta(8), ZSTD(1)),
    `Spans` SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    `Errors` SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    `Root` SimpleAggregateFunction(min, Tuple(UInt8, DateTime64(9), String, String)) CODEC(ZSTD(1)),
    `Services` SimpleAggregateFunction(sumMap, Map(String, UInt64)) CODEC(ZSTD(1)),
    `IsPartial` SimpleAggregateFunction(max, UInt8) CODEC(ZSTD(1))
)
ENGINE = {{engine AggregatingMergeTree}}
PARTITION BY Day
ORDER BY (TraceId, Day)
TTL Day + toIntervalDay({{expire_days}})
SETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1,
    index_granularity = 256, min_compress_block_size = 4096;

{{distributed otel_trace_summaries cityHash64(TraceId)}};

-- A negative duration arrives as one of centuries: it ends where it starts.
CREATE MATERIALIZED VIEW IF NOT EXISTS {{local otel_trace_summaries_mv}} {{on_cluster}}
TO {{local otel_trace_summaries}} AS
SELECT
    TraceId,
    toDate(Timestamp) AS Day,
    min(Timestamp) AS Start,
    max(Timestamp + toIntervalNanosecond(if(Duration < 4611686018427387904, Duration, 0))) AS End,
    count() AS Spans,
    countIf(StatusCode = 'Error') AS Errors,
    min((toUInt8(ParentSpanId != ''), Timestamp, toString(ServiceName), toString(SpanName))) AS Root,
    sumMap(map(toString(ServiceName), toUInt64(1))) AS Services
FROM {{local otel_traces}}
WHERE TraceId != ''
GROUP BY TraceId, Day;

-- The former lookup table becomes a view with the same columns, and its rows move. Run again, the statement copies nothing: what
-- is there by then is the view. The new view writes before the old one stops, so no insert falls between them.
DROP VIEW IF EXISTS {{local otel_traces_trace_id_ts_mv}} {{on_cluster}} SYNC;

INSERT INTO {{database}}.otel_trace_summaries (TraceId, Day, Start, End, Root, IsPartial)
SELECT TraceId, Day, min(Start), max(End) + 1, (2, toDateTime64(min(Start), 9), '', ''), 1
FROM {{database}}.otel_traces_trace_id_ts
WHERE (SELECT count() FROM system.tables WHERE concat('`', database, '`') = '{{database}}' AND name = 'otel_traces_trace_id_ts' AND engine = 'View') = 0
GROUP BY TraceId, Day
SETTINGS max_partitions_per_insert_block = 0;

CREATE OR REPLACE VIEW {{database}}.otel_traces_trace_id_ts {{on_cluster}} AS
SELECT TraceId, toDateTime(Start) AS Start, toDateTime(End) AS End, Day
FROM {{database}}.otel_trace_summaries;

DROP TABLE IF EXISTS {{database}}.otel_traces_trace_id_ts_local {{on_cluster}} SYNC;

-- The per-minute rollup tells environments apart. Rows from before have none.
ALTER TABLE {{local otel_traces_red_1m}} {{on_cluster}}
    ADD COLUMN IF NOT EXISTS `Environment` LowCardinality(String) CODEC(ZSTD(1)),
    MODIFY ORDER BY (ServiceName, Minute, SpanKind, SpanName, Environment);

ALTER TABLE {{both otel_traces_red_1m}} {{on_cluster}}
    ADD COLUMN IF NOT EXISTS `Environment` LowCardinality(String) CODEC(ZSTD(1));

ALTER TABLE {{local otel_traces_red_1m_mv}} {{on_cluster}} MODIFY QUERY
SELECT
    toStartOfMinute(Timestamp) AS Minute,
    ServiceName,
    SpanKind,
    SpanName,
    if(ResourceAttributes['deployment.environment.name'] != '', ResourceAttributes['deployment.environment.name'],
        ResourceAttributes['deployment.environment']) AS Environment,
    count() AS Count,
    countIf(StatusCode = 'Error') AS Errors,
    sum(Duration) AS DurationSum,
    max(Duration) AS DurationMax,
    quantilesTDigestState(0.5, 0.9, 0.95, 0.99)(Duration) AS DurationQuantiles
FROM {{local otel_traces}}
GROUP BY Minute, ServiceName, SpanKind, SpanName, Environment;

-- Who calls whom. A job counts a bucket of five minutes as a whole, again when spans came late, and writes all of it under a new
-- version; otel_service_edges_state says which version of a bucket holds, and how many spans were counted for it.
CREATE TABLE IF NOT EXISTS {{local otel_service_edges_5m}} {{on_cluster}}
(
    `Bucket` DateTime CODEC(Delta(4), ZSTD(1)),
    `Version` UInt64 CODEC(Delta(8), ZSTD(1)),
    `Environment` LowCardinality(String) CODEC(ZSTD(1)),
    `Source` String CODEC(ZSTD(1)),
    `SourceKind` LowCardinality(String) CODEC(ZSTD(1)),
    `Target` String CODEC(ZSTD(1)),
    `TargetKind` LowCardinality(String) CODEC(ZSTD(1)),
    `TargetSystem` LowCardinality(String) CODEC(ZSTD(1)),
    `Calls` UInt64 CODEC(ZSTD(1)),
    `Errors` UInt64 CODEC(ZSTD(1)),
    `Durations` AggregateFunction(quantilesTDigest(0.5, 0.95, 0.99), UInt64) CODEC(ZSTD(1)),
    -- Some addresses or destinations that the spans of the edge name: a search finds them by these.
    `Peers` Array(String) CODEC(ZSTD(1))
)
ENGINE = {{engine ReplacingMergeTree(Version)}}
PARTITION BY toDate(Bucket)
ORDER BY (Bucket, Environment, Source, SourceKind, Target, TargetKind, TargetSystem)
TTL toDate(Bucket) + toIntervalDay({{expire_days}})
SETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

{{distributed otel_service_edges_5m cityHash64(Bucket)}};

CREATE TABLE IF NOT EXISTS {{local otel_service_edges_state}} {{on_cluster}}
(
    `Bucket` DateTime CODEC(Delta(4), ZSTD(1)),
    `Version` UInt64 CODEC(ZSTD(1)),
    `Spans` UInt64 CODEC(ZSTD(1)),
    -- What was known of other buckets: by bucket, a hash of the parents, children and links there that mattered.
    `Links` Map(DateTime, UInt64) CODEC(ZSTD(1))
)
ENGINE = {{engine ReplacingMergeTree(Version)}}
PARTITION BY toDate(Bucket)
ORDER BY Bucket
TTL toDate(Bucket) + toIntervalDay({{expire_days}})
SETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

{{distributed otel_service_edges_state cityHash64(Bucket)}};

-- How many spans a bucket has, to see which were counted before all of theirs had come.
CREATE TABLE IF NOT EXISTS {{local otel_spans_5m}} {{on_cluster}}
(
    `Bucket` DateTime CODEC(Delta(4), ZSTD(1)),
    `Spans` SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1))
)
ENGINE = {{engine AggregatingMergeTree}}
PARTITION BY toDate(Bucket)
ORDER BY Bucket
TTL toDate(Bucket) + toIntervalDay({{expire_days}})
SETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

{{distributed otel_spans_5m rand()}};

CREATE MATERIALIZED VIEW IF NOT EXISTS {{local otel_spans_5m_mv}} {{on_cluster}}
TO {{local otel_spans_5m}} AS
SELECT toStartOfFiveMinutes(Timestamp) AS Bucket, count() AS Spans
FROM {{local otel_traces}}
GROUP BY Bucket;

-- Exceptions by what makes them the same: service, type, message without what differs from one to the next, and the innermost
-- frame that looks like the application's own, without line numbers, which move with every release.
CREATE TABLE IF NOT EXISTS {{local otel_errors_15m}} {{on_cluster}}
(
    `Bucket` DateTime CODEC(Delta(4), ZSTD(1)),
    `Service` LowCardinality(String) CODEC(ZSTD(1)),
    `Environment` LowCardinality(String) CODEC(ZSTD(1)),
    `Fingerprint` UInt64 CODEC(ZSTD(1)),
    `Type` SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
    `Message` SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
    `TopFrame` SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
    `Count` SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    `FirstSeen` SimpleAggregateFunction(min, DateTime64(9)) CODEC(ZSTD(1)),
    `LastSeen` SimpleAggregateFunction(max, DateTime64(9)) CODEC(ZSTD(1)),
    -- When, trace, span and message of the newest.
    `Example` SimpleAggregateFunction(max, Tuple(DateTime64(9), String, String, String)) CODEC(ZSTD(1))
)
ENGINE = {{engine AggregatingMergeTree}}
PARTITION BY toDate(Bucket)
ORDER BY (Service, Fingerprint, Bucket, Environment)
TTL toDate(Bucket) + toIntervalDay({{expire_days}})
SETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

{{distributed otel_errors_15m cityHash64(Service, Fingerprint)}};

-- Message: quoted texts, e-mail addresses, UUIDs, hexadecimal ids, words with several numbers in them and numbers become `?`.
-- Few and small expressions, because each is compiled anew for every insert.
-- Frames: `File "…"` of Python, where the innermost is the last; function and file of Go; `at …` of Java, Node and .NET.
CREATE MATERIALIZED VIEW IF NOT EXISTS {{local otel_errors_15m_mv}} {{on_cluster}}
TO {{local otel_errors_15m}} AS
SELECT
    toStartOfFifteenMinutes(Timestamp) AS Bucket,
    ServiceName AS Service,
    if(ResourceAttributes['deployment.environment.name'] != '', ResourceAttributes['deployment.environment.name'],
        ResourceAttributes['deployment.environment']) AS Environment,
    cityHash64(toString(ServiceName), Kind, Pattern, Frame) AS Fingerprint,
    any(Kind) AS Type,
    any(Pattern) AS Message,
    any(Frame) AS TopFrame,
    count() AS Count,
    min(Timestamp) AS FirstSeen,
    max(Timestamp) AS LastSeen,
    max((Timestamp, TraceId, SpanId, Text)) AS Example
FROM
(
    SELECT
        Timestamp,
        TraceId,
        SpanId,
        ServiceName,
        ResourceAttributes,
        leftUTF8(EventAttributes['exception.type'], 300) AS Kind,
        leftUTF8(EventAttributes['exception.message'], 1000) AS Text,
        leftUTF8(replaceRegexpAll(Text, '\\B\\x27[^\\x27\\n]*\\x27\\B|\\B"[^"\\n]*"\\B|`[^`\\n]*`|[\\w.+-]+@[\\w-]+\\.[\\w.-]+|\\b[0-9a-fA-F]+(?:-[0-9a-fA-F]+){4}\\b|\\b(?:0x)?[0-9a-fA-F]{8,}\\b|\\w*[0-9]+[A-Za-z_]+[0-9]\\w*|[0-9]+(?:[.,:][0-9]+)*', '?'), 300) AS Pattern,
        EventAttributes['exception.stacktrace'] AS Whole,
        arrayMap(x -> trimBoth(x, ' \t\r'),
            splitByChar('\n', if(length(Whole) > 65536, concat(substring(Whole, 1, 32768), substring(Whole, -32768)), Whole))) AS Lines,
        multiIf(
            position(Whole, 'File "') > 0,
            arrayReverse(arrayFilter(x -> startsWith(x, 'File "'), Lines)),
            position(Whole, '.go:') > 0,
            arrayFilter(x -> position(x, '.go:') > 0, arrayMap((x, before) -> concat(before, '\n ', x), Lines, arrayPopBack(arrayPushFront(Lines, '')))),
            arrayFilter(x -> startsWith(x, 'at '), Lines)
        ) AS Frames,
        arrayFirst(x -> NOT multiSearchAny(x, [
            '/site-packages/', '\\site-packages\\', '/lib/python', '/node_modules/', '\\node_modules\\', 'node:', '(internal/', '(native)', '<anonymous>',
            'Promise.all', '/go/src/', '/pkg/mod/', 'at java.', 'at javax.', 'at jakarta.', 'at jdk.', 'at sun.', 'at com.sun.', 'at kotlin.', 'at kotlinx.', 'at scala.',
            'at akka.', 'at groovy.', 'at reactor.', 'at io.netty.', 'at io.grpc.', 'at io.opentelemetry.', 'at org.apache.', 'at org.springframework.',
            'at org.hibernate.', 'at org.eclipse.', 'at org.jboss.', 'at com.zaxxer.', 'at com.google.', 'at com.fasterxml.', 'at System.', 'at Microsoft.',
            'at Npgsql.']), Frames) AS Own,
        leftUTF8(trimBoth(replaceRegexpAll(if(Own != '', Own, Frames[1]),
            '^at |^File |"|[:,]? ?\\bline \\d+|:\\d+| ?[+/]?0x[0-9a-f]+|\\([^()\\n]*\\)\\n', '')), 300) AS Frame
    FROM
    (
        SELECT Timestamp, TraceId, SpanId, ServiceName, ResourceAttributes, Events.Name AS Names, Events.Attributes AS Maps
        FROM {{local otel_traces}}
        WHERE has(Events.Name, 'exception')
    )
    ARRAY JOIN Names AS EventName, Maps AS EventAttributes
    WHERE EventName = 'exception'
)
GROUP BY Bucket, Service, Environment, Fingerprint;
