-- Indexes for every predicate of the search language. The placeholders are explained in 001_logs.sql; the figures are in
-- docs/decisions/0004-log-search-layout.md.

-- One text per attribute, ('key','value') as toString((key, value)) writes it, so that quotes are escaped and no two pairs
-- look the same. has(LogAttributeItems, toString((key, value))) is then answered row by row from the index, without the map.
-- Nothing is stored and SELECT * does not show them. The casts must not become an arrayMap: a lambda in an indexed
-- expression makes queries fail on parts that do not have the index yet.
ALTER TABLE {{both otel_logs}} {{on_cluster}}
    ADD COLUMN IF NOT EXISTS `LogAttributeItems` Array(String)
        ALIAS CAST(CAST(LogAttributes, 'Array(Tuple(String, String))'), 'Array(String)'),
    ADD COLUMN IF NOT EXISTS `ResourceAttributeItems` Array(String)
        ALIAS CAST(CAST(ResourceAttributes, 'Array(Tuple(String, String))'), 'Array(String)');

-- The keys answer "has this attribute", alone and in "the record's own value, or else the resource's". The id, which rises
-- in the order of arrival, finds what is new for the live tail, late records included.
ALTER TABLE {{local otel_logs}} {{on_cluster}}
    ADD INDEX IF NOT EXISTS idx_attribute_items LogAttributeItems TYPE text(tokenizer = 'array'),
    ADD INDEX IF NOT EXISTS idx_resource_items ResourceAttributeItems TYPE text(tokenizer = 'array'),
    ADD INDEX IF NOT EXISTS idx_attribute_keys mapKeys(LogAttributes) TYPE text(tokenizer = 'array'),
    ADD INDEX IF NOT EXISTS idx_resource_keys mapKeys(ResourceAttributes) TYPE text(tokenizer = 'array'),
    ADD INDEX IF NOT EXISTS idx_id Id TYPE minmax GRANULARITY 1;

-- For the rows that are there already: one pass over the parts in the background. Until it is done they are searched without.
ALTER TABLE {{local otel_logs}} {{on_cluster}}
    MATERIALIZE INDEX idx_attribute_items,
    MATERIALIZE INDEX idx_resource_items,
    MATERIALIZE INDEX idx_attribute_keys,
    MATERIALIZE INDEX idx_resource_keys,
    MATERIALIZE INDEX idx_id
SETTINGS mutations_sync = 0;
