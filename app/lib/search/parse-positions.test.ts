// Which part of the text each node covers.
import { describe, expect, test } from 'vitest';
import type { SearchNode } from './ast.ts';
import { parseSearch } from './parse.ts';

describe('positions', () => {
  /** What a node covers in the text. */
  function parts(text: string) {
    const { tree } = parseSearch(text);
    const out: string[] = [];
    const visit = (node: SearchNode) => {
      out.push(`${node.kind} ${text.slice(node.position.from, node.position.to)}`);
      if (node.kind === 'and' || node.kind === 'or') node.terms.forEach(visit);
      else if (node.kind === 'not') visit(node.term);
      else if (node.kind === 'field') {
        out.push(`name ${text.slice(node.fieldPosition.from, node.fieldPosition.to)}`);
        const { match } = node;
        const bounds =
          match.kind === 'compare' ? [match.bound] : match.kind === 'range' ? [match.from, match.to] : [];
        for (const bound of bounds)
          if (bound) out.push(`bound ${text.slice(bound.position.from, bound.position.to)}`);
        if (match.kind === 'regex') out.push(`regex ${text.slice(match.position.from, match.position.to)}`);
      }
    };
    visit(tree);
    return out;
  }

  test.each<[text: string, parts: string[]]>([
    ['', ['all ']],
    [' a ', ['text a']],
    [' a  b ', ['and a  b', 'text a', 'text b']],
    ['( a OR b ) "c d"', ['and ( a OR b ) "c d"', 'or ( a OR b )', 'text a', 'text b', 'text "c d"']],
    ['x NOT  a', ['and x NOT  a', 'text x', 'not NOT  a', 'text a']],
    ['-a\\ b:"c"', ['not -a\\ b:"c"', 'field a\\ b:"c"', 'name a\\ b']],
    ['a:(b -c*)', ['and (b -c*)', 'field b', 'name a', 'not -c*', 'field c*', 'name a']],
    ['a:/x y/', ['field a:/x y/', 'name a', 'regex /x y/']],
    [
      'a>=5 b:[1 TO "x"}',
      [
        'and a>=5 b:[1 TO "x"}',
        'field a>=5',
        'name a',
        'bound 5',
        'field b:[1 TO "x"}',
        'name b',
        'bound 1',
        'bound "x"',
      ],
    ],
  ])('%j', (text, expected) => {
    expect(parts(text)).toEqual(expected);
  });
});
