-- Metric data points, a table per OTLP kind. The placeholders are explained in 001_logs.sql.
-- All columns but SeriesId are the exporter's; times keep their nanoseconds. SeriesId tells time series apart without
-- comparing maps. The order key finds a metric, then an hour, and inside it one series after the other: a short range
-- of a metric with many series reads hours, not the whole day.

CREATE TABLE IF NOT EXISTS {{local otel_metrics_gauge}} {{on_cluster}}
(
    `ResourceAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `ResourceSchemaUrl` String CODEC(ZSTD(1)),
    `ScopeName` String CODEC(ZSTD(1)),
    `ScopeVersion` String CODEC(ZSTD(1)),
    `ScopeAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `ScopeDroppedAttrCount` UInt32 CODEC(ZSTD(1)),
    `ScopeSchemaUrl` String CODEC(ZSTD(1)),
    `ServiceName` LowCardinality(String) CODEC(ZSTD(1)),
    `MetricName` LowCardinality(String) CODEC(ZSTD(1)),
    `MetricDescription` String CODEC(ZSTD(1)),
    `MetricUnit` String CODEC(ZSTD(1)),
    `Attributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `StartTimeUnix` DateTime64(9) CODEC(Delta(8), ZSTD(1)),
    `TimeUnix` DateTime64(9) CODEC(Delta(8), ZSTD(1)),
    `Value` Float64 CODEC(ZSTD(1)),
    `Flags` UInt32 CODEC(ZSTD(1)),
    `Exemplars` Nested
    (
        `FilteredAttributes` Map(LowCardinality(String), String),
        `TimeUnix` DateTime64(9),
        `Value` Float64,
        `SpanId` String,
        `TraceId` String
    ) CODEC(ZSTD(1)),
    `SeriesId` UInt64 MATERIALIZED cityHash64(ServiceName, MetricName, ResourceAttributes, ScopeName, Attributes) CODEC(Delta(8), ZSTD(1))
)
ENGINE = {{engine MergeTree}}
PARTITION BY toDate(TimeUnix)
ORDER BY (MetricName, toStartOfHour(TimeUnix), ServiceName, SeriesId, TimeUnix)
TTL toDate(TimeUnix) + toIntervalDay({{expire_days}})
SETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

{{distributed otel_metrics_gauge cityHash64(ServiceName, MetricName, Attributes)}};

CREATE TABLE IF NOT EXISTS {{local otel_metrics_sum}} {{on_cluster}}
(
    `ResourceAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `ResourceSchemaUrl` String CODEC(ZSTD(1)),
    `ScopeName` String CODEC(ZSTD(1)),
    `ScopeVersion` String CODEC(ZSTD(1)),
    `ScopeAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `ScopeDroppedAttrCount` UInt32 CODEC(ZSTD(1)),
    `ScopeSchemaUrl` String CODEC(ZSTD(1)),
    `ServiceName` LowCardinality(String) CODEC(ZSTD(1)),
    `MetricName` LowCardinality(String) CODEC(ZSTD(1)),
    `MetricDescription` String CODEC(ZSTD(1)),
    `MetricUnit` String CODEC(ZSTD(1)),
    `Attributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `StartTimeUnix` DateTime64(9) CODEC(Delta(8), ZSTD(1)),
    `TimeUnix` DateTime64(9) CODEC(Delta(8), ZSTD(1)),
    `Value` Float64 CODEC(ZSTD(1)),
    `Flags` UInt32 CODEC(ZSTD(1)),
    `Exemplars` Nested
    (
        `FilteredAttributes` Map(LowCardinality(String), String),
        `TimeUnix` DateTime64(9),
        `Value` Float64,
        `SpanId` String,
        `TraceId` String
    ) CODEC(ZSTD(1)),
    `AggregationTemporality` Int32 CODEC(ZSTD(1)),
    `IsMonotonic` Bool CODEC(Delta(1), ZSTD(1)),
    `SeriesId` UInt64 MATERIALIZED cityHash64(ServiceName, MetricName, ResourceAttributes, ScopeName, Attributes) CODEC(Delta(8), ZSTD(1))
)
ENGINE = {{engine MergeTree}}
PARTITION BY toDate(TimeUnix)
ORDER BY (MetricName, toStartOfHour(TimeUnix), ServiceName, SeriesId, TimeUnix)
TTL toDate(TimeUnix) + toIntervalDay({{expire_days}})
SETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

{{distributed otel_metrics_sum cityHash64(ServiceName, MetricName, Attributes)}};

CREATE TABLE IF NOT EXISTS {{local otel_metrics_histogram}} {{on_cluster}}
(
    `ResourceAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `ResourceSchemaUrl` String CODEC(ZSTD(1)),
    `ScopeName` String CODEC(ZSTD(1)),
    `ScopeVersion` String CODEC(ZSTD(1)),
    `ScopeAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `ScopeDroppedAttrCount` UInt32 CODEC(ZSTD(1)),
    `ScopeSchemaUrl` String CODEC(ZSTD(1)),
    `ServiceName` LowCardinality(String) CODEC(ZSTD(1)),
    `MetricName` LowCardinality(String) CODEC(ZSTD(1)),
    `MetricDescription` String CODEC(ZSTD(1)),
    `MetricUnit` String CODEC(ZSTD(1)),
    `Attributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `StartTimeUnix` DateTime64(9) CODEC(Delta(8), ZSTD(1)),
    `TimeUnix` DateTime64(9) CODEC(Delta(8), ZSTD(1)),
    `Count` UInt64 CODEC(Delta(8), ZSTD(1)),
    `Sum` Float64 CODEC(ZSTD(1)),
    `BucketCounts` Array(UInt64) CODEC(ZSTD(1)),
    `ExplicitBounds` Array(Float64) CODEC(ZSTD(1)),
    `Exemplars` Nested
    (
        `FilteredAttributes` Map(LowCardinality(String), String),
        `TimeUnix` DateTime64(9),
        `Value` Float64,
        `SpanId` String,
        `TraceId` String
    ) CODEC(ZSTD(1)),
    `Flags` UInt32 CODEC(ZSTD(1)),
    `Min` Float64 CODEC(ZSTD(1)),
    `Max` Float64 CODEC(ZSTD(1)),
    `AggregationTemporality` Int32 CODEC(ZSTD(1)),
    `SeriesId` UInt64 MATERIALIZED cityHash64(ServiceName, MetricName, ResourceAttributes, ScopeName, Attributes) CODEC(Delta(8), ZSTD(1))
)
ENGINE = {{engine MergeTree}}
PARTITION BY toDate(TimeUnix)
ORDER BY (MetricName, toStartOfHour(TimeUnix), ServiceName, SeriesId, TimeUnix)
TTL toDate(TimeUnix) + toIntervalDay({{expire_days}})
SETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

{{distributed otel_metrics_histogram cityHash64(ServiceName, MetricName, Attributes)}};

CREATE TABLE IF NOT EXISTS {{local otel_metrics_exponential_histogram}} {{on_cluster}}
(
    `ResourceAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `ResourceSchemaUrl` String CODEC(ZSTD(1)),
    `ScopeName` String CODEC(ZSTD(1)),
    `ScopeVersion` String CODEC(ZSTD(1)),
    `ScopeAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `ScopeDroppedAttrCount` UInt32 CODEC(ZSTD(1)),
    `ScopeSchemaUrl` String CODEC(ZSTD(1)),
    `ServiceName` LowCardinality(String) CODEC(ZSTD(1)),
    `MetricName` LowCardinality(String) CODEC(ZSTD(1)),
    `MetricDescription` String CODEC(ZSTD(1)),
    `MetricUnit` String CODEC(ZSTD(1)),
    `Attributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `StartTimeUnix` DateTime64(9) CODEC(Delta(8), ZSTD(1)),
    `TimeUnix` DateTime64(9) CODEC(Delta(8), ZSTD(1)),
    `Count` UInt64 CODEC(Delta(8), ZSTD(1)),
    `Sum` Float64 CODEC(ZSTD(1)),
    `Scale` Int32 CODEC(ZSTD(1)),
    `ZeroCount` UInt64 CODEC(ZSTD(1)),
    `PositiveOffset` Int32 CODEC(ZSTD(1)),
    `PositiveBucketCounts` Array(UInt64) CODEC(ZSTD(1)),
    `NegativeOffset` Int32 CODEC(ZSTD(1)),
    `NegativeBucketCounts` Array(UInt64) CODEC(ZSTD(1)),
    `Exemplars` Nested
    (
        `FilteredAttributes` Map(LowCardinality(String), String),
        `TimeUnix` DateTime64(9),
        `Value` Float64,
        `SpanId` String,
        `TraceId` String
    ) CODEC(ZSTD(1)),
    `Flags` UInt32 CODEC(ZSTD(1)),
    `Min` Float64 CODEC(ZSTD(1)),
    `Max` Float64 CODEC(ZSTD(1)),
    `AggregationTemporality` Int32 CODEC(ZSTD(1)),
    `SeriesId` UInt64 MATERIALIZED cityHash64(ServiceName, MetricName, ResourceAttributes, ScopeName, Attributes) CODEC(Delta(8), ZSTD(1))
)
ENGINE = {{engine MergeTree}}
PARTITION BY toDate(TimeUnix)
ORDER BY (MetricName, toStartOfHour(TimeUnix), ServiceName, SeriesId, TimeUnix)
TTL toDate(TimeUnix) + toIntervalDay({{expire_days}})
SETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

{{distributed otel_metrics_exponential_histogram cityHash64(ServiceName, MetricName, Attributes)}};

CREATE TABLE IF NOT EXISTS {{local otel_metrics_summary}} {{on_cluster}}
(
    `ResourceAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `ResourceSchemaUrl` String CODEC(ZSTD(1)),
    `ScopeName` String CODEC(ZSTD(1)),
    `ScopeVersion` String CODEC(ZSTD(1)),
    `ScopeAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `ScopeDroppedAttrCount` UInt32 CODEC(ZSTD(1)),
    `ScopeSchemaUrl` String CODEC(ZSTD(1)),
    `ServiceName` LowCardinality(String) CODEC(ZSTD(1)),
    `MetricName` LowCardinality(String) CODEC(ZSTD(1)),
    `MetricDescription` String CODEC(ZSTD(1)),
    `MetricUnit` String CODEC(ZSTD(1)),
    `Attributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `StartTimeUnix` DateTime64(9) CODEC(Delta(8), ZSTD(1)),
    `TimeUnix` DateTime64(9) CODEC(Delta(8), ZSTD(1)),
    `Count` UInt64 CODEC(Delta(8), ZSTD(1)),
    `Sum` Float64 CODEC(ZSTD(1)),
    `ValueAtQuantiles` Nested
    (
        `Quantile` Float64,
        `Value` Float64
    ) CODEC(ZSTD(1)),
    `Flags` UInt32 CODEC(ZSTD(1)),
    `SeriesId` UInt64 MATERIALIZED cityHash64(ServiceName, MetricName, ResourceAttributes, ScopeName, Attributes) CODEC(Delta(8), ZSTD(1))
)
ENGINE = {{engine MergeTree}}
PARTITION BY toDate(TimeUnix)
ORDER BY (MetricName, toStartOfHour(TimeUnix), ServiceName, SeriesId, TimeUnix)
TTL toDate(TimeUnix) + toIntervalDay({{expire_days}})
SETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

{{distributed otel_metrics_summary cityHash64(ServiceName, MetricName, Attributes)}};
