// Reading the engine's dump of a parsed query; names in it must not be able to pose as rows of it.
import { describe, expect, test } from 'vitest';
import { listOf, readTree, UnreadableTree, walk } from './guard-tree.ts';

const DUMP = `QUERY id: 0
  PROJECTION
    LIST id: 1, nodes: 2
      FUNCTION id: 2, alias: a, b: c, function_name: in, function_type: ordinary
        ARGUMENTS
          LIST id: 3, nodes: 2
            CONSTANT id: 4, constant_value: 'x, identifier: y', constant_value_type: String
            IDENTIFIER id: 5, identifier: otel.t
      MATCHER id: 6, matcher_type: ASTERISK
  JOIN TREE
    JOIN id: 7, strictness: ALL, kind: LEFT
      LEFT TABLE EXPRESSION
        IDENTIFIER id: 8, alias: l, identifier: otel.logs, final: 1
      RIGHT TABLE EXPRESSION
        TABLE_FUNCTION id: 9, table_function_name: numbers
          SETTINGS max_threads=1
  SETTINGS readonly=0`.split('\n');

test('nodes, their roles and their attributes', () => {
  const root = readTree(DUMP);
  const [call, matcher] = listOf(root, 'PROJECTION');
  expect(call?.attributes.get('function_name')).toBe('in');
  expect(call?.attributes.get('alias')).toBe('a, b: c');
  expect(matcher?.kind).toBe('MATCHER');
  expect(
    listOf(call ?? root, 'ARGUMENTS').map(({ kind, attributes }) => [kind, attributes.get('identifier')]),
  ).toEqual([
    ['CONSTANT', undefined],
    ['IDENTIFIER', 'otel.t'],
  ]);
  const tables = [...walk(root)].filter(({ role }) => role.endsWith('TABLE EXPRESSION'));
  expect(
    tables.map(({ attributes }) => attributes.get('identifier') ?? attributes.get('table_function_name')),
  ).toEqual(['otel.logs', 'numbers']);
  expect([...walk(root)].filter(({ kind }) => kind === 'SETTINGS')).toHaveLength(2);
});

describe('is refused', () => {
  test.each([
    ['nothing', []],
    ['a row of another form', ['QUERY id: 0', '  PROJECTION', '    what is this']],
    ['an unknown heading', ['QUERY id: 0', '  SOMETHING NEW', '    LIST id: 1, nodes: 0']],
    ['a number out of turn', ['QUERY id: 0', '  PROJECTION', '    LIST id: 2, nodes: 0']],
    ['a number twice', ['QUERY id: 0', '  PROJECTION', '    LIST id: 0, nodes: 0']],
    ['two roots', ['QUERY id: 0', 'QUERY id: 1']],
    ['an attribute twice', ['IDENTIFIER id: 0, alias: a, identifier: b, identifier: c']],
  ])('%s', (_, rows) => expect(() => readTree(rows)).toThrow(UnreadableTree));
});
