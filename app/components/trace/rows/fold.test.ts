// Closed subtrees: what they hide, how they are written, and that changing step by step is the same as at once.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { buildTree } from '#app/lib/trace-model/build.ts';
import { TraceRows } from '#app/lib/trace-model/rows.ts';
import { anyTrace, draw } from '#app/lib/trace-model/testing.ts';
import {
  ALL_OPEN,
  applyFold,
  changeLevel,
  type Fold,
  flip,
  formatFold,
  parseFold,
  revealed,
} from './fold.ts';

const drawing = draw(`
  root      |==========|
    a       |====      |
      b     |==        |
        c   |=         |
    d       |     ===  |
      e     |     =    |
`);
const tree = buildTree(drawing.columns);
const span = drawing.span;

function shown(fold: Fold): string {
  const rows = new TraceRows(tree);
  applyFold(rows, undefined, fold);
  return Array.from(rows.spans.subarray(0, rows.count), (at) => drawing.labels[at]).join(' ');
}

test.each<[string, Fold, string]>([
  ['all open', ALL_OPEN, 'root a b c d e'],
  ['from a level down', { level: 1, flipped: new Set() }, 'root a d'],
  ['only the top', { level: 0, flipped: new Set() }, 'root'],
  ['one closed', flip(ALL_OPEN, span('b')), 'root a b d e'],
  ['one open below a level', flip({ level: 1, flipped: new Set() }, span('a')), 'root a b d'],
  ['what has no children cannot be closed', flip(ALL_OPEN, span('c')), 'root a b c d e'],
])('%s', (_, fold, rows) => {
  expect(shown(fold)).toBe(rows);
});

describe('levels', () => {
  it('go down from what is open, and up to all', () => {
    const closed = changeLevel(ALL_OPEN, 3, -1);
    expect(shown(closed)).toBe('root a b d e');
    expect(changeLevel(closed, 3, 1)).toEqual(ALL_OPEN);
    expect(changeLevel({ level: 0, flipped: new Set() }, 3, -1).level).toBe(0);
  });
});

it('opens what hides a span and nothing else', () => {
  const fold = { level: 0, flipped: new Set<number>() };
  expect(shown(revealed(tree, fold, span('b')))).toBe('root a b d');
  expect(revealed(tree, ALL_OPEN, span('c'))).toBe(ALL_OPEN);
});

it('is written and read', () => {
  const idOf = (at: number) => drawing.labels[at] ?? '';
  const indexOf = (id: string) => drawing.labels.indexOf(id);
  const fold = flip(flip({ level: 2, flipped: new Set() }, span('a')), span('d'));
  expect(formatFold(fold, idOf)).toBe('2~a,d');
  expect(parseFold('2~a,d', indexOf)).toEqual(fold);
  expect(formatFold(ALL_OPEN, idOf)).toBe('');
  expect(parseFold('', indexOf)).toEqual(ALL_OPEN);
  expect(parseFold('x~nobody,,b', indexOf)).toEqual(flip(ALL_OPEN, span('b')));
});

it('step by step shows the same rows as at once', () => {
  const step = fc.oneof(fc.nat(40), fc.constantFrom<'less' | 'more'>('less', 'more'));
  fc.assert(
    fc.property(anyTrace, fc.array(step, { maxLength: 12 }), (columns, steps) => {
      fc.pre(columns.count > 0);
      const any = buildTree(columns);
      const deepest = any.depth.reduce((a, b) => Math.max(a, b), 0);
      const stepped = new TraceRows(any);
      let fold = ALL_OPEN;
      applyFold(stepped, undefined, fold);
      for (const to of steps) {
        const next =
          typeof to === 'number'
            ? flip(fold, to % columns.count)
            : changeLevel(fold, deepest, to === 'less' ? -1 : 1);
        applyFold(stepped, fold, next);
        fold = next;
      }
      const atOnce = new TraceRows(any);
      applyFold(atOnce, undefined, fold);
      expect(stepped.spans.subarray(0, stepped.count)).toEqual(atOnce.spans.subarray(0, atOnce.count));
    }),
  );
});
