// What is wrong with a search, where, and what to write instead; searches of any size.
import { describe, expect, test } from 'vitest';
import { parseSearch } from './parse.ts';
import { notation } from './testing.ts';

describe('mistakes', () => {
  test.each<[text: string, tree: string, ...mistakes: string[]]>([
    [':', '*', '0-1 There is no field name before the colon.'],
    [':a', '*', '0-1 There is no field name before the colon.'],
    [':"a b"', '"a b"', '0-1 There is no field name before the colon.'],
    ['::x', '*', '0-1 There is no field name before the colon.'],
    ['(:a)', '*', '1-2 There is no field name before the colon.'],
    ['"a":b', '"a"', '3-4 There is no field name before the colon.'],
    ['level:', '*', '0-6 There is no value after “level:”.'],
    ['level: error', 'error', '0-6 There is no value after “level:”.'],
    ['level:)', '*', '0-6 There is no value after “level:”.', '6-7 This bracket closes nothing.'],
    ['(level:)', '*', '1-7 There is no value after “level:”.'],
    ['level: AND x', 'x', '0-6 There is no value after “level:”.'],
    ['level:>', '*', '0-7 There is no value after “level:>”.'],
    ['level:> 5', '5', '0-7 There is no value after “level:>”.'],
    ['level:>"open', 'level > open', '7-12 The quote is not closed.'],
    ['level:>=', '*', '0-8 There is no value after “level:>=”.'],
    ['level:>>5', 'level > >5', '7-9 This is not a comparison.'],
    ['level:>=*', 'level >= *', '8-9 A comparison takes no wildcards.'],
    ['level:()', '*', '6-8 There is nothing between the brackets.'],
    ['level:( )', '*', '6-9 There is nothing between the brackets.'],
    ['level:(a', 'level="a"', '6-7 This bracket is not closed.'],
    ['level:(a OR)', 'level="a"', '9-11 Nothing stands after OR.'],
    ['level:(OR a)', 'level="a"', '7-9 Nothing stands before OR.'],
    ['level:(a OR OR b)', '(level="a" | level="b")', '9-14 Nothing stands between OR and OR.'],
    ['level:(NOT)', '*', '7-10 Nothing stands after NOT.'],
    ['level:(- a)', '(level="-" & level="a")', '7-8 This “-” excludes nothing.'],
    ['()', '*', '0-2 There is nothing between the brackets.'],
    ['( )', '*', '0-3 There is nothing between the brackets.'],
    ['(', '*', '0-1 This bracket is not closed.'],
    [')', '*', '0-1 This bracket closes nothing.'],
    ['(a', 'a', '0-1 This bracket is not closed.'],
    ['a)', 'a', '1-2 This bracket closes nothing.'],
    ['(a))', 'a', '3-4 This bracket closes nothing.'],
    ['((a)', 'a', '0-1 This bracket is not closed.'],
    ['(a (b', '(a & b)', '0-1 This bracket is not closed.', '3-4 This bracket is not closed.'],
    ['a) b) c', '(a & b & c)', '1-2 This bracket closes nothing.', '4-5 This bracket closes nothing.'],
    [')(', '*', '0-1 This bracket closes nothing.', '1-2 This bracket is not closed.'],
    ['(()', '*', '0-1 This bracket is not closed.', '1-3 There is nothing between the brackets.'],
    ['"', '*', '0-1 The quote is not closed.'],
    ['"a', '"a"', '0-2 The quote is not closed.'],
    ['"a b', '"a b"', '0-4 The quote is not closed.'],
    ['level:"a', 'level="a"', '6-8 The quote is not closed.'],
    ['"a\\"', '"a\\""', '0-4 The quote is not closed.'],
    ['"a" "b', '("a" & "b")', '4-6 The quote is not closed.'],
    ['""', '*', '0-2 There is nothing between the quotes.'],
    ['a "" b', '(a & b)', '2-4 There is nothing between the quotes.'],
    ['a\\', '"a\\\\"', '1-2 This \\ has nothing to escape.'],
    ['\\', '"\\\\"', '0-1 This \\ has nothing to escape.'],
    ['level:a\\', 'level="a\\\\"', '7-8 This \\ has nothing to escape.'],
    ['AND', '*', '0-3 Nothing stands before AND.'],
    ['OR', '*', '0-2 Nothing stands before OR.'],
    ['NOT', '*', '0-3 Nothing stands after NOT.'],
    ['AND a', 'a', '0-3 Nothing stands before AND.'],
    ['OR a', 'a', '0-2 Nothing stands before OR.'],
    ['a AND', 'a', '2-5 Nothing stands after AND.'],
    ['a OR', 'a', '2-4 Nothing stands after OR.'],
    ['a NOT', 'a', '2-5 Nothing stands after NOT.'],
    ['a AND AND b', '(a & b)', '2-9 Nothing stands between AND and AND.'],
    ['a AND OR b', '(a | b)', '2-8 Nothing stands between AND and OR.'],
    ['a OR AND b', '(a | b)', '2-8 Nothing stands between OR and AND.'],
    ['a && || b', '(a | b)', '2-7 Nothing stands between && and ||.'],
    ['a OR NOT', 'a', '5-8 Nothing stands after NOT.'],
    ['NOT AND a', 'a', '0-7 Nothing stands between NOT and AND.'],
    ['NOT OR a', 'a', '0-6 Nothing stands between NOT and OR.'],
    ['a NOT AND b', '(a & b)', '2-9 Nothing stands between NOT and AND.'],
    ['(AND a)', 'a', '1-4 Nothing stands before AND.'],
    ['(a OR)', 'a', '3-5 Nothing stands after OR.'],
    ['(NOT)', '*', '1-4 Nothing stands after NOT.'],
    [
      'AND OR NOT',
      '*',
      '0-3 Nothing stands before AND.',
      '0-6 Nothing stands between AND and OR.',
      '7-10 Nothing stands after NOT.',
    ],
    ['a AND (', 'a', '6-7 This bracket is not closed.'],
    ['a AND ()', 'a', '6-8 There is nothing between the brackets.'],
    ['-', '"-"', '0-1 This “-” excludes nothing.'],
    ['a - b', '(a & "-" & b)', '2-3 This “-” excludes nothing.'],
    ['a -', '(a & "-")', '2-3 This “-” excludes nothing.'],
    ['(-)', '"-"', '1-2 This “-” excludes nothing.'],
    ['- a', '("-" & a)', '0-1 This “-” excludes nothing.'],
    ['!', '*', '0-1 Nothing stands after !.'],
    ['a !', 'a', '2-3 Nothing stands after !.'],
    ['!=5', '"!=5"', '0-3 There is no != operator.'],
    ['a != b', '(a & "!=" & b)', '2-4 There is no != operator.'],
    ['>5', '">5"', '0-2 There is no field before the comparison.'],
    ['duration >5', '(duration & ">5")', '9-11 There is no field before the comparison.'],
    ['duration > 5', '(duration & ">" & 5)', '9-10 There is no field before the comparison.'],
    ['duration >= 5', '(duration & ">=" & 5)', '9-11 There is no field before the comparison.'],
    ['<', '"<"', '0-1 There is no field before the comparison.'],
    ['<=10', '"<=10"', '0-4 There is no field before the comparison.'],
    ['x:[1 TO 5', '(TO & 5)', '2-4 The range is not closed.'],
    ['x:[1 5]', '*', '2-7 A range has TO between its ends.'],
    ['x:[1]', '*', '2-5 A range has TO between its ends.'],
    ['x:[]', '*', '2-4 A range has TO between its ends.'],
    ['x:[1 TO]', '*', '2-8 A range has two ends.'],
    ['x:[TO 5]', '*', '2-8 A range has two ends.'],
    ['x:[1 TO 5 TO 6]', '*', '2-15 A range has two ends.'],
    ['x:[1,5]', '*', '2-7 A range has TO between its ends.'],
    ['x:[1 to 5]', '*', '2-10 A range has TO between its ends.'],
    ['x:{1 TO 5)', '(TO & 5)', '2-4 The range is not closed.', '9-10 This bracket closes nothing.'],
    ['x:[1 TO "5]', '*', '2-11 A range has two ends.'],
    ['x:[a', '*', '2-4 The range is not closed.'],
    ['x:{', '*', '2-3 The range is not closed.'],
    ['x:["a" TO b', '("a" & TO & b)', '2-3 The range is not closed.'],
    ['x:[1* TO 5]', 'x [1*, 5]', '3-5 A comparison takes no wildcards.'],
    ['x:["" TO 5]', 'x [, 5]', '3-5 There is nothing to compare with between the quotes.'],
    ['x:[1 TO >5]', 'x [1, >5]', '8-10 This is not a comparison.'],
    ['x:/abc', '*', '2-6 The regex is not closed with /.'],
    ['x:/api/users', '*', '7-12 The regex ends before this.'],
    ['x:/api/*', '*', '7-8 The regex ends before this.'],
    ['x:/a b', 'b', '2-4 The regex is not closed with /.'],
    ['x:/a/b/', '*', '5-7 The regex ends before this.'],
    ['x:/a/"b"', '"b"', '5-6 The regex ends before this.'],
    ['x:/a\\/', '*', '2-6 The regex is not closed with /.'],
    ['x:/', '*', '2-3 The regex is not closed with /.'],
    ['x:(/a OR b)', 'x="b"', '3-5 The regex is not closed with /.'],
    ['"a"*', '("a" & *)', '2-4 A wildcard does not go with quotes.'],
    ['"a"?', '("a" & ~?)', '2-4 A wildcard does not go with quotes.'],
    ['level:"a"*', '(level="a" & *)', '8-10 A wildcard does not go with quotes.'],
    ['"unclosed AND (b', '"unclosed AND (b"', '0-16 The quote is not closed.'],
    ['(a "b)', '(a & "b)")', '0-1 This bracket is not closed.', '3-6 The quote is not closed.'],
    ['foo()', 'foo', '3-5 There is nothing between the brackets.'],
    ['*\\', '~*"\\\\"', '1-2 This \\ has nothing to escape.'],
    ['duration>5*', 'duration > 5*', '9-11 A comparison takes no wildcards.'],
    ['C:/x', '*', '2-4 The regex is not closed with /.'],
  ])('%j is %s with mistakes', (text, tree, ...mistakes) => {
    const parsed = parseSearch(text);
    expect(
      parsed.diagnostics.map(({ position, message }) => `${position.from}-${position.to} ${message}`),
    ).toEqual(mistakes);
    expect(notation(parsed.tree)).toBe(tree);
  });
});

describe('hints say what to write instead', () => {
  test.each([
    ['path:/api/users', 'path:"/api/users"'],
    ['path:/api/*', 'path:\\/api/*'],
    ['level: error', 'without a space'],
    ['level:', 'level:*'],
    ['duration > 5', 'duration>5'],
    ['a AND', '"AND"'],
    ['a !=b', '-field:value'],
  ])('%j: %s', (text, hint) => {
    expect(parseSearch(text).diagnostics[0]?.hint).toContain(hint);
  });
});

describe('texts of any size', () => {
  const TOO_DEEP = ['The search is nested too deeply.'];
  test.each<[name: string, text: string, messages: string[]]>([
    ['100 kB of words', 'word '.repeat(20_000), []],
    ['one word of 100 kB', 'x'.repeat(100_000), []],
    ['10,000 ORs', Array.from({ length: 10_000 }, (_, at) => `w${at}`).join(' OR '), []],
    ['50,000 opening brackets', '('.repeat(50_000), TOO_DEEP],
    ['50,000 brackets around a word', `${'('.repeat(50_000)}a${')'.repeat(50_000)}`, TOO_DEEP],
    ['values nested 50,000 times', 'a:('.repeat(50_000), TOO_DEEP],
    ['50,000 NOTs', `${'NOT '.repeat(50_000)}a`, TOO_DEEP],
    ['100,000 minus signs', `${'-'.repeat(100_000)}a`, TOO_DEEP],
    ['100 brackets', `${'('.repeat(100)}a${')'.repeat(100)}`, []],
    ['NUL characters and lone surrogates', '\0\ud800 \udc00:\ud800', []],
  ])('%s', (_name, text, messages) => {
    const { tree, diagnostics } = parseSearch(text);
    expect(diagnostics.map((it) => it.message)).toEqual(messages);
    // Whoever walks the tree must be able to.
    expect(() => notation(tree)).not.toThrow();
  });

  test('many mistakes are not all told', () => {
    expect(parseSearch(')'.repeat(50_000)).diagnostics).toHaveLength(100);
  });

  test('a message repeats no more of the text than fits into it', () => {
    for (const text of [`${'x'.repeat(5000)}:`, `x:/${'a'.repeat(5000)}`, `${'x'.repeat(5000)}:/a/b`]) {
      const [{ message, hint } = { message: '' }] = parseSearch(text).diagnostics;
      expect(`${message} ${hint}`.length).toBeLessThan(300);
    }
  });
});
