// Everything that can be thrown becomes something a person can read.
import { expect, test } from 'vitest';
import { AppError } from './errors.ts';
import { isTemporary, isUserError, toUserError } from './user-error.ts';

test.each([
  [
    'an AppError',
    new AppError('timeout', 'Too slow.', { hint: 'Shorter.' }),
    { code: 'timeout', message: 'Too slow.', hint: 'Shorter.' },
  ],
  [
    'its JSON',
    { error: { code: 'bad_request', message: 'No.', position: { from: 1, to: 3 } } },
    { code: 'bad_request', message: 'No.', position: { from: 1, to: 3 } },
  ],
  ['an unknown code', { code: 'E_ODD', message: 'secret path' }, { code: 'internal' }],
  ['a code that every object has', { code: 'toString', message: 'secret path' }, { code: 'internal' }],
  ['an ordinary error', new Error('secret path'), { code: 'internal' }],
  ['an aborted request', new DOMException('x', 'AbortError'), { code: 'cancelled' }],
  ['a network failure', new TypeError('Failed to fetch'), { code: 'offline' }],
  ['a text', 'x', { code: 'internal' }],
  ['nothing', undefined, { code: 'internal' }],
])('%s', (_name, thrown, expected) => {
  const error = toUserError(thrown);
  expect(error).toMatchObject(expected);
  expect(error.message).not.toContain('secret');
});

test('only what passes by itself is tried again', () => {
  expect(isTemporary(toUserError(new AppError('unavailable', 'x')))).toBe(true);
  expect(isTemporary(toUserError(new AppError('bad_request', 'x')))).toBe(false);
});

test.each([
  [toUserError(new AppError('forbidden', 'No.')), true],
  [{ code: 'offline', message: 'Away.' }, true],
  [{ code: 'E_ODD', message: 'of another program' }, false],
  [{ code: 'forbidden' }, false],
  [{ id: 'x' }, false],
  [undefined, false],
])('an answer that says what went wrong is told from others: %j', (answer, expected) => {
  expect(isUserError(answer)).toBe(expected);
});
