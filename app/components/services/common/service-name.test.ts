// Services that cannot have a page.
import { expect, test } from 'vitest';
import { hasPage, serviceText } from './service-name.ts';

test.each([
  ['cart', true],
  ['...', true],
  ['', false],
  ['.', false],
  ['..', false],
])('%j has a page: %s', (name, expected) => {
  expect(hasPage(name)).toBe(expected);
});

test('spans without a service have a word for it', () => {
  expect([serviceText(''), serviceText('cart')]).toEqual(['no service', 'cart']);
});
