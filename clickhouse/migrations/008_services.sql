-- What the service screens read of long ranges. The placeholders are explained in 001_logs.sql, the figures are in
-- docs/decisions/0011-red-quarters.md.

-- A negative duration arrives as one of centuries: it counts as none.
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
    sum(if(Duration < 4611686018427387904, Duration, 0)) AS DurationSum,
    max(if(Duration < 4611686018427387904, Duration, 0)) AS DurationMax,
    quantilesTDigestState(0.5, 0.9, 0.95, 0.99)(if(Duration < 4611686018427387904, Duration, toUInt64(0))) AS DurationQuantiles
FROM {{local otel_traces}}
GROUP BY Minute, ServiceName, SpanKind, SpanName, Environment;

-- The minutes of a quarter of an hour together, by a view over what is written into the table of minutes: so it knows what that
-- one knows, and an insert pays for the rows of the rollup instead of its spans. LastMinute is the last one with spans. A digest is
-- large beside the rest of its row: small granules, so that few are read that nobody asked for.
CREATE TABLE IF NOT EXISTS {{local otel_traces_red_15m}} {{on_cluster}}
(
    `Bucket` DateTime CODEC(Delta(4), ZSTD(1)),
    `ServiceName` LowCardinality(String) CODEC(ZSTD(1)),
    `SpanKind` LowCardinality(String) CODEC(ZSTD(1)),
    `SpanName` LowCardinality(String) CODEC(ZSTD(1)),
    `Environment` LowCardinality(String) CODEC(ZSTD(1)),
    `LastMinute` SimpleAggregateFunction(max, DateTime) CODEC(Delta(4), ZSTD(1)),
    `Count` SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    `Errors` SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    `DurationSum` SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    `DurationMax` SimpleAggregateFunction(max, UInt64) CODEC(ZSTD(1)),
    `DurationQuantiles` AggregateFunction(quantilesTDigest(0.5, 0.9, 0.95, 0.99), UInt64) CODEC(ZSTD(1))
)
ENGINE = {{engine AggregatingMergeTree}}
PARTITION BY toDate(Bucket)
ORDER BY (ServiceName, Bucket, SpanKind, SpanName, Environment)
TTL toDate(Bucket) + toIntervalDay({{expire_days}})
SETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1, index_granularity = 128;

{{distributed otel_traces_red_15m rand()}};

-- What is there already is summed up once. When this breaks off, it begins anew. What is inserted meanwhile may be missing or there
-- twice: whoever reads compares the quarters with otel_spans_5m, and takes the minutes of those that differ.
DROP VIEW IF EXISTS {{local otel_traces_red_15m_mv}} {{on_cluster}} SYNC;

TRUNCATE TABLE {{local otel_traces_red_15m}} {{on_cluster}} SYNC;

INSERT INTO {{database}}.otel_traces_red_15m
    (Bucket, ServiceName, SpanKind, SpanName, Environment, LastMinute, Count, Errors, DurationSum, DurationMax, DurationQuantiles)
SELECT
    toStartOfFifteenMinutes(Minute) AS Bucket,
    ServiceName,
    SpanKind,
    SpanName,
    Environment,
    max(Minute) AS LastMinute,
    sum(Count),
    sum(Errors),
    sum(DurationSum),
    max(DurationMax),
    quantilesTDigestMergeState(0.5, 0.9, 0.95, 0.99)(DurationQuantiles)
FROM {{database}}.otel_traces_red_1m
GROUP BY Bucket, ServiceName, SpanKind, SpanName, Environment
SETTINGS max_partitions_per_insert_block = 0;

CREATE MATERIALIZED VIEW IF NOT EXISTS {{local otel_traces_red_15m_mv}} {{on_cluster}}
TO {{local otel_traces_red_15m}} AS
SELECT
    toStartOfFifteenMinutes(Minute) AS Bucket,
    ServiceName,
    SpanKind,
    SpanName,
    Environment,
    max(Minute) AS LastMinute,
    sum(Count) AS Count,
    sum(Errors) AS Errors,
    sum(DurationSum) AS DurationSum,
    max(DurationMax) AS DurationMax,
    quantilesTDigestMergeState(0.5, 0.9, 0.95, 0.99)(DurationQuantiles) AS DurationQuantiles
FROM {{local otel_traces_red_1m}}
GROUP BY Bucket, ServiceName, SpanKind, SpanName, Environment;

-- Which versions of a service ran when: Minutes has a bit for each minute of the quarter. A week of what is there already is read
-- again, older spans have no versions here.
CREATE TABLE IF NOT EXISTS {{local otel_service_versions_15m}} {{on_cluster}}
(
    `Bucket` DateTime CODEC(Delta(4), ZSTD(1)),
    `ServiceName` LowCardinality(String) CODEC(ZSTD(1)),
    `Environment` LowCardinality(String) CODEC(ZSTD(1)),
    `Version` String CODEC(ZSTD(1)),
    `Minutes` SimpleAggregateFunction(groupBitOr, UInt16) CODEC(ZSTD(1)),
    `First` SimpleAggregateFunction(min, DateTime64(9)) CODEC(Delta(8), ZSTD(1))
)
ENGINE = {{engine AggregatingMergeTree}}
PARTITION BY toDate(Bucket)
ORDER BY (ServiceName, Bucket, Environment, Version)
TTL toDate(Bucket) + toIntervalDay({{expire_days}})
SETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

{{distributed otel_service_versions_15m rand()}};

CREATE MATERIALIZED VIEW IF NOT EXISTS {{local otel_service_versions_15m_mv}} {{on_cluster}}
TO {{local otel_service_versions_15m}} AS
SELECT
    toStartOfFifteenMinutes(Timestamp) AS Bucket,
    ServiceName,
    if(ResourceAttributes['deployment.environment.name'] != '', ResourceAttributes['deployment.environment.name'],
        ResourceAttributes['deployment.environment']) AS Environment,
    ResourceAttributes['service.version'] AS Version,
    groupBitOr(bitShiftLeft(toUInt16(1), intDiv(toUnixTimestamp(Timestamp), 60) % 15)) AS Minutes,
    min(Timestamp) AS First
FROM {{local otel_traces}}
WHERE Version != ''
GROUP BY Bucket, ServiceName, Environment, Version;

-- Bits and firsts that are there twice say nothing else.
INSERT INTO {{database}}.otel_service_versions_15m (Bucket, ServiceName, Environment, Version, Minutes, First)
SELECT
    toStartOfFifteenMinutes(Timestamp) AS Bucket,
    ServiceName,
    if(ResourceAttributes['deployment.environment.name'] != '', ResourceAttributes['deployment.environment.name'],
        ResourceAttributes['deployment.environment']) AS Environment,
    ResourceAttributes['service.version'] AS Version,
    groupBitOr(bitShiftLeft(toUInt16(1), intDiv(toUnixTimestamp(Timestamp), 60) % 15)),
    min(Timestamp)
FROM {{database}}.otel_traces
WHERE Version != '' AND toStartOfFiveMinutes(Timestamp) >= now() - INTERVAL 7 DAY
GROUP BY Bucket, ServiceName, Environment, Version
SETTINGS max_partitions_per_insert_block = 0;
