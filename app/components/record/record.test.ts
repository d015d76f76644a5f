// The pure parts of an open record: JSON trees, stack traces, the names of its fields.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clipped } from './clipped.ts';
import { entryGroups, filterGroups } from './entries.ts';
import { jsonTokens } from './json-tokens.ts';
import { type JsonNode, parseJsonTree, summary } from './json-tree.ts';
import { stackLines } from './stack.ts';

const row = {
  attributes: { 'http.route': '/pay', level: 'high', both: 'mine' },
  resource: { 'k8s.pod.name': 'cart-1', both: 'theirs' },
  scope: { name: 'shop', version: '', attributes: { extra: '1' } },
};

describe('JSON', () => {
  test('a tree holds what the text says, and the digits of numbers', () => {
    const plain = (node: JsonNode): unknown => {
      if (node.kind === 'leaf') return JSON.parse(node.text);
      const entries = node.entries.map(([name, value]) => [name, plain(value)] as const);
      return node.kind === 'array' ? entries.map(([, value]) => value) : Object.fromEntries(entries);
    };
    fc.assert(
      fc.property(fc.oneof(fc.object(), fc.array(fc.anything())), (value) => {
        const text = JSON.stringify(value);
        const tree = parseJsonTree(text);
        expect(tree && JSON.stringify(plain(tree))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
    expect(parseJsonTree('{"id":12345678901234567890}')).toMatchObject({
      entries: [['id', { text: '12345678901234567890' }]],
    });
  });

  test.each(['', 'text', '42', '"a"', '{a}', `${'['.repeat(500)}${']'.repeat(500)}`])(
    '%j has no tree',
    (text) => {
      expect(parseJsonTree(text)).toBeUndefined();
    },
  );

  test('a folded node names what is in it', () => {
    const tree = parseJsonTree('{"a":1,"b":[1,2],"c":{},"d":null,"e":true}');
    expect(tree && summary(tree)).toBe('{ a, b, c, d, … }');
    const list = parseJsonTree('[1]');
    expect(list && summary(list)).toBe('[ 1 item ]');
  });

  test('coloured pieces are the whole text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(
          jsonTokens(text)
            .map((token) => token.text)
            .join(''),
        ).toBe(text);
      }),
    );
    expect(jsonTokens('{"a": -1.5e3, "b": null}').map(({ kind }) => kind)).toEqual([
      'sign',
      'name',
      'sign',
      'number',
      'sign',
      'name',
      'sign',
      'word',
      'sign',
    ]);
  });
});

describe('stack traces', () => {
  test.each([
    ['Error: no', 'message', false, undefined],
    ['    at pay (/srv/pay.js:10:3)', 'frame', false, '/srv/pay.js:10:3'],
    ['    at run (/srv/node_modules/q/run.js:1:1)', 'frame', true, '/srv/node_modules/q/run.js:1:1'],
    ['\tat com.shop.Pay.charge(Pay.java:42)', 'frame', false, 'Pay.java:42'],
    ['\tat java.base.Thread.run(Thread.java:8)', 'frame', true, 'Thread.java:8'],
    ['  File "/app/pay.py", line 10, in pay', 'frame', false, '/app/pay.py", line 10'],
    ['\t/srv/main.go:5 +0x1d', 'frame', false, '/srv/main.go:5'],
    ['Caused by: java.io.IOException: gone', 'message', false, undefined],
  ])('%j is a %s', (text, kind, isForeign, place) => {
    const [line] = stackLines(text);
    expect(line).toMatchObject({ kind, isForeign });
    expect(line?.place && text.slice(...line.place)).toBe(place);
  });

  test('the line of source below a Python frame belongs to it', () => {
    const lines = stackLines('  File "/app/pay.py", line 10, in pay\n    raise Declined()');
    expect(lines.map(({ kind }) => kind)).toEqual(['frame', 'source']);
  });
});

describe('fields of a record', () => {
  const known = [
    { name: 'level', aliases: ['severity'], scope: 'source' },
    { name: 'http.route', aliases: [], scope: 'attributes' },
    { name: 'k8s.pod.name', aliases: [], scope: 'resource' },
  ];

  test('go by the name that a search finds them by', () => {
    const names = entryGroups(row, known).map(({ entries }) => entries.map(({ field }) => field));
    expect(names).toEqual([
      ['both', 'http.route', 'attributes.level'],
      ['resource.both', 'k8s.pod.name'],
      ['scope.name', 'scope.extra'],
    ]);
  });

  test('have their long names while it is not known which fields there are', () => {
    expect(entryGroups(row, [])[0]?.entries[0]?.field).toBe('attributes.both');
  });

  test('are found by name or value', () => {
    const found = filterGroups(entryGroups(row, known), ' PAY');
    expect(found.flatMap(({ entries }) => entries.map(({ key }) => key))).toEqual(['http.route']);
  });
});

test('very long texts are shown a part at a time', () => {
  const text = 'x'.repeat(1_000_000);
  expect(clipped('short', 0)).toEqual({ shown: 'short' });
  expect(clipped('x'.repeat(2_100), 0).shown).toHaveLength(2_100);
  expect(clipped(text, 0)).toEqual({
    shown: `${'x'.repeat(2_000)}…`,
    more: 'Show more of 1,000,000 characters',
  });
  expect(clipped(text, 2).shown).toHaveLength(200_001);
  expect(clipped(text, 9)).toEqual(clipped(text, 2));
});
