-- Small tables that answer for the big ones: histograms, service pages, facets. The placeholders are explained in 001_logs.sql.
-- The views that fill them run inside the insert, each over the block that is being inserted, so their rows are partial: always
-- sum. Whoever inserts sets materialized_views_ignore_errors = 1: a rollup may then miss a block, but an insert never fails
-- with its rows already stored, which would make the sender's retry store them twice.

-- Log records per minute, service and severity. BodyBytes is the length of the bodies.
CREATE TABLE IF NOT EXISTS {{local otel_logs_volume_1m}} {{on_cluster}}
(
    `Minute` DateTime CODEC(Delta(4), ZSTD(1)),
    `ServiceName` LowCardinality(String) CODEC(ZSTD(1)),
    `SeverityNumber` UInt8 CODEC(ZSTD(1)),
    `SeverityText` LowCardinality(String) CODEC(ZSTD(1)),
    `Count` SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    `BodyBytes` SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1))
)
ENGINE = {{engine AggregatingMergeTree}}
PARTITION BY toDate(Minute)
ORDER BY (Minute, ServiceName, SeverityNumber, SeverityText)
TTL toDate(Minute) + toIntervalDay({{expire_days}})
SETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

{{distributed otel_logs_volume_1m rand()}};

CREATE MATERIALIZED VIEW IF NOT EXISTS {{local otel_logs_volume_1m_mv}} {{on_cluster}}
TO {{local otel_logs_volume_1m}} AS
SELECT
    toStartOfMinute(Timestamp) AS Minute,
    ServiceName,
    SeverityNumber,
    SeverityText,
    count() AS Count,
    sum(length(Body)) AS BodyBytes
FROM {{local otel_logs}}
GROUP BY Minute, ServiceName, SeverityNumber, SeverityText;

-- Rate, errors and duration per minute, service, span kind and span name. DurationQuantiles merges with
-- quantilesTDigestMerge(0.5, 0.9, 0.95, 0.99); durations are nanoseconds.
CREATE TABLE IF NOT EXISTS {{local otel_traces_red_1m}} {{on_cluster}}
(
    `Minute` DateTime CODEC(Delta(4), ZSTD(1)),
    `ServiceName` LowCardinality(String) CODEC(ZSTD(1)),
    `SpanKind` LowCardinality(String) CODEC(ZSTD(1)),
    `SpanName` LowCardinality(String) CODEC(ZSTD(1)),
    `Count` SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    `Errors` SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    `DurationSum` SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    `DurationMax` SimpleAggregateFunction(max, UInt64) CODEC(ZSTD(1)),
    `DurationQuantiles` AggregateFunction(quantilesTDigest(0.5, 0.9, 0.95, 0.99), UInt64) CODEC(ZSTD(1))
)
ENGINE = {{engine AggregatingMergeTree}}
PARTITION BY toDate(Minute)
ORDER BY (ServiceName, Minute, SpanKind, SpanName)
TTL toDate(Minute) + toIntervalDay({{expire_days}})
SETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

{{distributed otel_traces_red_1m rand()}};

CREATE MATERIALIZED VIEW IF NOT EXISTS {{local otel_traces_red_1m_mv}} {{on_cluster}}
TO {{local otel_traces_red_1m}} AS
SELECT
    toStartOfMinute(Timestamp) AS Minute,
    ServiceName,
    SpanKind,
    SpanName,
    count() AS Count,
    countIf(StatusCode = 'Error') AS Errors,
    sum(Duration) AS DurationSum,
    max(Duration) AS DurationMax,
    quantilesTDigestState(0.5, 0.9, 0.95, 0.99)(Duration) AS DurationQuantiles
FROM {{local otel_traces}}
GROUP BY Minute, ServiceName, SpanKind, SpanName;

-- Which keys and values occur per quarter of an hour. Signal is logs or traces; Scope is attributes (the record's or span's own)
-- or resource. Values over 256 bytes, and those of keys that hardly ever repeat inside one insert (ids), are counted
-- under the empty value: a key whose empty value has a count is not complete here, ask the big table.
CREATE TABLE IF NOT EXISTS {{local otel_attributes_15m}} {{on_cluster}}
(
    `Signal` LowCardinality(String) CODEC(ZSTD(1)),
    `Scope` LowCardinality(String) CODEC(ZSTD(1)),
    `Key` LowCardinality(String) CODEC(ZSTD(1)),
    `Bucket` DateTime CODEC(Delta(4), ZSTD(1)),
    `Value` String CODEC(ZSTD(1)),
    `Count` SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1))
)
ENGINE = {{engine AggregatingMergeTree}}
PARTITION BY toDate(Bucket)
ORDER BY (Signal, Scope, Key, Bucket, Value)
TTL toDate(Bucket) + toIntervalDay({{expire_days}})
SETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

{{distributed otel_attributes_15m rand()}};

CREATE MATERIALIZED VIEW IF NOT EXISTS {{local otel_attributes_15m_logs_mv}} {{on_cluster}}
TO {{local otel_attributes_15m}} AS
SELECT 'logs' AS Signal, 'attributes' AS Scope, Key, Bucket, Pair.1 AS Value, Pair.2 AS Count
FROM
(
    SELECT
        Key,
        Bucket,
        if(count() <= 20 OR (count() <= 1000 AND sum(Rows) >= 2 * count()), groupArray((Text, Rows)), [('', sum(Rows))]) AS Pairs
    FROM
    (
        SELECT toStartOfFifteenMinutes(Timestamp) AS Bucket, Key, if(length(Raw) <= 256, Raw, '') AS Text, count() AS Rows
        FROM {{local otel_logs}}
        ARRAY JOIN mapKeys(LogAttributes) AS Key, mapValues(LogAttributes) AS Raw
        GROUP BY Bucket, Key, Text
    )
    GROUP BY Key, Bucket
)
ARRAY JOIN Pairs AS Pair;

CREATE MATERIALIZED VIEW IF NOT EXISTS {{local otel_attributes_15m_logs_resource_mv}} {{on_cluster}}
TO {{local otel_attributes_15m}} AS
SELECT
    'logs' AS Signal,
    'resource' AS Scope,
    Key,
    Bucket,
    if(length(Text) <= 256, Text, '') AS Value,
    sum(Rows) AS Count
FROM
(
    SELECT toStartOfFifteenMinutes(Timestamp) AS Bucket, ResourceAttributes, count() AS Rows
    FROM {{local otel_logs}}
    GROUP BY Bucket, ResourceAttributes
)
ARRAY JOIN mapKeys(ResourceAttributes) AS Key, mapValues(ResourceAttributes) AS Text
GROUP BY Key, Bucket, Value;

CREATE MATERIALIZED VIEW IF NOT EXISTS {{local otel_attributes_15m_traces_mv}} {{on_cluster}}
TO {{local otel_attributes_15m}} AS
SELECT 'traces' AS Signal, 'attributes' AS Scope, Key, Bucket, Pair.1 AS Value, Pair.2 AS Count
FROM
(
    SELECT
        Key,
        Bucket,
        if(count() <= 20 OR (count() <= 1000 AND sum(Rows) >= 2 * count()), groupArray((Text, Rows)), [('', sum(Rows))]) AS Pairs
    FROM
    (
        SELECT toStartOfFifteenMinutes(Timestamp) AS Bucket, Key, if(length(Raw) <= 256, Raw, '') AS Text, count() AS Rows
        FROM {{local otel_traces}}
        ARRAY JOIN mapKeys(SpanAttributes) AS Key, mapValues(SpanAttributes) AS Raw
        GROUP BY Bucket, Key, Text
    )
    GROUP BY Key, Bucket
)
ARRAY JOIN Pairs AS Pair;

CREATE MATERIALIZED VIEW IF NOT EXISTS {{local otel_attributes_15m_traces_resource_mv}} {{on_cluster}}
TO {{local otel_attributes_15m}} AS
SELECT
    'traces' AS Signal,
    'resource' AS Scope,
    Key,
    Bucket,
    if(length(Text) <= 256, Text, '') AS Value,
    sum(Rows) AS Count
FROM
(
    SELECT toStartOfFifteenMinutes(Timestamp) AS Bucket, ResourceAttributes, count() AS Rows
    FROM {{local otel_traces}}
    GROUP BY Bucket, ResourceAttributes
)
ARRAY JOIN mapKeys(ResourceAttributes) AS Key, mapValues(ResourceAttributes) AS Text
GROUP BY Key, Bucket, Value;
