-- Spans, and where in time a trace id is to be found. The placeholders are explained in 001_logs.sql.

-- The columns up to Links are the exporter's.
CREATE TABLE IF NOT EXISTS {{local otel_traces}} {{on_cluster}}
(
    `Timestamp` DateTime64(9) CODEC(Delta(8), ZSTD(1)),
    `TraceId` String CODEC(ZSTD(1)),
    `SpanId` String CODEC(ZSTD(1)),
    `ParentSpanId` String CODEC(ZSTD(1)),
    `TraceState` String CODEC(ZSTD(1)),
    `SpanName` LowCardinality(String) CODEC(ZSTD(1)),
    `SpanKind` LowCardinality(String) CODEC(ZSTD(1)),
    `ServiceName` LowCardinality(String) CODEC(ZSTD(1)),
    `ResourceAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `ScopeName` String CODEC(ZSTD(1)),
    `ScopeVersion` String CODEC(ZSTD(1)),
    `SpanAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `Duration` UInt64 CODEC(ZSTD(1)),
    `StatusCode` LowCardinality(String) CODEC(ZSTD(1)),
    `StatusMessage` String CODEC(ZSTD(1)),
    `Events` Nested
    (
        `Timestamp` DateTime64(9),
        `Name` LowCardinality(String),
        `Attributes` Map(LowCardinality(String), String)
    ) CODEC(ZSTD(1)),
    `Links` Nested
    (
        `TraceId` String,
        `SpanId` String,
        `TraceState` String,
        `Attributes` Map(LowCardinality(String), String)
    ) CODEC(ZSTD(1)),
    INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX idx_attributes mapValues(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX idx_duration Duration TYPE minmax GRANULARITY 1
)
ENGINE = {{engine MergeTree}}
PARTITION BY toDate(Timestamp)
ORDER BY (toStartOfFiveMinutes(Timestamp), ServiceName, Timestamp)
TTL toDate(Timestamp) + toIntervalDay({{expire_days}})
SETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

{{distributed otel_traces cityHash64(TraceId)}};

-- First and last start of a trace's spans. End is truncated to the second: add one before using it as a bound.
-- Written beside the spans by a view whose failure does not fail the insert, so a missing row means
-- "search the spans", not "no such trace".
CREATE TABLE IF NOT EXISTS {{local otel_traces_trace_id_ts}} {{on_cluster}}
(
    `TraceId` String CODEC(ZSTD(1)),
    `Start` SimpleAggregateFunction(min, DateTime) CODEC(Delta(4), ZSTD(1)),
    `End` SimpleAggregateFunction(max, DateTime) CODEC(Delta(4), ZSTD(1)),
    `Day` Date CODEC(ZSTD(1))
)
ENGINE = {{engine AggregatingMergeTree}}
PARTITION BY Day
ORDER BY (TraceId, Day)
TTL Day + toIntervalDay({{expire_days}})
SETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

{{distributed otel_traces_trace_id_ts cityHash64(TraceId)}};

CREATE MATERIALIZED VIEW IF NOT EXISTS {{local otel_traces_trace_id_ts_mv}} {{on_cluster}}
TO {{local otel_traces_trace_id_ts}} AS
SELECT
    TraceId,
    toDateTime(min(Timestamp)) AS Start,
    toDateTime(max(Timestamp)) AS End,
    toDate(Timestamp) AS Day
FROM {{local otel_traces}}
WHERE TraceId != ''
GROUP BY TraceId, Day;
