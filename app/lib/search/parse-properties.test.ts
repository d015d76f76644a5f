// What holds for every search: printing and parsing undo each other, no text throws, and the work is linear.

import { readFileSync } from 'node:fs';
import { type Tree, TreeFragment } from '@lezer/common';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generateGrammar } from '#scripts/grammar.ts';
import { anyPools, searchTrees } from './arbitraries.ts';
import { parseSearch, searchParser } from './parse.ts';
import { printSearch } from './print.ts';
import { withoutPositions } from './testing.ts';

test('the generated parser is that of the grammar', () => {
  for (const [name, text] of Object.entries(generateGrammar()))
    expect(readFileSync(new URL(name, import.meta.url), 'utf8'), `run: node scripts/grammar.ts`).toBe(text);
});

// Thousands of runs: a slow machine needs more than the usual time.
describe('properties', { timeout: 60_000 }, () => {
  const knowsSome = (name: string) => name.length % 2 === 0;
  /** Texts made of what means something in the language, so that random ones get deep into it. */
  const searchText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc
      .array(
        fc.constantFrom(
          ...[
            'a',
            'b1',
            'AND',
            'OR',
            'NOT',
            ' ',
            ' ',
            '  ',
            '(',
            ')',
            '"',
            ':',
            '::',
            '\\',
            '-',
            '!',
            '*',
            '?',
          ],
          ...[
            '/',
            '//',
            '[',
            ']',
            '{',
            '}',
            ' TO ',
            '>',
            '>=',
            '<',
            '5',
            '.',
            '&&',
            '||',
            'level:',
            '\ud800',
            '\0',
            '%',
          ],
        ),
        { maxLength: 25 },
      )
      .map((parts) => parts.join('')),
  );

  test('parse(print(tree)) is the tree', () => {
    fc.assert(
      fc.property(searchTrees(anyPools), fc.boolean(), (tree, known) => {
        const text = printSearch(tree);
        const parsed = parseSearch(text, () => known);
        expect(parsed.diagnostics, text).toEqual([]);
        expect(withoutPositions(parsed.tree), text).toEqual(withoutPositions(tree));
      }),
      { numRuns: 2000 },
    );
  });

  test('any text: no throw, no error recovery, positions inside, frozen; without mistakes it prints to the same', () => {
    fc.assert(
      fc.property(searchText, fc.boolean(), (text, known) => {
        const knows = known ? knowsSome : undefined;
        let errors = 0;
        searchParser(knows)
          .parse(text)
          .iterate({
            enter: (node) => {
              if (node.type.isError) errors += 1;
            },
          });
        expect(errors).toBe(0);
        const { tree, diagnostics } = parseSearch(text, knows);
        for (const { position } of diagnostics) {
          expect(position.from).toBeGreaterThanOrEqual(0);
          expect(position.to).toBeGreaterThan(position.from);
          expect(position.to).toBeLessThanOrEqual(text.length);
        }
        checkNodes(tree, text.length);
        if (diagnostics.length > 0) return;
        const printed = printSearch(tree);
        expect(parseSearch(printed, knows).diagnostics, printed).toEqual([]);
        expect(withoutPositions(parseSearch(printed, knows).tree), printed).toEqual(withoutPositions(tree));
      }),
      { numRuns: 3000 },
    );
  });

  test('the editor, which parses only what was edited, has the tree of the whole text', () => {
    const edit = fc.record({ text: searchText, at: fc.nat(), cut: fc.nat({ max: 4 }), put: searchText });
    const parser = searchParser();
    fc.assert(
      fc.property(edit, fc.array(searchText, { maxLength: 40 }), ({ text, at, cut, put }, rest) => {
        // Long enough that the parser keeps pieces of the old tree.
        const before = `${rest.join(' ')} ${text} ${rest.join(' ')}`;
        const from = at % (before.length + 1);
        const to = Math.min(from + cut, before.length);
        const after = before.slice(0, from) + put + before.slice(to);
        const fragments = TreeFragment.applyChanges(TreeFragment.addTree(parser.parse(before)), [
          { fromA: from, toA: to, fromB: from, toB: from + put.length },
        ]);
        expect(nodes(parser.parse(after, fragments)), JSON.stringify([before, after])).toEqual(
          nodes(parser.parse(after)),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

function checkNodes(value: unknown, length: number): void {
  if (typeof value !== 'object' || value === null) return;
  expect(Object.isFrozen(value)).toBe(true);
  if ('from' in value && typeof value.from === 'number' && 'to' in value && typeof value.to === 'number') {
    expect(value.from).toBeLessThanOrEqual(value.to);
    expect(value.to).toBeLessThanOrEqual(length);
  }
  for (const inner of Object.values(value)) checkNodes(inner, length);
}

function nodes(tree: Tree): string[] {
  const found: string[] = [];
  tree.iterate({ enter: ({ name, from, to }) => void found.push(`${name} ${from}-${to}`) });
  return found;
}
