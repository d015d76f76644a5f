// What words with letters beyond ASCII are compared as, and that no way to write one is left out.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldCase, hasForeignCase, spellingsInLower } from './predicates-case.ts';

test.each([
  ['straße', ['strasse', 'straße', 'straẞe']],
  ['ÉA', ['éa', 'Éa']],
  ['ς', ['σ', 'Σ', 'ς']],
  ['İ', ['i\u0307', 'İ']],
  ['ök', ['ök', 'Ök', 'ö\u212a', 'Ö\u212a']],
  ['日é', ['日é', '日É']],
])('%s is written %j', (word, expected) => {
  expect(spellingsInLower(foldCase(word), 100)?.toSorted()).toEqual(expected.toSorted());
});

test('a word with too many spellings has none', () => {
  expect(spellingsInLower('ошибка', 64)).toHaveLength(64);
  expect(spellingsInLower('ошибка', 63)).toBeUndefined();
  expect(spellingsInLower('я'.repeat(100_000), 512)).toBeUndefined();
});

test.each([
  ['straße', true],
  ['日本', false],
  ['plain', false],
  ['Ω', true],
  ['😀', false],
])('%s has a case beyond ASCII: %s', (text, expected) => expect(hasForeignCase(text)).toBe(expected));

test('however a word is written, in the lower case of ASCII it is one of its spellings', () => {
  const letter = fc.constantFrom(...'aksiSßẞσςΣéÉоОшШİıå\u212b\u212a日1\u0307');
  fc.assert(
    fc.property(fc.array(letter, { minLength: 1, maxLength: 5 }), (letters) => {
      const word = letters.join('');
      const stored = word.replace(/[A-Z]/g, (capital) => capital.toLowerCase());
      expect(spellingsInLower(foldCase(word), 100_000)).toContain(stored);
      for (const one of spellingsInLower(foldCase(word), 100_000) ?? [])
        expect(foldCase(one)).toBe(foldCase(word));
    }),
    { numRuns: 2000 },
  );
});
