// What names mean for a source: their order, their canonical names, and what is near to an unknown one.
import { expect, test } from 'vitest';
import { AppError } from '#app/lib/core/errors.ts';
import { raw, render } from '#app/lib/sql/sql.ts';
import { compileSearch, fieldsOf } from './compile.ts';
import { readType } from './field-types.ts';
import { closestFields, knowsField, resolveField, sourceFields } from './fields.ts';
import { logsTable, plainTable, spansTable, tableSource } from './testing-tables.ts';

const logs = tableSource(logsTable);
const spans = tableSource(spansTable);
const plain = tableSource(plainTable);

test.each([
  [logs, 'level', 'level', 'source', 'severity'],
  [logs, 'severity', 'level', 'source', 'severity'],
  [logs, 'SeverityText', 'SeverityText', 'column', 'keyword'],
  [logs, 'service.name', 'service', 'source', 'keyword'],
  [logs, 'ServiceName', 'service', 'source', 'keyword'],
  [logs, 'message', 'body', 'source', 'text'],
  [logs, 'Body', 'body', 'source', 'text'],
  [logs, 'TraceFlags', 'TraceFlags', 'column', 'number'],
  [logs, 'timestamp', 'timestamp', 'source', 'time'],
  [logs, 'duration', 'duration', 'attribute', 'keyword'],
  [logs, 'name', 'name', 'attribute', 'keyword'],
  [logs, 'http.route', 'http.route', 'attribute', 'keyword'],
  [logs, 'attributes.http.route', 'attributes.http.route', 'attributes', 'keyword'],
  [logs, 'resource.host.name', 'resource.host.name', 'resource', 'keyword'],
  [logs, 'scope.lib', 'scope.lib', 'scope', 'keyword'],
  [logs, 'LogAttributes.x', 'LogAttributes.x', 'column', 'keyword'],
  [logs, 'LogAttributes', 'LogAttributes', 'column', 'other'],
  [logs, 'nobody.knows', 'nobody.knows', 'attribute', 'keyword'],
  [spans, 'name', 'name', 'source', 'keyword'],
  [spans, 'SpanName', 'name', 'source', 'keyword'],
  [spans, 'duration', 'duration', 'source', 'duration'],
  [spans, 'Duration', 'duration', 'source', 'duration'],
  [spans, 'Events.Name', 'event', 'source', 'keyword'],
  [spans, 'event.name', 'event', 'source', 'keyword'],
  [spans, 'root', 'root', 'source', 'boolean'],
  [spans, 'exception.type', 'exception.type', 'source', 'keyword'],
  [spans, 'event.attributes.attempt', 'event.attributes.attempt', 'column', 'keyword'],
  [spans, 'event.attributes.', 'event.attributes.', 'attribute', 'keyword'],
  [logs, 'root', 'root', 'attribute', 'keyword'],
  [logs, 'exception.type', 'exception.type', 'attribute', 'keyword'],
  [logs, 'event.attributes.attempt', 'event.attributes.attempt', 'attribute', 'keyword'],
  [plain, 'labels.x.y', 'labels.x.y', 'column', 'keyword'],
  [plain, 'ok', 'ok', 'column', 'boolean'],
] as const)('case %#: a name, and what it means', (source, name, canonical, scope, kind) => {
  const {
    text: _text,
    number: _number,
    exists: _exists,
    storage: _storage,
    ...field
  } = resolveField(name, source);
  expect([source.id, field]).toEqual([source.id, { name: canonical, scope, kind }]);
});

test('a table without attributes says which of its fields is near', () => {
  try {
    resolveField('colur', plain, { from: 3, to: 8 });
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).toJSON()).toEqual({
      code: 'bad_request',
      message: 'Plain has no field "colur".',
      position: { from: 3, to: 8 },
      hint: 'Did you mean colour?',
    });
  }
});

test.each([
  ['UInt8', 'n'],
  ['Nullable(UInt8)', 'ifNull(n, 0)'],
  ['String', 'toInt32OrZero(n)'],
  ['LowCardinality(Nullable(String))', "toInt32OrZero(ifNull(n, ''))"],
])('a severity number of type %s is never NULL', (type, number) => {
  const severityNumber = { expression: raw('n'), type, column: undefined };
  const { condition } = compileSearch('level:>=fatal', { ...logs, severity: undefined, severityNumber });
  expect(render(condition).text).toBe(`${number} >= {p0:Int64}`);
});

test('what a source is known to have', () => {
  const knows = knowsField(logs);
  expect(
    ['level', 'Body', 'http.route', 'attributes.x', 'scope.x', 'LogAttributes.x'].filter(
      (name) => !knows(name),
    ),
  ).toEqual([]);
  expect(['localhost', 'http', 'attributes.', 'never.seen', 'labels.x'].filter(knows)).toEqual([]);
  const names = sourceFields(logs).map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'level',
      'service',
      'body',
      'TraceFlags',
      'http.route',
      'host.name',
      'scope.lib',
    ]),
  );
  expect(new Set(names).size).toBe(names.length);
  expect(names).not.toContain('ServiceName');
  // Every name that is offered means the field that it is offered as.
  for (const { name, scope, aliases } of sourceFields(logs))
    for (const each of [name, ...aliases]) {
      const resolved = resolveField(each, logs).scope;
      expect([each, resolved === scope || resolved === 'attribute']).toEqual([each, true]);
    }
  expect(closestFields('http.rout', logs)[0]).toBe('http.route');
});

test('what spans are known to have besides', () => {
  const names = sourceFields(spans).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['root', 'event', 'exception.type', 'exception.message']));
  expect(names).not.toContain('Events.Name');
  expect(['root', 'event.attributes.x', 'exception.type'].filter((name) => !knowsField(spans)(name))).toEqual(
    [],
  );
  expect(['root', 'event.attributes.x', 'exception.type'].filter(knowsField(logs))).toEqual([]);
  // A table whose spans have no events, or keep them in another way.
  for (const columns of [[], [{ name: 'Events.Attributes', type: 'Array(String)' }]])
    expect(resolveField('exception.type', { ...spans, columns }).scope).toBe('attribute');
});

test('fields of a search, unknown ones and texts to mark', () => {
  const search = compileSearch(
    'timeout severity:error ServiceName:a NOT "not this" (http.rout:x OR err*) http.rout:y',
    logs,
  );
  expect([...fieldsOf(search.tree, logs)].sort()).toEqual(['body', 'http.rout', 'level', 'service']);
  expect(search.unknownFields).toEqual([
    { name: 'http.rout', position: { from: 53, to: 62 }, closest: expect.arrayContaining(['http.route']) },
  ]);
  expect(search.textTerms).toEqual(['timeout', 'err']);
});

test.each([
  ['String', 'string', false],
  ['LowCardinality(Nullable(String))', 'string', true],
  ['Nullable(FixedString(16))', 'fixed', true],
  ["Enum8('a,b' = 1, 'it\\'s)' = 2)", 'enum', false],
  ['SimpleAggregateFunction(sum, UInt64)', 'integer', false],
  ["DateTime64(9, 'UTC')", 'time', false],
  ['Decimal(18, 3)', 'float', false],
  ['Array(LowCardinality(String))', 'array', false],
  ['Map(LowCardinality(String), Array(String))', 'map', false],
  ['JSON(max_dynamic_paths = 8, a UInt32)', 'json', false],
  ['Tuple(a String, b UInt8)', 'other', false],
  ['Dynamic', 'other', true],
  ['', 'other', false],
])('the type %s is read as %s', (type, family, nullable) => {
  expect(readType(type)).toMatchObject({ family, nullable });
});
