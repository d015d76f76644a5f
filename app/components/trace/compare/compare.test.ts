// The lines of a comparison, the way from one difference to the next, and what is said of it.
import { describe, expect, test } from 'vitest';
import { buildTree } from '#app/lib/trace-model/build.ts';
import { diffTraces } from '#app/lib/trace-model/diff.ts';
import { draw, STEP } from '#app/lib/trace-model/testing.ts';
import { deltaText } from './delta.tsx';
import { countsText, diffRows, diffScale, durationsOf, stepDifference } from './diff-rows.ts';
import { traceIdIn } from './trace-id-in.ts';

const tree = (text: string) => buildTree(draw(text).columns);
const before = tree(`
  root         |==========          |
    same       |==                  |
      gone     |=                   |
    slow       |  ==                |
    quick      |    =====           |
`);
const after = tree(`
  root         |====================|
    same       |==                  |
    slow!      |  ==========        |
    quick      |             =      |
      new      |             =      |
`);
const diff = diffTraces(before, after);
const nameOf = (node: number) => {
  const left = diff.inA[node] ?? -1;
  const { columns } = left === -1 ? after : before;
  return columns.names[columns.name[left === -1 ? (diff.inB[node] ?? 0) : left] ?? 0];
};

describe('lines', () => {
  test('are those that differ, with what is above them', () => {
    expect([...diffRows(diff, false)].map(nameOf)).toEqual(['root', 'same', 'gone', 'slow', 'quick', 'new']);
    expect([...diffRows(diff, true)].length).toBe(diff.count);
    const itself = diffTraces(before, before);
    expect(diffRows(itself, false).length).toBe(0);
    expect(countsText(itself)).toBe('');
    expect(stepDifference(itself, itself.preorder, -1, 1)).toBe(-1);
  });

  test('lead from difference to difference and round', () => {
    const rows = diffRows(diff, false);
    const walk = (step: 1 | -1) => {
      const met: (string | undefined)[] = [];
      let at = -1;
      for (let n = 0; n < 6; n += 1) {
        at = stepDifference(diff, rows, at, step);
        met.push(nameOf(rows[at] ?? 0));
      }
      return met;
    };
    expect(walk(1)).toEqual(['root', 'gone', 'slow', 'quick', 'new', 'root']);
    expect(walk(-1)).toEqual(['new', 'quick', 'slow', 'gone', 'root', 'new']);
  });

  test('say what changed', () => {
    expect(countsText(diff)).toBe('1 added, 1 removed, 2 slower, 1 faster, 1 newly failing');
    const gone = [...diff.preorder].find((node) => nameOf(node) === 'gone') ?? -1;
    expect(durationsOf(diff, gone)).toEqual({ before: STEP, after: undefined });
    expect([deltaText(0), deltaText(2e6), deltaText(-3e6)]).toEqual(['0', '+2 ms', '−3 ms']);
  });

  test('are drawn on one scale or on each its own', () => {
    const root = 0;
    expect(diffScale(diff, true).left(root)).toEqual([0, 0.5]);
    expect(diffScale(diff, true).right(root)).toEqual([0, 1]);
    expect(diffScale(diff, false).left(root)).toEqual([0, 1]);
  });
});

test.each([
  ['  5291BA98b9183e404f9da1b722796685\n', '5291ba98b9183e404f9da1b722796685'],
  ['https://maple/traces/5291ba98b9183e404f9da1b722796685?tab=flame', '5291ba98b9183e404f9da1b722796685'],
  ['http://jaeger/trace/5291ba98b9183e40?uiFind=x', '5291ba98b9183e40'],
  ['trace_id=5291ba98b9183e404f9da1b722796685 level=info', '5291ba98b9183e404f9da1b722796685'],
  ['odd id', 'odd id'],
  ['', ''],
])('%j holds the id %j', (text, id) => {
  expect(traceIdIn(text)).toBe(id);
});
