-- Browser sessions: rrweb events, one a row, JSON in Body. The placeholders are explained in 001_logs.sql.

-- The columns of otel_logs, so that whatever writes logs can write sessions, plus the session's id. A replay reads the events
-- of one session in their order, so the session comes first in the order key.
CREATE TABLE IF NOT EXISTS {{local otel_sessions}} {{on_cluster}}
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
    `SessionId` String DEFAULT if(LogAttributes['session.id'] != '', LogAttributes['session.id'], ResourceAttributes['session.id']) CODEC(ZSTD(1)),
    -- The place of the event in its session, where the sender numbers them: events often share a millisecond.
    `Sequence` UInt64 DEFAULT toUInt64OrZero(LogAttributes['session.sequence']) CODEC(Delta(8), ZSTD(1))
)
ENGINE = {{engine MergeTree}}
PARTITION BY toDate(Timestamp)
ORDER BY (SessionId, Timestamp, Sequence)
TTL toDate(Timestamp) + toIntervalDay({{expire_days}})
SETTINGS ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;

{{distributed otel_sessions cityHash64(SessionId)}};
