// Searches of links, with names that mean something in the language.
import { expect, test } from 'vitest';
import { operationSearch, serviceSearch, withEnvironment } from './searches.ts';

test.each([
  ['cart', '', 'service:cart'],
  ['my shop', '', 'service:"my shop"'],
  ['a"b', '', 'service:"a\\"b"'],
  ['cart', 'prod', 'service:cart (deployment.environment.name:prod OR deployment.environment:prod)'],
])('everything of %j in %j', (service, environment, search) => {
  expect(serviceSearch(service, environment)).toBe(search);
});

test('an operation has its kind', () => {
  expect(operationSearch('cart', { name: 'GET /cart/{id}', kind: 'Server' }, '')).toBe(
    'service:cart name:"GET /cart/{id}" kind:server',
  );
  expect(operationSearch('cart', { name: 'sweep', kind: '' }, '')).toBe('service:cart name:sweep');
});

test('no environment changes nothing', () => {
  expect(withEnvironment('service:a', '')).toBe('service:a');
});
