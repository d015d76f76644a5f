// The language as a table: text and tree. The notation of trees is in testing.ts.
import { describe, expect, test } from 'vitest';
import { parseSearch } from './parse.ts';
import { notation } from './testing.ts';

describe('words', () => {
  test.each<[text: string, tree: string]>([
    ['timeout', 'timeout'],
    ['Timeout', 'Timeout'],
    ['ERROR', 'ERROR'],
    ['500', '500'],
    ['größe', 'größe'],
    ['日本語', '日本語'],
    ['emoji😀', 'emoji😀'],
    ['and', 'and'],
    ['or not', '(or & not)'],
    ['And', 'And'],
    ['to', 'to'],
    ['TO', 'TO'],
    ['10.0.0.1', '"10.0.0.1"'],
    ['user-id=42', '"user-id=42"'],
    ['user_id', '"user_id"'],
    ['a.b', '"a.b"'],
    ['foo/bar', '"foo/bar"'],
    ['/api/users', '"/api/users"'],
    ['/api/users/', '"/api/users/"'],
    ['a,b', '"a,b"'],
    ['key=value', '"key=value"'],
    ['k="v w"', '("k=" & "v w")'],
    ['foo,', '"foo,"'],
    ['#tag', '"#tag"'],
    ['@user', '"@user"'],
    ['$5', '"$5"'],
    ['50%', '"50%"'],
    ['a+b', '"a+b"'],
    ['+a', '"+a"'],
    ['~a', '"~a"'],
    ['^a', '"^a"'],
    ['a&b', '"a&b"'],
    ['a|b', '"a|b"'],
    ['&', '"&"'],
    ['|', '"|"'],
    ['[a]', '"[a]"'],
    ['[a', '"[a"'],
    ['{a}', '"{a}"'],
    ['<html>', '"<html>"'],
    ['<nil>', '"<nil>"'],
    ['a=b=c', '"a=b=c"'],
    ['=', '"="'],
    ["'quoted words'", '("\'quoted" & "words\'")'],
    ['f(x)', '(f & x)'],
    ['é', 'é'],
  ])('%j is %s', (text, tree) => {
    const parsed = parseSearch(text);
    expect(parsed.diagnostics).toEqual([]);
    expect(notation(parsed.tree)).toBe(tree);
  });
});

describe('wildcards', () => {
  test.each<[text: string, tree: string]>([
    ['word*', 'word*'],
    ['*word', '~*"word"'],
    ['*word*', '"word"'],
    ['wo*rd', '~"wo"*"rd"'],
    ['w?rd', '~"w"?"rd"'],
    ['?', '~?'],
    ['*', '*'],
    ['**', '*'],
    ['*?', '~*?'],
    ['?*', '~?*'],
    ['wor**d', '~"wor"*"d"'],
    ['user-id*', '~"user-id"*'],
    ['*user-id*', '"user-id"'],
    ['*user-id', '~*"user-id"'],
    ['10.0.*', '~"10.0."*'],
    ['a*b*c', '~"a"*"b"*"c"'],
    ['\\*', '"*"'],
    ['wo\\*rd', '"wo*rd"'],
    ['\\*word\\*', '"*word*"'],
    ['*wo\\*rd*', '"wo*rd"'],
    ['*a?b*', '~*"a"?"b"*'],
  ])('%j is %s', (text, tree) => {
    const parsed = parseSearch(text);
    expect(parsed.diagnostics).toEqual([]);
    expect(notation(parsed.tree)).toBe(tree);
  });
});

describe('phrases', () => {
  test.each<[text: string, tree: string]>([
    ['"a phrase"', '"a phrase"'],
    ['"word"', '"word"'],
    ['"A Phrase"', '"A Phrase"'],
    ['"with \\"quotes\\""', '"with \\"quotes\\""'],
    ['"back\\\\slash"', '"back\\\\slash"'],
    ['"a\\b"', '"ab"'],
    ['"AND"', '"AND"'],
    ['"level:error"', '"level:error"'],
    ['"a*b?"', '"a*b?"'],
    ['"a" "b"', '("a" & "b")'],
    ['"a""b"', '("a" & "b")'],
    ['"a"b', '("a" & b)'],
    ['a"b"', '(a & "b")'],
    ['"line\ntwo"', '"line\\ntwo"'],
  ])('%j is %s', (text, tree) => {
    const parsed = parseSearch(text);
    expect(parsed.diagnostics).toEqual([]);
    expect(notation(parsed.tree)).toBe(tree);
  });
});

describe('escapes', () => {
  test.each<[text: string, tree: string]>([
    ['a\\ b', '"a b"'],
    ['\\AND', 'AND'],
    ['\\and', 'and'],
    ['a\\"b', '"a\\"b"'],
    ['a\\(b\\)', '"a(b)"'],
    ['\\-a', '"-a"'],
    ['\\!a', '"!a"'],
    ['\\\\', '"\\\\"'],
    ['a\\\\b', '"a\\\\b"'],
    ['level\\:error', '"level:error"'],
    ['\\(', '"("'],
  ])('%j is %s', (text, tree) => {
    const parsed = parseSearch(text);
    expect(parsed.diagnostics).toEqual([]);
    expect(notation(parsed.tree)).toBe(tree);
  });
});

describe('operators', () => {
  test.each<[text: string, tree: string]>([
    ['a b', '(a & b)'],
    ['a  b\nc', '(a & b & c)'],
    ['a AND b', '(a & b)'],
    ['a OR b', '(a | b)'],
    ['a && b', '(a & b)'],
    ['a || b', '(a | b)'],
    ['a b OR c', '((a & b) | c)'],
    ['a OR b c', '(a | (b & c))'],
    ['a OR b AND c OR d', '(a | (b & c) | d)'],
    ['a AND b OR c AND d', '((a & b) | (c & d))'],
    ['NOT a', '!a'],
    ['!a', '!a'],
    ['-a', '!a'],
    ['! a', '!a'],
    ['NOT NOT a', '!!a'],
    ['--a', '!!a'],
    ['!-a', '!!a'],
    ['-!a', '!!a'],
    ['-NOT a', '!!a'],
    ['NOT a b', '(!a & b)'],
    ['NOT a OR b', '(!a | b)'],
    ['a NOT b', '(a & !b)'],
    ['a AND NOT b', '(a & !b)'],
    ['a OR NOT b', '(a | !b)'],
    ['a -b', '(a & !b)'],
    ['a !b', '(a & !b)'],
    ['a-b', '"a-b"'],
    ['a!b', '"a!b"'],
    ['-5', '!5'],
    ['-"a b"', '!"a b"'],
    ['-(a b)', '!(a & b)'],
    ['NOT(a)', '!a'],
    ['NOT"a"', '!"a"'],
    ['a AND(b)', '(a & b)'],
    ['(a)OR(b)', '(a | b)'],
    ['a OR"b"', '(a | "b")'],
    ['AND1', 'AND1'],
    ['ANDa', 'ANDa'],
    ['a&&b', '"a&&b"'],
    ['a &&b', '(a & b)'],
    ['a||b', '"a||b"'],
    ['a ||b', '(a | b)'],
    ['* a', '(* & a)'],
    ['NOT *', '!*'],
  ])('%j is %s', (text, tree) => {
    const parsed = parseSearch(text);
    expect(parsed.diagnostics).toEqual([]);
    expect(notation(parsed.tree)).toBe(tree);
  });
});

describe('brackets', () => {
  test.each<[text: string, tree: string]>([
    ['(a)', 'a'],
    ['((a))', 'a'],
    ['(a b)', '(a & b)'],
    ['(a OR b) c', '((a | b) & c)'],
    ['a (b OR c) d', '(a & (b | c) & d)'],
    ['(a OR b) OR c', '(a | b | c)'],
    ['(a b) c', '(a & b & c)'],
    ['((a OR b) AND (c OR d))', '((a | b) & (c | d))'],
    ['(a)(b)', '(a & b)'],
    ['a(b)', '(a & b)'],
    ['NOT (a OR b)', '!(a | b)'],
    ['-(-a)', '!!a'],
    ['(a OR (b OR (c OR d)))', '(a | b | c | d)'],
    ['( a )', 'a'],
  ])('%j is %s', (text, tree) => {
    const parsed = parseSearch(text);
    expect(parsed.diagnostics).toEqual([]);
    expect(notation(parsed.tree)).toBe(tree);
  });
});

describe('fields', () => {
  test.each<[text: string, tree: string]>([
    ['level:error', 'level="error"'],
    ['level:Error', 'level="Error"'],
    ['level:"error"', 'level="error"'],
    ['level:"two words"', 'level="two words"'],
    ['level:""', 'level=""'],
    ['level:*', 'level exists'],
    ['level:**', 'level exists'],
    ['level:err*', 'level~"err"*'],
    ['level:*or', 'level~*"or"'],
    ['level:*rro*', 'level~*"rro"*'],
    ['level:e?r', 'level~"e"?"r"'],
    ['level:?', 'level~?'],
    ['level:\\*', 'level="*"'],
    ['level:a\\*b', 'level="a*b"'],
    ['level:a\\ b', 'level="a b"'],
    ['level:-5', 'level="-5"'],
    ['level:!a', 'level="!a"'],
    ['level:+5', 'level="+5"'],
    ['level:AND', 'level="AND"'],
    ['level:NOT', 'level="NOT"'],
    ['level:a,b', 'level="a,b"'],
    ['level:a=b', 'level="a=b"'],
    ['level:a:b', 'level="a:b"'],
    ['time:12:34', 'time="12:34"'],
    ['url:http://x', 'url="http://x"'],
    ['a.b:c', 'a.b="c"'],
    ['a-b:c', 'a-b="c"'],
    ['a/b:c', 'a/b="c"'],
    ['a_b:c', 'a_b="c"'],
    ['@timestamp:x', '@timestamp="x"'],
    ['größe:5', 'größe="5"'],
    ['a\\ b:c', 'a b="c"'],
    ['a\\:b:c', 'a:b="c"'],
    ['\\-a:b', '-a="b"'],
    ['-level:error', '!level="error"'],
    ['!level:error', '!level="error"'],
    ['NOT level:error', '!level="error"'],
    ['level:error service:api', '(level="error" & service="api")'],
    ['level:error OR service:api', '(level="error" | service="api")'],
    ['attributes.http.route:x', 'attributes.http.route="x"'],
    ['resource.host:x', 'resource.host="x"'],
    ['scope.name:x', 'scope.name="x"'],
    ['AND:x', 'AND="x"'],
    ['level:(a)', 'level="a"'],
    ['level:(a OR b)', '(level="a" | level="b")'],
    ['level:(a b)', '(level="a" & level="b")'],
    ['level:(a AND NOT b)', '(level="a" & !level="b")'],
    ['level:(a OR b) c', '((level="a" | level="b") & c)'],
    ['level:("a b" OR c*)', '(level="a b" | level~"c"*)'],
    ['level:(a OR (b AND c))', '(level="a" | (level="b" & level="c"))'],
    ['level:(-a)', '!level="a"'],
    ['level:(a -b)', '(level="a" & !level="b")'],
    ['level:(>5 AND <10)', '(level > 5 & level < 10)'],
    ['level:([1 TO 2] OR /x/)', '(level [1, 2] | level /x/)'],
    ['level:(* NOT a)', '(level exists & !level="a")'],
    ['level:(a:b)', 'level="a:b"'],
    ['level:(""  OR a)', '(level="" | level="a")'],
    ['-level:(a OR b)', '!(level="a" | level="b")'],
    ['level:a"b"', '(level="a" & "b")'],
    ['level:a(b)', '(level="a" & b)'],
    ['level:(a)b', '(level="a" & b)'],
    ['foo=bar:baz', 'foo=bar="baz"'],
    ['http.url:"http://x/y?z"', 'http.url="http://x/y?z"'],
    ['std::vector', 'std=":vector"'],
  ])('%j is %s', (text, tree) => {
    const parsed = parseSearch(text);
    expect(parsed.diagnostics).toEqual([]);
    expect(notation(parsed.tree)).toBe(tree);
  });
});

describe('regexes', () => {
  test.each<[text: string, tree: string]>([
    ['level:/err/', 'level /err/'],
    ['level:/a b/', 'level /a b/'],
    ['level:/a\\/b/', 'level /a/b/'],
    ['level:/\\d+\\.\\d/', 'level /\\d+\\.\\d/'],
    ['level:/\\\\/', 'level /\\\\/'],
    ['level:/(a|b)/', 'level /(a|b)/'],
    ['level:/"/', 'level /"/'],
    ['level:/a/ b', '(level /a/ & b)'],
    ['(level:/a/)', 'level /a/'],
    ['level:(/a/ OR /b/)', '(level /a/ | level /b/)'],
    ['level://a', '"level://a"'],
  ])('%j is %s', (text, tree) => {
    const parsed = parseSearch(text);
    expect(parsed.diagnostics).toEqual([]);
    expect(notation(parsed.tree)).toBe(tree);
  });
});

describe('comparisons', () => {
  test.each<[text: string, tree: string]>([
    ['duration:>5', 'duration > 5'],
    ['duration:>=5', 'duration >= 5'],
    ['duration:<5', 'duration < 5'],
    ['duration:<=5', 'duration <= 5'],
    ['duration:>1.5s', 'duration > 1.5s'],
    ['duration:>-5', 'duration > -5'],
    ['duration:>"5 s"', 'duration > 5 s'],
    ['duration:>abc', 'duration > abc'],
    ['duration>5', 'duration > 5'],
    ['duration>=1s', 'duration >= 1s'],
    ['duration<5', 'duration < 5'],
    ['duration<=5', 'duration <= 5'],
    ['duration>-5', 'duration > -5'],
    ['duration>.5', 'duration > .5'],
    ['attributes.x>5', 'attributes.x > 5'],
    ['a.b>5', 'a.b > 5'],
    ['duration>abc', '"duration>abc"'],
    ['duration>*', '~"duration>"*'],
    ['-duration>5', '!duration > 5'],
    ['a->b', '"a->b"'],
    ['a=>b', '"a=>b"'],
    ['Vec<u8>', '"Vec<u8>"'],
    ['a<b', '"a<b"'],
    ['x>1y', 'x > 1y'],
    ['foo->5', '"foo->5"'],
    ['1>5', '"1>5"'],
    ['a>b:c', 'a>b="c"'],
    ['duration:=5', 'duration="=5"'],
  ])('%j is %s', (text, tree) => {
    const parsed = parseSearch(text);
    expect(parsed.diagnostics).toEqual([]);
    expect(notation(parsed.tree)).toBe(tree);
  });
});

describe('ranges', () => {
  test.each<[text: string, tree: string]>([
    ['x:[1 TO 5]', 'x [1, 5]'],
    ['x:{1 TO 5}', 'x {1, 5}'],
    ['x:[1 TO 5}', 'x [1, 5}'],
    ['x:{1 TO 5]', 'x {1, 5]'],
    ['x:[* TO 5]', 'x [*, 5]'],
    ['x:[1 TO *]', 'x [1, *]'],
    ['x:{* TO *}', 'x {*, *}'],
    ['x:[1.5s TO 2m]', 'x [1.5s, 2m]'],
    ['x:[-5 TO 5]', 'x [-5, 5]'],
    ['x:["a b" TO "c d"]', 'x [a b, c d]'],
    ['x:[ 1  TO  5 ]', 'x [1, 5]'],
    ['x:[2024-01-01 TO 2024-02-01]', 'x [2024-01-01, 2024-02-01]'],
    ['x:[12:30 TO 12:45]', 'x [12:30, 12:45]'],
    ['x:[1\nTO\n5]', 'x [1, 5]'],
    ['x:[1 TO 5] y', '(x [1, 5] & y)'],
    ['-x:[1 TO 5]', '!x [1, 5]'],
    ['(x:[1 TO 5])', 'x [1, 5]'],
    ['x:[\\* TO 5]', 'x [*, 5]'],
    ['x:[TO TO TO]', 'x [TO, TO]'],
  ])('%j is %s', (text, tree) => {
    const parsed = parseSearch(text);
    expect(parsed.diagnostics).toEqual([]);
    expect(notation(parsed.tree)).toBe(tree);
  });
});
