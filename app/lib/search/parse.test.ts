// The language as a table: text, tree, and where what is wrong with it is. The notation of trees is in testing.ts.
import { describe, expect, test } from 'vitest';
import type { SearchNode } from './ast.ts';
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

describe('pasted, nothing known', () => {
  test.each<[text: string, tree: string]>([
    ['http://example.com/a', '"http://example.com/a"'],
    ['https://example.com:8080/a?b=c&d=e', '"https://example.com:8080/a?b=c&d=e"'],
    ['//cdn.example.com/x', '"//cdn.example.com/x"'],
    ['s3://bucket/key', '"s3://bucket/key"'],
    ['git+ssh://host/x', '"git+ssh://host/x"'],
    ['file:///etc/hosts', '"file:///etc/hosts"'],
    ['GET=http://x', '"GET=http://x"'],
    ['http://[::1]:80/', '"http://[::1]:80/"'],
    ['jdbc:postgresql://h/db', 'jdbc="postgresql://h/db"'],
    ['::1', '"::1"'],
    ['::', '"::"'],
    ['fe80::1', '"fe80::1"'],
    ['fe80::1%eth0', '"fe80::1%eth0"'],
    ['2001:db8::/32', '"2001:db8::/32"'],
    ['2001:0db8:85a3:0000:0000:8a2e:0370:7334', '"2001:0db8:85a3:0000:0000:8a2e:0370:7334"'],
    ['[::1]', '"[::1]"'],
    ['[::1]:80', '"[::1]:80"'],
    ['[fe80::1%eth0]:8080', '"[fe80::1%eth0]:8080"'],
    ['::ffff:10.0.0.1', '"::ffff:10.0.0.1"'],
    ['a::b', '"a::b"'],
    ['1:2:3:4:5:6:7:8', '"1:2:3:4:5:6:7:8"'],
    ['1:2:3:4:5:6:7:8:9', '1="2:3:4:5:6:7:8:9"'],
    ['1:2:3', '1="2:3"'],
    ['gggg::1', 'gggg=":1"'],
    ['localhost:8080', '"localhost:8080"'],
    ['localhost:8080/health', '"localhost:8080/health"'],
    ['10.0.0.1:443', '"10.0.0.1:443"'],
    ['my-host.example.com:65535', '"my-host.example.com:65535"'],
    ['my-host:65536', 'my-host="65536"'],
    ['my_host:80', 'my_host="80"'],
    ['host:123456', 'host="123456"'],
    ['host:80x', 'host="80x"'],
    ['status:500', '"status:500"'],
    ['12:34:56', '"12:34:56"'],
    ['12:34', '"12:34"'],
    ['12:34:56.789', '"12:34:56.789"'],
    ['12:34:56,789', '"12:34:56,789"'],
    ['2024-01-02T03:04:05Z', '"2024-01-02T03:04:05Z"'],
    ['2024-01-02T03:04:05.678+02:00', '"2024-01-02T03:04:05.678+02:00"'],
    ['2024-01-02_03:04:05', '"2024-01-02_03:04:05"'],
    ['C:\\x', '"C:\\\\x"'],
    ['C:\\Users\\bob\\file.txt', '"C:\\\\Users\\\\bob\\\\file.txt"'],
    ['c:\\a\\\\b', '"c:\\\\a\\\\b"'],
    ['C:\\Program\\ Files\\x', '"C:\\\\Program Files\\\\x"'],
    ['C:\\', '"C:\\\\"'],
    ['C:\\logs\\*.txt', '~"C:\\\\logs\\\\"*".txt"'],
    ['-localhost:8080', '!"localhost:8080"'],
    ['NOT http://x', '!"http://x"'],
    ['(localhost:8080)', '"localhost:8080"'],
    ['localhost:8080 level:error', '("localhost:8080" & level="error")'],
    ['localhost:"8080"', 'localhost="8080"'],
    ['localhost:(8080)', 'localhost="8080"'],
    ['\\localhost:8080', 'localhost="8080"'],
    ['attributes.host:8080', 'attributes.host="8080"'],
    ['resource.x:12:34', 'resource.x="12:34"'],
    ['scope.y://a', 'scope.y="//a"'],
    ['http\\://x', '"http://x"'],
    ['00:1a:2b:3c:4d:5e', '00="1a:2b:3c:4d:5e"'],
  ])('%j is %s', (text, tree) => {
    const parsed = parseSearch(text);
    expect(parsed.diagnostics).toEqual([]);
    expect(notation(parsed.tree)).toBe(tree);
  });
});

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

const KNOWN = new Set(['status', 'level', 'C', 'known', '12', 'fe80']);
const knows = (name: string) => KNOWN.has(name);

describe('pasted, but the left side is known', () => {
  test.each<[text: string, tree: string]>([
    ['status:500', 'status="500"'],
    ['12:34', '12="34"'],
    ['fe80::1', 'fe80=":1"'],
    ['C:\\x', 'C="x"'],
    ['known://x', 'known="//x"'],
    ['known>abc', 'known > abc'],
    ['known<=x', 'known <= x'],
    ['level:8080', 'level="8080"'],
    ['unknown:8080', '"unknown:8080"'],
    ['known://x?y', 'known~"//x"?"y"'],
  ])('%j is %s', (text, tree) => {
    const parsed = parseSearch(text, knows);
    expect(parsed.diagnostics).toEqual([]);
    expect(notation(parsed.tree)).toBe(tree);
  });
});

describe('positions', () => {
  /** What a node covers in the text. */
  function parts(text: string) {
    const { tree } = parseSearch(text);
    const out: string[] = [];
    const visit = (node: SearchNode) => {
      out.push(`${node.kind} ${text.slice(node.position.from, node.position.to)}`);
      if (node.kind === 'and' || node.kind === 'or') node.terms.forEach(visit);
      else if (node.kind === 'not') visit(node.term);
      else if (node.kind === 'field') {
        out.push(`name ${text.slice(node.fieldPosition.from, node.fieldPosition.to)}`);
        const { match } = node;
        const bounds =
          match.kind === 'compare' ? [match.bound] : match.kind === 'range' ? [match.from, match.to] : [];
        for (const bound of bounds)
          if (bound) out.push(`bound ${text.slice(bound.position.from, bound.position.to)}`);
        if (match.kind === 'regex') out.push(`regex ${text.slice(match.position.from, match.position.to)}`);
      }
    };
    visit(tree);
    return out;
  }

  test.each<[text: string, parts: string[]]>([
    ['', ['all ']],
    [' a ', ['text a']],
    [' a  b ', ['and a  b', 'text a', 'text b']],
    ['( a OR b ) "c d"', ['and ( a OR b ) "c d"', 'or ( a OR b )', 'text a', 'text b', 'text "c d"']],
    ['x NOT  a', ['and x NOT  a', 'text x', 'not NOT  a', 'text a']],
    ['-a\\ b:"c"', ['not -a\\ b:"c"', 'field a\\ b:"c"', 'name a\\ b']],
    ['a:(b -c*)', ['and (b -c*)', 'field b', 'name a', 'not -c*', 'field c*', 'name a']],
    ['a:/x y/', ['field a:/x y/', 'name a', 'regex /x y/']],
    [
      'a>=5 b:[1 TO "x"}',
      [
        'and a>=5 b:[1 TO "x"}',
        'field a>=5',
        'name a',
        'bound 5',
        'field b:[1 TO "x"}',
        'name b',
        'bound 1',
        'bound "x"',
      ],
    ],
  ])('%j', (text, expected) => {
    expect(parts(text)).toEqual(expected);
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
});
