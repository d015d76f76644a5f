// Names can be seen: what is collapsed, what is refused, and that names of all alphabets pass.
import { expect, test } from 'vitest';
import { collapsed, visibleName } from './visible-name.ts';

const schema = visibleName('Enter a name.', 40);
const UNSEEN = 'The name holds characters that cannot be seen. Type it anew.';
const outcome = (text: string) => {
  const { data, error } = schema.safeParse(text);
  expect(error?.issues.length ?? 0).toBeLessThan(2);
  return data ?? error?.issues[0]?.message;
};

test.each([
  ['Payments', 'Payments'],
  ['  Payments \t and\u00A0\u3000billing\n', 'Payments and billing'],
  ['one\r\ntwo\u2028three', 'one two three'],
  ['Cafe\u0301', 'Café'],
  ['Zahlungen Österreich', 'Zahlungen Österreich'],
  ['支払い', '支払い'],
  ['הצוות', 'הצוות'],
  ['पेमेंट', 'पेमेंट'],
  ['R&D (#2)', 'R&D (#2)'],
  ['❤\uFE0F team', '❤\uFE0F team'],
  ['می\u200Cخواهم', 'می\u200Cخواهم'],
  ['क्\u200Dष', 'क्\u200Dष'],
  ['👩\u200D💻 on call', '👩\u200D💻 on call'],
])('%j is the name %j', (text, expected) => expect(outcome(text)).toBe(expected));

test.each([
  ['', 'Enter a name.'],
  [' \n\t\u3000', 'Enter a name.'],
  ['\u2800', 'Enter a name.'],
  ['\u0301', 'Enter a name.'],
  ['\uFE0F', 'Enter a name.'],
  ['x'.repeat(41), 'Enter a shorter name.'],
  ...[
    '\u200B', // zero-width space
    'a\u200Db',
    'a\u200C',
    '👩\u200D',
    'a\u2060b',
    '\uFEFFa',
    'a\uFEFF',
    'soft\u00ADhyphen',
    'a\u0000b',
    'a\u001B[31mred',
    'a\u007F',
    'evil\u202Egpj.exe',
    'a\u2066b\u2069',
    'a\u200Fb',
    'a\u061Cb',
    '\u3164', // Hangul filler
    '\u115F',
    '\uFFA0',
    'a\u034Fb',
    'a\u180Eb',
    'tag\u{E0041}',
    'a\uE000b', // private use
    'a\uD800b', // half a pair
    'a\uFFFFb',
  ].map((text): [string, string] => [text, UNSEEN]),
])('%j is refused: %s', (text, message) => expect(outcome(text)).toBe(message));

test('what is typed to confirm a name is compared without regard to its white space', () => {
  expect(collapsed(' My\u00A0 team\n')).toBe(collapsed('My team'));
  expect(collapsed('My team')).not.toBe(collapsed('my team'));
});
