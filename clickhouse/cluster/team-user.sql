-- A user of one team on a ClickHouse server: it reads that team's database and knows of no other. For what a team connects to
-- ClickHouse directly, such as Grafana or a notebook; the users that Maple itself reads as it makes itself (see README.md). Replace
-- otel_team by the team's database and the zeros by the password's SHA-256; on a cluster add ON CLUSTER maple after the user's name
-- and after GRANT.
CREATE USER IF NOT EXISTS `otel_team_reader` IDENTIFIED WITH sha256_hash BY '0000000000000000000000000000000000000000000000000000000000000000' SETTINGS readonly = 2 CONST, allow_ddl = 0 CONST, allow_introspection_functions = 0 CONST, max_execution_time = 60 MAX 300, max_memory_usage = 4000000000 MAX 8000000000, max_result_rows = 1000000 MAX 10000000;
GRANT SELECT, SHOW TABLES, SHOW COLUMNS ON `otel_team`.* TO `otel_team_reader`;
