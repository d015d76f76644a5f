// Test support: random trees of the search language, as the parser would make them, over given fields and values.
import fc from 'fast-check';
import type { Bound, Pattern, PatternPart, SearchNode, TextMatch, ValueMatch } from './ast.ts';
import { combine } from './parse-combine.ts';
import { isToken } from './tokens-chars.ts';

/** What the trees are about. Fields may not be empty texts. */
export interface SearchPools {
  readonly fields: fc.Arbitrary<string>;
  /** Values of that field; also the literal parts of its wildcards. */
  readonly values: (field: string) => fc.Arbitrary<string>;
  /** Bounds of comparisons and ranges of that field: numbers, durations, sizes, other texts. Never empty. */
  readonly bounds: (field: string) => fc.Arbitrary<string>;
  /** Regexes; no unescaped trailing backslash, not empty. */
  readonly regexes: (field: string) => fc.Arbitrary<string>;
  /** Words and phrases of the body. */
  readonly texts: fc.Arbitrary<string>;
  /** How deep the trees are; default `small`. */
  readonly depth?: fc.DepthSize;
}

const NOWHERE = Object.freeze({ from: 0, to: 0 });

/** Trees without diagnostics, in the parser's normal form. All positions are {0, 0}. */
export function searchTrees(pools: SearchPools): fc.Arbitrary<SearchNode> {
  const { tree } = fc.letrec<{ tree: SearchNode }>((tie) => ({
    tree: fc.oneof(
      { depthSize: pools.depth ?? 'small', withCrossShrink: true },
      { weight: 5, arbitrary: fieldNodes(pools) },
      { weight: 4, arbitrary: textNodes(pools.texts) },
      { weight: 1, arbitrary: fc.constant<SearchNode>({ kind: 'all', position: NOWHERE }) },
      { weight: 3, arbitrary: fc.array(tie('tree'), { minLength: 2, maxLength: 4 }).map(join('and')) },
      { weight: 3, arbitrary: fc.array(tie('tree'), { minLength: 2, maxLength: 4 }).map(join('or')) },
      {
        weight: 2,
        arbitrary: tie('tree').map((term): SearchNode => ({ kind: 'not', term, position: NOWHERE })),
      },
    ),
  }));
  return tree;
}

function join(kind: 'and' | 'or'): (terms: SearchNode[]) => SearchNode {
  return (terms) => combine(kind, terms) as SearchNode;
}

const anyText = fc.oneof(
  fc.constantFrom(
    'AND',
    'OR',
    'NOT',
    'TO',
    '//x',
    '/a/',
    '8080',
    '34:56',
    ':1',
    '\\foo',
    '-5',
    '!',
    '&&',
    '>5',
    '[1 TO 2]',
    '10.0.0.1',
    'user-id=42',
    'http://x/y',
    'two words',
    '*',
    '?',
    '',
  ),
  fc.string({ maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 5 }),
);

/** Any odd texts: for properties of the language itself. */
export const anyPools: SearchPools = {
  fields: fc.oneof(
    fc.constantFrom(
      'level',
      'attributes.http.route',
      'localhost',
      'http',
      'C',
      '12',
      'fe80',
      'AND',
      'a b',
      '-x',
    ),
    fc.string({ minLength: 1, maxLength: 6 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }),
  ),
  values: () => anyText,
  bounds: () =>
    fc.oneof(
      fc.constantFrom('5', '-1.5', '1.5s', '10MiB', '*', 'TO', 'a b', ']'),
      fc.string({ minLength: 1, maxLength: 6 }),
    ),
  regexes: () => fc.constantFrom('^a.*b$', 'a/b', '\\d+', '[a-z]/', '\\\\', 'a b', '"', '(x|y)', '/'),
  texts: anyText,
};

/** Terms without a field. */
export function textNodes(texts: fc.Arbitrary<string>): fc.Arbitrary<SearchNode> {
  const nonEmpty = texts.map((text) => (text === '' ? 'x' : text));
  const token = nonEmpty.map((text) => (isToken(text) ? text : (/[A-Za-z0-9]+/.exec(text)?.[0] ?? 'word')));
  const match = fc.oneof<fc.Arbitrary<TextMatch>[]>(
    token.map((value) => ({ kind: 'word', value })),
    token.map((value) => ({ kind: 'prefix', value })),
    nonEmpty.map((value) => ({ kind: 'substring', value })),
    patterns(nonEmpty)
      .filter(isTextWildcard)
      .map((pattern) => ({ kind: 'wildcard', pattern })),
  );
  return match.map((it): SearchNode => ({ kind: 'text', match: it, position: NOWHERE }));
}

/** Not what the parser reads as a prefix or a substring. */
function isTextWildcard(pattern: Pattern): boolean {
  const [first, second, third] = pattern;
  if (pattern.length === 2 && first?.kind === 'text' && second?.kind === 'any') return !isToken(first.value);
  return !(pattern.length === 3 && first?.kind === 'any' && second?.kind === 'text' && third?.kind === 'any');
}

/** Terms of one field. */
export function fieldNodes(pools: SearchPools): fc.Arbitrary<SearchNode> {
  return pools.fields.chain((field) => {
    const values = pools.values(field);
    const bound = pools.bounds(field).map((value): Bound => ({ value, position: NOWHERE }));
    const end = fc.oneof({ weight: 4, arbitrary: bound }, { weight: 1, arbitrary: fc.constant(null) });
    const match = fc.oneof<fc.WeightedArbitrary<ValueMatch>[]>(
      { weight: 4, arbitrary: values.map((value) => ({ kind: 'equals', value })) },
      {
        weight: 3,
        arbitrary: patterns(values.filter((value) => value !== '')).map((pattern) => ({
          kind: 'wildcard',
          pattern,
        })),
      },
      { weight: 1, arbitrary: fc.constant({ kind: 'exists' }) },
      {
        weight: 1,
        arbitrary: pools.regexes(field).map((pattern) => ({ kind: 'regex', pattern, position: NOWHERE })),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('compare' as const),
          operator: fc.constantFrom('>', '>=', '<', '<='),
          bound,
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('range' as const),
          from: end,
          to: end,
          includesFrom: fc.boolean(),
          includesTo: fc.boolean(),
        }),
      },
    );
    return match.map(
      (it): SearchNode => ({ kind: 'field', field, fieldPosition: NOWHERE, match: it, position: NOWHERE }),
    );
  });
}

/** Wildcard patterns in normal form, with at least one wildcard, more than a lone `*`; literal parts are pieces of the texts. */
export function patterns(texts: fc.Arbitrary<string>): fc.Arbitrary<Pattern> {
  const text = fc.tuple(texts, fc.nat(), fc.nat()).map(([value, a, b]): PatternPart => {
    const from = a % value.length;
    return { kind: 'text', value: value.slice(from, from + 1 + (b % (value.length - from))) };
  });
  const part = fc.oneof<fc.WeightedArbitrary<PatternPart>[]>(
    { weight: 3, arbitrary: text },
    { weight: 2, arbitrary: fc.constant({ kind: 'any' }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'one' }) },
  );
  return fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => {
    const normal: PatternPart[] = [];
    for (const it of parts) {
      const last = normal.at(-1);
      if (last?.kind === 'any' && it.kind === 'any') continue;
      if (last?.kind === 'text' && it.kind === 'text')
        normal[normal.length - 1] = { kind: 'text', value: last.value + it.value };
      else normal.push(it);
    }
    if (!normal.some((it) => it.kind !== 'text')) normal.push({ kind: 'any' });
    if (normal.length === 1 && normal[0]?.kind === 'any') normal.push({ kind: 'one' });
    return normal;
  });
}
