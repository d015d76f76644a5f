-- What the service screens, the strip of rates and the map read of a day and more. The placeholders are explained in 001_logs.sql, the
-- figures are in docs/decisions/0013-long-ranges.md.

-- Quarters of an hour summed up further, in two ways, because one view costs an insert less than two. Scope 'service': a service's whole
-- hour (of UTC), over its operations. Scope 'all': the quarter of an hour of all services and environments. Kinds lie apart, because
-- requests are those of two of them.
CREATE TABLE IF NOT EXISTS {{local otel_traces_red_sums}} {{on_cluster}}
(
    `Scope` LowCardinality(String) CODEC(ZSTD(1)),
    `Bucket` DateTime CODEC(Delta(4), ZSTD(1)),
    `ServiceName` LowCardinality(String) CODEC(ZSTD(1)),
    `SpanKind` LowCardinality(String) CODEC(ZSTD(1)),
    `Environment` LowCardinality(String) CODEC(ZSTD(1)),
    `LastMinute` SimpleAggregateFunction(max, DateTime) CODEC(Delta(4), ZSTD(1)),
    `Count` SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    `Errors` SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    `DurationSum` SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    `DurationQuantiles` AggregateFunction(quantilesTDigest(0.5, 0.9, 0.95, 0.99), UInt64) CODEC(ZSTD(1))
)
ENGINE = {{engine AggregatingMergeTree}}
PARTITION BY toDate(Bucket)
ORDER BY (Scope, SpanKind, ServiceName, Bucket, Environment)
TTL toDate(Bucket) + toIntervalDay({{expire_days}})
SETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1, index_granularity = 128;

{{distributed otel_traces_red_sums rand()}};

-- As with the quarters in 008_services.sql: begun anew when it breaks off, and whoever reads compares with otel_spans_5m.
DROP VIEW IF EXISTS {{local otel_traces_red_sums_mv}} {{on_cluster}} SYNC;

TRUNCATE TABLE {{local otel_traces_red_sums}} {{on_cluster}} SYNC;

INSERT INTO {{database}}.otel_traces_red_sums
    (Scope, ServiceName, Environment, Bucket, SpanKind, LastMinute, Count, Errors, DurationSum, DurationQuantiles)
SELECT
    sums.1,
    sums.2,
    sums.3,
    sums.4,
    SpanKind,
    max(LastMinute),
    sum(Count),
    sum(Errors),
    sum(DurationSum),
    quantilesTDigestMergeState(0.5, 0.9, 0.95, 0.99)(DurationQuantiles)
FROM {{database}}.otel_traces_red_15m
ARRAY JOIN [
    ('service', toString(ServiceName), toString(Environment), toDateTime(intDiv(toUnixTimestamp(Bucket), 3600) * 3600)),
    ('all', '', '', Bucket)] AS sums
GROUP BY sums, SpanKind
SETTINGS max_partitions_per_insert_block = 0;

CREATE MATERIALIZED VIEW IF NOT EXISTS {{local otel_traces_red_sums_mv}} {{on_cluster}}
TO {{local otel_traces_red_sums}} AS
SELECT
    sums.1 AS Scope,
    sums.2 AS ServiceName,
    sums.3 AS Environment,
    sums.4 AS Bucket,
    SpanKind,
    max(LastMinute) AS LastMinute,
    sum(Count) AS Count,
    sum(Errors) AS Errors,
    sum(DurationSum) AS DurationSum,
    quantilesTDigestMergeState(0.5, 0.9, 0.95, 0.99)(DurationQuantiles) AS DurationQuantiles
FROM
(
    SELECT
        arrayJoin([
            ('service', toString(ServiceName), toString(Environment), toDateTime(intDiv(toUnixTimestamp(Bucket), 3600) * 3600)),
            ('all', '', '', Bucket)]) AS sums,
        SpanKind,
        LastMinute,
        Count,
        Errors,
        DurationSum,
        DurationQuantiles
    FROM {{local otel_traces_red_15m}}
)
GROUP BY sums, SpanKind;

-- The edges of an hour, summed up by the counting job once all of its buckets are counted. Basis is a hash of the versions of these
-- buckets: the newest version of an hour holds as long as they are the same, else the buckets are read.
CREATE TABLE IF NOT EXISTS {{local otel_service_edges_1h}} {{on_cluster}}
(
    `Hour` DateTime CODEC(Delta(4), ZSTD(1)),
    `Version` UInt64 CODEC(Delta(8), ZSTD(1)),
    `Basis` UInt64 CODEC(ZSTD(1)),
    `Environment` LowCardinality(String) CODEC(ZSTD(1)),
    `Source` String CODEC(ZSTD(1)),
    `SourceKind` LowCardinality(String) CODEC(ZSTD(1)),
    `Target` String CODEC(ZSTD(1)),
    `TargetKind` LowCardinality(String) CODEC(ZSTD(1)),
    `TargetSystem` LowCardinality(String) CODEC(ZSTD(1)),
    `Calls` UInt64 CODEC(ZSTD(1)),
    `Errors` UInt64 CODEC(ZSTD(1)),
    `Durations` AggregateFunction(quantilesTDigest(0.5, 0.95, 0.99), UInt64) CODEC(ZSTD(1)),
    `Peers` Array(String) CODEC(ZSTD(1))
)
ENGINE = {{engine ReplacingMergeTree(Version)}}
PARTITION BY toDate(Hour)
ORDER BY (Hour, Environment, Source, SourceKind, Target, TargetKind, TargetSystem)
TTL toDate(Hour) + toIntervalDay({{expire_days}})
SETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

{{distributed otel_service_edges_1h cityHash64(Hour)}};
