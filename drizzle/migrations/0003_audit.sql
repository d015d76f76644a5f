-- `INSERT OR REPLACE` deletes what it replaces without asking the trigger that keeps entries.
CREATE TRIGGER `audit_log_added` BEFORE INSERT ON `audit_log`
WHEN EXISTS (SELECT 1 FROM `audit_log` WHERE `id` = new.`id`)
BEGIN
	SELECT RAISE(ABORT, 'the audit log is append-only');
END;
