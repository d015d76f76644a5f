// How a request's URL and headers become a session.
import { describe, expect, test } from 'vitest';
import { EngineError, httpStatus, toEngineError } from '#app/lib/engine/errors.ts';
import { adaptStatement, queryTag } from './compat.ts';
import { chooseCompression, readRequest, sessionPrelude, sqlString } from './request.ts';

function read(query: string, method = 'POST', headers: Record<string, string> = {}) {
  return readRequest(method, new URLSearchParams(query), headers);
}

test('parameters, settings and words of the interface are told apart', () => {
  const request = read(
    'query=SELECT+1&query_id=q&database=d&default_format=CSV&param_a=x&max_threads=2&wait_end_of_query=1&user=u&password=p&quota_key=k',
  );
  expect(request).toMatchObject({
    query: 'SELECT 1',
    queryId: 'q',
    database: 'd',
    defaultFormat: 'CSV',
    isBuffered: true,
  });
  expect([...request.settings]).toEqual([['max_threads', '2']]);
  expect([...request.params]).toEqual([['a', 'x']]);
});

test('a GET may only read', () => {
  expect(read('query=x', 'GET').settings.get('readonly')).toBe('2');
  expect(read('query=x&readonly=1', 'GET').settings.get('readonly')).toBe('1');
  expect(read('query=x&readonly=0', 'GET').settings.get('readonly')).toBe('2');
  expect(read('query=x', 'POST').settings.get('readonly')).toBeUndefined();
});

test.each([
  ['session_id=1', 48],
  ['compress=1', 48],
  ['decompress=1', 48],
  ['max%20threads=1', 36],
  ["param_a'b=1", 36],
])('%s is refused', (query, code) => {
  expect(() => read(query)).toThrow(expect.objectContaining({ code }));
});

test.each([
  [undefined, undefined],
  ['gzip', 'gzip'],
  ['gzip, zstd', 'zstd'],
  ['br;q=0.5, deflate', 'deflate'],
  ['gzip;q=0, br', 'br'],
  ['lz4', undefined],
])('of %s the response takes %s', (accept, codec) => {
  expect(chooseCompression(accept)).toBe(codec);
});

test('a session is prepared in one go, readonly last and values quoted', () => {
  const request = read("database=a`b&max_threads=2&readonly=1&max_memory_usage=7&param_s=it's%09\\n");
  expect(sessionPrelude(request, { max_memory_usage: '5', log_queries: '0' }, "1/q'")).toBe(
    "USE `a\\`b`; SET max_memory_usage = '7', log_queries = '0', max_threads = '2', log_comment = '1/q\\'', param_s = 'it\\'s\\t\\\\n', readonly = '1'",
  );
});

test('a string cannot leave its quotes', () => {
  expect(sqlString("'; DROP TABLE t; --\\")).toBe("'\\'; DROP TABLE t; --\\\\'");
  expect(sqlString('\0\r\n')).toBe("'\\0\\r\\n'");
});

describe('errors', () => {
  test.each([
    [
      'Code: 62. DB::Exception: Syntax error: x. (SYNTAX_ERROR) (version 26.7.2.1 (official build))',
      62,
      'SYNTAX_ERROR',
      'Syntax error: x.',
    ],
    [
      'Code: 73. DB::Exception: Code: 73. DB::Exception: No format. (UNKNOWN_FORMAT) (version 26.7). (UNKNOWN_FORMAT)',
      73,
      'UNKNOWN_FORMAT',
      'No format.',
    ],
    [
      'Code: 117. DB::Exception: bad (at row 2)\n: (in file/uri /dev/shm/x/in-1): While parsing. (INCORRECT_DATA)',
      117,
      'INCORRECT_DATA',
      'bad (at row 2): While parsing.',
    ],
    ['something else', 1002, 'UNKNOWN_EXCEPTION', 'something else'],
  ])('%s', (text, code, codeName, message) => {
    expect(toEngineError(new Error(text))).toMatchObject({ code, codeName, message });
  });

  test('have the status a ClickHouse server gives them', () => {
    expect([62, 60, 159, 202, 241, 48, 497].map(httpStatus)).toEqual([400, 404, 408, 503, 500, 501, 403]);
    expect(new EngineError(60, 'UNKNOWN_TABLE', 'No t.').toText('26.7')).toBe(
      'Code: 60. DB::Exception: No t. (UNKNOWN_TABLE) (version 26.7)\n',
    );
  });
});

describe('statements that need a server', () => {
  test.each([
    'SELECT 1',
    "SELECT 'system.processes'",
    'SELECT system.processes.query_id',
    'SELECT revision()',
  ])('%s is left alone', (text) => {
    expect(adaptStatement(text)).toBe(text);
  });

  test('the Go client hears revision 0', () => {
    expect(adaptStatement('SELECT displayName(), version(), revision(), timezone()')).toBe(
      'SELECT displayName(), version(), toUInt32(0) AS `revision()`, timezone()',
    );
  });

  test('KILL QUERY takes the client’s id', () => {
    expect(adaptStatement("KILL QUERY WHERE query_id = 'a' SYNC")).toBe(
      "KILL QUERY WHERE substring(Settings['log_comment'], position(Settings['log_comment'], '/') + 1) = 'a' SYNC",
    );
  });

  test('system.processes shows the client’s ids', () => {
    const text = adaptStatement("SELECT query_id FROM system.processes AS p WHERE query_id = 'a'");
    expect(text).toMatch(
      /^SELECT query_id FROM \(SELECT \* REPLACE .* FROM system\.processes\) AS p WHERE query_id = 'a'$/,
    );
  });

  test('a tag ends with the client’s id', () => {
    expect(queryTag(7, 'a/b')).toBe('7/a/b');
  });
});
