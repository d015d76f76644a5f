// Test support: comparing trees.
import type { Pattern, SearchNode, TextMatch, ValueMatch } from './ast.ts';

/** A tree as plain data, all positions left out. */
export function withoutPositions(tree: SearchNode): unknown {
  return JSON.parse(
    JSON.stringify(tree, (key, value) => (key === 'position' || key === 'fieldPosition' ? undefined : value)),
  );
}

/**
 * A tree in one line: `(a & b)`, `(a | b)`, `!a`; words `a`, prefixes `a*`, substrings `"a"`, wildcards `~"a"*?`; fields
 * `f="v"`, `f~"v"*`, `f exists`, `f /re/`, `f >= 5`, `f [1, *}`.
 */
export function notation(tree: SearchNode): string {
  switch (tree.kind) {
    case 'all':
      return '*';
    case 'and':
      return `(${tree.terms.map(notation).join(' & ')})`;
    case 'or':
      return `(${tree.terms.map(notation).join(' | ')})`;
    case 'not':
      return `!${notation(tree.term)}`;
    case 'text':
      return textNotation(tree.match);
    case 'field':
      return tree.field + valueNotation(tree.match);
  }
}

function textNotation(match: TextMatch): string {
  if (match.kind === 'wildcard') return `~${patternNotation(match.pattern)}`;
  if (match.kind === 'substring') return JSON.stringify(match.value);
  return match.kind === 'word' ? match.value : `${match.value}*`;
}

function valueNotation(match: ValueMatch): string {
  switch (match.kind) {
    case 'equals':
      return `=${JSON.stringify(match.value)}`;
    case 'wildcard':
      return `~${patternNotation(match.pattern)}`;
    case 'exists':
      return ' exists';
    case 'regex':
      return ` /${match.pattern}/`;
    case 'compare':
      return ` ${match.operator} ${match.bound.value}`;
    case 'range': {
      const ends = [match.from, match.to].map((bound) => bound?.value ?? '*').join(', ');
      return ` ${match.includesFrom ? '[' : '{'}${ends}${match.includesTo ? ']' : '}'}`;
    }
  }
}

function patternNotation(pattern: Pattern): string {
  return pattern
    .map((part) => (part.kind === 'text' ? JSON.stringify(part.value) : part.kind === 'any' ? '*' : '?'))
    .join('');
}
