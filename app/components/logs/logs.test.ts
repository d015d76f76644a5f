// The pure parts of the log screen: URL state, bodies, marks.
import { expect, test } from 'vitest';
import { existsFilter } from '#app/components/explorer/search/exists-filter.ts';
import { fixName } from '#app/components/explorer/states/fix-name.ts';
import { canRetry, failureTitle } from '#app/components/query/failure.tsx';
import { splitAtTerms, termPattern } from '#app/components/record/marks.tsx';
import { parseUrlSearch, stringifyUrlSearch } from '#app/components/shell/url-search.ts';
import { AppError } from '#app/lib/core/errors.ts';
import { toUserError } from '#app/lib/core/user-error.ts';
import { pageOf, pagesAround } from '#app/lib/logs/page-math.ts';
import { LOGS_VIEW_DEFAULTS, logsView } from './logs-view.ts';
import { searchTerms } from './search/search-terms.ts';
import { bodyLine, bodyView } from './text/body.ts';

test('an empty URL is the default view', () => {
  expect(logsView.parse({})).toEqual(LOGS_VIEW_DEFAULTS);
});

test('a view survives the URL', () => {
  const view = {
    ...LOGS_VIEW_DEFAULTS,
    lang: 'sql',
    source: 'other',
    cols: 'time,a\\,b',
    view: 'json',
    density: 'roomy',
    group: 'service',
    live: true,
    facets: false,
    around: 'k8s.pod.name',
    q: '404 "not found"',
    from: 'now-1h',
    to: 'now',
    order: 'asc',
    wrap: true,
    refresh: 5,
    log: '1-2',
  };
  expect(logsView.parse(parseUrlSearch(stringifyUrlSearch(view)))).toEqual(view);
  expect(logsView.parse(view)).toEqual(view);
});

test.each([
  ['?q=404', { q: '404' }],
  ['?q=null', { q: 'null' }],
  ['?q={"a":1}', { q: '{"a":1}' }],
  ['?q=12345678901234567890', { q: '12345678901234567890' }],
  ['?q=a&q=b', { q: 'b' }],
  ['?from=1795000000000&to=nonsense', { from: '1795000000000', to: 'nonsense' }],
  ['?refresh=7', { refresh: 0 }],
  ['?refresh=30&wrap=true', { refresh: 30, wrap: true }],
  ['?order=sideways&wrap=x', { order: 'desc', wrap: false }],
])('a hand-written URL %s is read as %o', (search, expected) => {
  expect(logsView.parse(parseUrlSearch(search))).toMatchObject(expected);
});

test('only what the person asked wrongly is not offered again, and the unknown is not their fault', () => {
  const unknown = toUserError(new Error('x'));
  expect(unknown.code).toBe('internal');
  expect(canRetry(unknown)).toBe(true);
  expect(`${failureTitle(unknown, 'search')}. ${unknown.message}`).toBe(
    'The search failed. Something went wrong inside Maple. The log has the details.',
  );
  expect(canRetry(toUserError(new AppError('bad_request', 'x')))).toBe(false);
});

test.each([
  ['one \n  two\r\n\r\nthree\n', 'one ↵ two ↵ three'],
  ['\u001b[31mred\u001b[0m', 'red'],
])('the line of %j', (body, line) => {
  expect(bodyLine(body)).toBe(line);
});

test('a match far to the right is brought into view', () => {
  const pattern = termPattern(['needle']);
  const line = bodyLine(`begin ${'hay '.repeat(100)}needle end`, pattern);
  expect(line).toMatch(/^begin hay .* … (hay )+needle end$/);
  expect(line.indexOf('needle')).toBeLessThan(90);
  expect(bodyLine('x'.repeat(5_000), pattern, 300)).toHaveLength(300);
});

test.each([
  ['{"a":[1,{"b":"x,{}"}],"c":{},"d":12345678901234567890}', 'json'],
  ['[]', 'json'],
  ['{not json}', 'text'],
  ['42', 'text'],
  ['Error: no\n    at pay (/srv/pay.js:10:3)\n    at main (/srv/main.js:1:1)', 'stack'],
  ['Traceback (most recent call last):\n  File "pay.py", line 10, in pay\n    raise X', 'stack'],
  ['panic: nil\n\ngoroutine 1 [running]:\nmain.main()\n\t/srv/main.go:5', 'stack'],
  ['java.lang.X: no\n\tat com.shop.Pay.charge(Pay.java:42)', 'stack'],
  ['met at noon', 'text'],
])('%j is %s', (body, kind) => {
  expect(bodyView(body).kind).toBe(kind);
});

test('JSON is indented without touching its numbers', () => {
  const { text } = bodyView('{"a":[1,{"b":"x,{}"}],"c":{},"d":12345678901234567890}');
  expect(text).toBe(
    '{\n  "a": [\n    1,\n    {\n      "b": "x,{}"\n    }\n  ],\n  "c": {},\n  "d": 12345678901234567890\n}',
  );
});

test('marks words and phrases, ignoring case and special characters', () => {
  const pattern = termPattern(searchTerms('timeout "GET /a.b" level:error -other', 'lucene'));
  expect(splitAtTerms('Timeout of get /a.b, other', pattern)).toEqual([
    { text: 'Timeout', hit: true },
    { text: ' of ', hit: false },
    { text: 'get /a.b', hit: true },
    { text: ', other', hit: false },
  ]);
  expect(termPattern(searchTerms('', 'lucene'))).toBeUndefined();
  expect(searchTerms("Body LIKE '%a%'", 'sql')).toEqual([]);
});

test('a row is on the page that begins at or before it, whatever the lengths of pages', () => {
  const starts = [0, 200, 1_200, 1_210, 2_210];
  const pages = [0, 199, 200, 1_199, 1_200, 1_209, 1_210, 99_999].map((index) => pageOf(index, starts));
  expect(pages).toEqual([0, 0, 1, 1, 2, 2, 3, 4]);
});

test('only pages near the screen are held, and no page that is not known', () => {
  expect(pagesAround({ first: 0, last: 40 }, [0])).toEqual([0]);
  expect(pagesAround({ first: 0, last: 40 }, [0, 200, 700, 1_200, 1_700])).toEqual([0, 1, 2, 3]);
  const many = [0, ...Array.from({ length: 2_000 }, (_, page) => 200 + page * 500)];
  expect(pagesAround({ first: 500_250, last: 500_290 }, many)).toEqual([1_000, 1_001, 1_002, 1_003, 1_004]);
});

test.each([
  ['', 'payload:*'],
  ['level:error', 'level:error payload:*'],
  ['a OR b', '(a OR b) payload:*'],
  ['payload:*', 'payload:*'],
])('that a field is there, added to %j, is %j', (text, expected) => {
  expect(existsFilter(text, 'payload')).toBe(expected);
});

test('another name takes the place of one that nobody knows', () => {
  expect(fixName('a lvel:error b', { from: 2, to: 6 }, 'level')).toBe('a level:error b');
});
