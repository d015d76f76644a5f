-- Log records. One source for a single node and for a cluster; app/lib/clickhouse/migrations.server.ts renders:
--   {{database}}           the database, quoted
--   {{local t}}            the table that holds the rows: `t` on one node, `t_local` on a cluster
--   {{on_cluster}}         nothing on one node, ON CLUSTER `c` on a cluster
--   {{engine E}}           E, or ReplicatedE; arguments go in the parentheses that follow a name: {{engine E(x)}}
--   {{distributed t KEY}}  nothing on one node, the Distributed table `t` over `t_local`, sharded by KEY
--   {{both t}}             repeats the statement for `t_local` and for `t`: for ALTERs of columns
--   {{expire_days}}        the retention and one more, counted from the start of the row's day: no row goes early
-- Every statement can be run again without harm. A file never changes once released: add another one.

-- The columns up to EventName are what the OpenTelemetry Collector's clickhouseexporter writes, by name and type.
-- Time comes first in the order key, in five-minute buckets, so that "the latest rows" reads backwards and stops early;
-- inside a bucket the rows of a service lie together.
CREATE TABLE IF NOT EXISTS {{local otel_logs}} {{on_cluster}}
(
    `Timestamp` DateTime64(9) CODEC(Delta(8), ZSTD(1)),
    `TraceId` String CODEC(ZSTD(1)),
    `SpanId` String CODEC(ZSTD(1)),
    `TraceFlags` UInt8 CODEC(ZSTD(1)),
    `SeverityText` LowCardinality(String) CODEC(ZSTD(1)),
    `SeverityNumber` UInt8 CODEC(ZSTD(1)),
    `ServiceName` LowCardinality(String) CODEC(ZSTD(1)),
    `Body` String CODEC(ZSTD(1)),
    `ResourceSchemaUrl` LowCardinality(String) CODEC(ZSTD(1)),
    `ResourceAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `ScopeSchemaUrl` LowCardinality(String) CODEC(ZSTD(1)),
    `ScopeName` String CODEC(ZSTD(1)),
    `ScopeVersion` LowCardinality(String) CODEC(ZSTD(1)),
    `ScopeAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `LogAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    `EventName` String CODEC(ZSTD(1)),
    -- Tells rows of one timestamp apart, for paging and links. Rises with time, so it costs next to nothing on disk.
    `Id` UInt64 DEFAULT generateSnowflakeID() CODEC(Delta(8), ZSTD(1)),
    INDEX idx_body lower(Body) TYPE text(tokenizer = 'splitByNonAlpha'),
    INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
    -- Serves LogAttributes['key'] = 'value' as it stands.
    INDEX idx_attributes mapValues(LogAttributes) TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = {{engine MergeTree}}
PARTITION BY toDate(Timestamp)
ORDER BY (toStartOfFiveMinutes(Timestamp), ServiceName, Timestamp)
TTL toDate(Timestamp) + toIntervalDay({{expire_days}})
SETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

{{distributed otel_logs rand()}};
