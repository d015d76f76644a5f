// Which statements are recognised, and how their output and data are redirected.
import { describe, expect, test } from 'vitest';
import { EngineError } from '#app/lib/engine/errors.ts';
import { readStatement } from './statement.ts';

const OUT = "\nINTO OUTFILE '/p' APPEND FORMAT";

describe('SELECT', () => {
  // [statement, FORMAT it asks for, what runs with the format JSON]
  const cases: [string, string | undefined, string][] = [
    ['SELECT 1', undefined, `SELECT 1${OUT} JSON`],
    ['SELECT 1;', undefined, `SELECT 1${OUT} JSON`],
    ['SELECT 1 ; -- done; really', undefined, `SELECT 1${OUT} JSON`],
    ['SELECT 1 FORMAT CSV', 'CSV', `SELECT 1 ${OUT} JSON`],
    ['SELECT 1 format csv settings max_threads=1;', 'csv', `SELECT 1 ${OUT} JSON settings max_threads=1`],
    ['SELECT 1 SETTINGS max_threads=1 FORMAT CSV', 'CSV', `SELECT 1 SETTINGS max_threads=1 ${OUT} JSON`],
    ["SELECT ';', 'FORMAT CSV'", undefined, `SELECT ';', 'FORMAT CSV'${OUT} JSON`],
    ["SELECT 'it''s \\' ; x'", undefined, `SELECT 'it''s \\' ; x'${OUT} JSON`],
    ['SELECT `a;b` FROM "t;u"', undefined, `SELECT \`a;b\` FROM "t;u"${OUT} JSON`],
    ['SELECT $q$;$q$', undefined, `SELECT $q$;$q$${OUT} JSON`],
    ['SELECT 1 /* ; FORMAT CSV */', undefined, `SELECT 1${OUT} JSON`],
    ['SELECT 1 -- FORMAT CSV', undefined, `SELECT 1${OUT} JSON`],
    ['SELECT format FROM t', undefined, `SELECT format FROM t${OUT} JSON`],
    ['SELECT 1 AS format', undefined, `SELECT 1 AS format${OUT} JSON`],
    ['SELECT a, format b', undefined, `SELECT a, format b${OUT} JSON`],
    ["SELECT format('{}', 1) FORMAT TSV", 'TSV', `SELECT format('{}', 1) ${OUT} JSON`],
    ['SELECT * FORMAT TSV', 'TSV', `SELECT * ${OUT} JSON`],
    ['SELECT {a:UInt8} FORMAT TSV', 'TSV', `SELECT {a:UInt8} ${OUT} JSON`],
    ['SELECT * FROM (SELECT 1 FORMAT x)', undefined, `SELECT * FROM (SELECT 1 FORMAT x)${OUT} JSON`],
    ['(SELECT 1) UNION ALL (SELECT 2)', undefined, `(SELECT 1) UNION ALL (SELECT 2)${OUT} JSON`],
    ['WITH 1 AS x SELECT x', undefined, `WITH 1 AS x SELECT x${OUT} JSON`],
    ['FROM t SELECT 1', undefined, `FROM t SELECT 1${OUT} JSON`],
    ['-- first\n /* second */ select 1', undefined, `-- first\n /* second */ select 1${OUT} JSON`],
    ['SELECT [1,2][1] FORMAT Native', 'Native', `SELECT [1,2][1] ${OUT} JSON`],
  ];
  test.each(cases)('%s', (text, format, sql) => {
    const statement = readStatement(text);
    if (statement.kind !== 'select') throw new Error(statement.kind);
    expect(statement.format).toBe(format);
    expect(statement.into('/p', 'JSON')).toBe(sql);
  });
});

describe('INSERT with data', () => {
  const IN = "\nFROM INFILE '/p' COMPRESSION 'none'";
  // [statement, its format, its data, what runs with the format CSV]
  const cases: [string, string | undefined, string, string][] = [
    [
      'INSERT INTO t FORMAT JSONEachRow\n{"a":";"}',
      'JSONEachRow',
      '{"a":";"}',
      `INSERT INTO t ${IN} FORMAT CSV`,
    ],
    ['INSERT INTO t FORMAT CSV 1,2', 'CSV', '1,2', `INSERT INTO t ${IN} FORMAT CSV`],
    ['INSERT INTO t FORMAT CSV\r\n 1', 'CSV', ' 1', `INSERT INTO t ${IN} FORMAT CSV`],
    ['INSERT INTO t FORMAT CSV\n\n1', 'CSV', '\n1', `INSERT INTO t ${IN} FORMAT CSV`],
    [
      'INSERT INTO d.t (a, `b c`) VALUES (1), (2);',
      'Values',
      ' (1), (2);',
      `INSERT INTO d.t (a, \`b c\`) ${IN} FORMAT CSV`,
    ],
    [
      "INSERT INTO t SETTINGS a=1, b='x' VALUES (1)",
      'Values',
      ' (1)',
      `INSERT INTO t ${IN} SETTINGS a=1, b='x'\nFORMAT CSV`,
    ],
    ['insert into t settings a=1 format TSV\n1', 'TSV', '1', `insert into t ${IN} settings a=1\nFORMAT CSV`],
    [
      "INSERT INTO TABLE FUNCTION null('a Int8') FORMAT TSV\n1",
      'TSV',
      '1',
      `INSERT INTO TABLE FUNCTION null('a Int8') ${IN} FORMAT CSV`,
    ],
    [
      'INSERT INTO t (* EXCEPT(b)) VALUES (1)',
      'Values',
      ' (1)',
      `INSERT INTO t (* EXCEPT(b)) ${IN} FORMAT CSV`,
    ],
    ['INSERT INTO values VALUES (1)', 'Values', ' (1)', `INSERT INTO values ${IN} FORMAT CSV`],
    ['INSERT INTO d.format FORMAT TSV 1', 'TSV', '1', `INSERT INTO d.format ${IN} FORMAT CSV`],
    ['INSERT INTO {t:Identifier} FORMAT TSV 1', 'TSV', '1', `INSERT INTO {t:Identifier} ${IN} FORMAT CSV`],
    [
      '/* a */ INSERT INTO t -- b\n VALUES (1)',
      'Values',
      ' (1)',
      `/* a */ INSERT INTO t -- b\n ${IN} FORMAT CSV`,
    ],
    ['INSERT INTO t\n1\t2', undefined, '1\t2', `INSERT INTO t${IN} FORMAT CSV`],
  ];
  test.each(cases)('%s', (text, format, data, sql) => {
    // What the URL holds and what the body holds come as one text.
    const statement = readStatement(text);
    if (statement.kind !== 'insert') throw new Error(statement.kind);
    expect(statement.format).toBe(format);
    if (format !== undefined) expect(text.slice(statement.dataFrom)).toBe(data);
    if (format !== undefined) expect(statement.from('/p', 'CSV')).toBe(sql);
  });
});

describe('anything else', () => {
  const cases: [string, string | undefined, string][] = [
    ['CREATE TABLE t (a Int8) ENGINE = Memory;', undefined, 'CREATE TABLE t (a Int8) ENGINE = Memory'],
    ['INSERT INTO t SELECT 1', undefined, 'INSERT INTO t SELECT 1'],
    ['INSERT INTO t (a) SETTINGS x=1 SELECT 1', undefined, 'INSERT INTO t (a) SETTINGS x=1 SELECT 1'],
    ['INSERT INTO t WITH 1 AS x SELECT x', undefined, 'INSERT INTO t WITH 1 AS x SELECT x'],
    ['INSERT INTO t (SELECT 1)', undefined, 'INSERT INTO t (SELECT 1)'],
    ['WITH 1 AS x INSERT INTO t SELECT x', undefined, 'WITH 1 AS x INSERT INTO t SELECT x'],
    ['SHOW TABLES FORMAT JSON', 'JSON', 'SHOW TABLES FORMAT JSON'],
    ['DESCRIBE TABLE t', undefined, 'DESCRIBE TABLE t'],
    ['EXPLAIN SELECT 1 FORMAT CSV', 'CSV', 'EXPLAIN SELECT 1 FORMAT CSV'],
    ['ALTER TABLE t DELETE WHERE a = 1', undefined, 'ALTER TABLE t DELETE WHERE a = 1'],
  ];
  test.each(cases)('%s', (text, format, sql) => {
    expect(readStatement(text)).toEqual({ kind: 'other', format, text: sql });
  });
});

describe('refused', () => {
  const cases: [string, number][] = [
    ['', 62],
    [' -- nothing\n', 62],
    [';', 62],
    ['SELECT 1; SELECT 2', 62],
    ['SELECT 1; DROP TABLE t', 62],
    ['CREATE TABLE t (a Int8) ENGINE=Memory; SELECT 1', 62],
    ["SELECT 1 INTO OUTFILE '/tmp/x'", 358],
    ["EXPLAIN SELECT 1 into /**/ outfile '/tmp/x'", 358],
    ["INSERT INTO t FROM INFILE '/etc/passwd' FORMAT CSV", 48],
    ["INSERT INTO t (a) SETTINGS x=1 FROM INFILE '/etc/passwd' FORMAT CSV", 48],
    ['INSERT INTO t FORMAT', 62],
    ['INSERT INTO t FORMAT CSV; 1', 62],
  ];
  test.each(cases)('%s', (text, code) => {
    try {
      readStatement(text);
    } catch (error) {
      expect(error).toBeInstanceOf(EngineError);
      expect((error as EngineError).code).toBe(code);
      return;
    }
    throw new Error('was not refused');
  });
});
