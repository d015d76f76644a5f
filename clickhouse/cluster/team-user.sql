-- A user of one team on a ClickHouse server: it reads that team's database and knows of nothing else. Maple itself needs none of
-- these; they are for what a team connects to ClickHouse directly, such as Grafana or a notebook. Replace otel_team by the team's
-- database and the password's SHA-256, and add ON CLUSTER maple after each name on a cluster.
CREATE SETTINGS PROFILE IF NOT EXISTS maple_team SETTINGS readonly = 2 CONST, allow_ddl = 0 CONST, allow_introspection_functions = 0 CONST, max_execution_time = 60 MAX 300, max_memory_usage = 4000000000 MAX 8000000000, max_result_rows = 1000000 MAX 10000000;
CREATE USER IF NOT EXISTS otel_team_reader IDENTIFIED WITH sha256_hash BY '0000000000000000000000000000000000000000000000000000000000000000' SETTINGS PROFILE 'maple_team';
GRANT SELECT, SHOW TABLES, SHOW COLUMNS ON otel_team.* TO otel_team_reader;
REVOKE ALL ON system.* FROM otel_team_reader;
REVOKE CREATE TEMPORARY TABLE, FILE, URL, REMOTE, S3, AZURE, HDFS, MYSQL, POSTGRES, MONGO, REDIS, ODBC, JDBC, SQLITE, dictGet, CLUSTER, INTROSPECTION, KILL QUERY ON *.* FROM otel_team_reader;
