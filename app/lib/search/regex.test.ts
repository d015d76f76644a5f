// What expressions are refused for, and what they surely have in their matches.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { regexMistake } from './regex.ts';
import { regexTexts } from './regex-texts.ts';

test.each([
  ['a|b', undefined],
  ['^\\d{3}-[a-z]+$', undefined],
  ['(?i)err(or)?\\b', undefined],
  ['(?P<name>x)', undefined],
  ['\\p{Greek}\\x{263a}', undefined],
  ['a{,3}', undefined],
  ['(a', 'a "(" is not closed'],
  ['a)', 'a ")" closes nothing'],
  ['[a', 'a "[" is not closed'],
  ['*a', 'there is nothing to repeat before "*"'],
  ['a(?=b)', 'look-around is not supported'],
  ['(?<!a)b', 'look-around is not supported'],
  ['(a)\\1', 'back-references such as "\\1" are not supported'],
  ['(?>a)', '"(?>" is not supported'],
  ['a{1001}', 'it repeats more than 1000 times'],
  ['(a{100}){100}', 'it repeats more than 1000 times'],
  ['(?:....){1000}', undefined],
  ['(?:\\W\\W\\W\\W){1000}', 'it is too large'],
  ['\\p{L}{500}', 'it is too large'],
  ['a{3,2}', 'a repeat ends before it begins'],
  ['[b-a]', 'a range of letters ends before it begins'],
  ['(?P<n>a)(?P<n>b)', 'the name "n" is used twice'],
  ['\\y', '"\\y" means nothing'],
  ['a\\', 'it ends with "\\"'],
  ['('.repeat(500), 'its brackets are nested too deeply'],
])('%s', (pattern, mistake) => {
  expect(regexMistake(pattern)).toBe(mistake);
});

test.each([
  ['timeout', [undefined, 'timeout', undefined]],
  ['time.*out=5', [undefined, 'time', undefined, 'out=5', undefined]],
  ['times?', [undefined, 'time', undefined]],
  ['a(b)c', [undefined, 'a', undefined, 'c', undefined]],
  ['[abc]def', [undefined, 'def', undefined]],
  ['ab{2}c', [undefined, 'a', undefined, 'c', undefined]],
  ['\\d+ms', [undefined, 'ms', undefined]],
  ['a{(b}cccc)?d', [undefined, 'd', undefined]],
  ['a|b', []],
  ['(?i)abc', []],
  ['\\x41bc', []],
  ['\\Qa.b\\E', []],
])('what every match of %s has', (pattern, texts) => {
  expect(regexTexts(pattern)).toEqual(texts);
});

test('whatever matches has the texts', () => {
  const piece = fc.constantFrom(
    'a',
    'bc',
    'd?',
    'e*',
    'f{2}',
    '(g|h)',
    '[ij]',
    '\\d',
    '.',
    'k+',
    '(?:l)',
    ' ',
    '$',
    '[^]m]',
    '(n[)]o)',
  );
  const subject = fc.string({ unit: fc.constantFrom(...'abcdeffghijklmno 1)') });
  fc.assert(
    fc.property(
      fc.array(piece).map((parts) => parts.join('')),
      subject,
      (pattern, text) => {
        const portable = pattern.replaceAll('[^]m]', '[^\\]m]');
        if (!new RegExp(portable, 's').test(text)) return;
        let at = 0;
        for (const part of regexTexts(pattern)) {
          if (part === undefined) continue;
          const found = text.indexOf(part, at);
          expect([pattern, text, part, found >= 0]).toEqual([pattern, text, part, true]);
          at = found + part.length;
        }
      },
    ),
    { numRuns: 5000 },
  );
});
