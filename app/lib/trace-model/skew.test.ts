// Clock skew of drawn traces: what is found, what is not, and that corrected traces are possible.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTree } from './build.ts';
import { correctSkew, explainSkew, findSkew } from './skew.ts';
import { anyTrace, draw, STEP } from './testing.ts';

/** Differences as `caller>callee correction in steps (impossible of calls)`. */
function differences(text: string): string[] {
  const { columns } = draw(text);
  return findSkew(buildTree(columns)).differences.map(
    ({ caller, callee, correctionNs, impossible, calls, isConsistent }) =>
      `${columns.services[caller]}>${columns.services[callee]} ${correctionNs / STEP} (${impossible} of ${calls})${isConsistent ? '' : ' inconsistent'}`,
  );
}

/** Where spans stand after correction, in steps from the first: `label from-to`. */
function corrected(text: string): string[] {
  const { columns, labels } = draw(text);
  const tree = buildTree(columns);
  const { start, duration } = correctSkew(tree, findSkew(tree));
  return labels.map(
    (label, span) =>
      `${label} ${(start[span] ?? 0) / STEP}-${((start[span] ?? 0) + (duration[span] ?? 0)) / STEP}`,
  );
}

const BEHIND = `
  web:call/C       |    ========|
    pay:serve/S    |====        |
      pay:work     | ==         |
`;

describe('findSkew', () => {
  it.each([
    // The server must lie in 4-12: moving it by 4 to 8 is possible, 6 leaves as much time before as behind.
    ['a server that begins before its client', BEHIND, ['web>pay 6 (1 of 1)']],
    [
      'a server that ends after its client',
      'web:a/C |====    |\n pay:b/S |   ===  |',
      ['web>pay -2.5 (1 of 1)'],
    ],
    ['nothing where all is possible', 'web:a/C |======|\n pay:b/S | ==== |', []],
    ['nothing within a service', 'web:a |   ===|\n web:b |===   |', []],
    ['nothing in a message taken later', 'web:a/P |==      |\n pay:b/Q |   ==== |', []],
    ['a message taken before it was sent', 'web:a/P |   ==   |\n pay:b/Q | ====   |', ['web>pay 2 (1 of 1)']],
    ['nothing in a server that its client gave up', 'web:a/C |===     |\n pay:b/S | ====== |', []],
    // The first allows 2 to 4, the second 3 to 5; the middles are 3 and 4.
    [
      'what several calls allow together',
      `
      web:root          |================|
        web:a/C         |  ====          |
          pay:x/S       |==              |
        web:b/C         |         ====   |
          pay:y/S       |      ==        |`,
      ['web>pay 4 (2 of 2)'],
    ],
    [
      'hosts that differ behind one service',
      `
      web:root          |================|
        web:a/C         |    ====        |
          pay:x/S       |==              |
        web:b/C         |      ====      |
          pay:y/S       |            ==  |`,
      ['web>pay 5 (2 of 2) inconsistent'],
    ],
  ])('finds %s', (_, text, expected) => {
    expect(differences(text)).toEqual(expected);
  });

  it('names the spans, and says it in a sentence', () => {
    const { columns, span } = draw(BEHIND);
    const skew = findSkew(buildTree(columns));
    expect(skew.problem).toEqual({ kind: 'clock-skew', count: 1, spans: [span('serve')] });
    const [difference] = skew.differences;
    expect(difference && explainSkew(difference, columns.services, (ns) => `${ns / STEP} ms`)).toBe(
      'The clock of pay is about 6 ms behind that of web: 1 of 1 calls are impossible otherwise.',
    );
  });

  it('forgives a thousandth of the caller and a microsecond', () => {
    const { columns } = draw('web:a/C |==========|\n pay:b/S |==========|');
    const at = (offset: number) =>
      findSkew(buildTree({ ...columns, start: Float64Array.of(20_000, 20_000 + offset) })).problem;
    expect([at(0), at(-11_000), at(11_000)]).toEqual([undefined, undefined, undefined]);
    expect([at(-11_001)?.count, at(11_001)?.count]).toEqual([1, 1]);
  });
});

describe('correctSkew', () => {
  it('moves what lies below the call along', () => {
    // 6 steps later for all of pay; the trace then begins at what was 4.
    expect(corrected(BEHIND)).toEqual(['call 0-8', 'serve 2-6', 'work 3-5']);
  });

  it('moves each call as far as it needs where one correction does not do', () => {
    const text = `
      web:root          |================|
        web:a/C         |    ====        |
          pay:x/S       |==              |
        web:b/C         |      ====      |
          pay:y/S       |            ==  |`;
    expect(corrected(text)).toEqual(['root 0-16', 'a 4-8', 'x 5-7', 'b 6-10', 'y 8-10']);
  });

  it('leaves a trace without skew as it is', () => {
    const { columns } = draw('web:a/C |======|\n pay:b/S | ==== |');
    const tree = buildTree(columns);
    expect(correctSkew(tree, findSkew(tree))).toEqual(columns);
  });

  it('leaves no impossible call, loses no span and begins at 0, in any trace', () => {
    fc.assert(
      fc.property(anyTrace, (columns) => {
        const tree = buildTree(columns);
        const skew = findSkew(tree);
        const after = correctSkew(tree, skew);
        expect(after.count).toBe(columns.count);
        if (columns.count > 0) expect(Math.min(...after.start)).toBe(0);
        for (const start of after.start) expect(Number.isInteger(start)).toBe(true);
        const problem = findSkew({ ...tree, columns: after }).problem;
        expect(problem).toBeUndefined();
      }),
    );
  });
});
