// Switching keeps the section and nothing that belongs to the team.
import { expect, test } from 'vitest';
import { switchAddress } from './switch-address.ts';

test.each([
  ['/t/a/logs', 'b', '/t/b/logs'],
  ['/logs', 'b', '/t/b/logs'],
  ['/t/a/logs', 'default', '/logs'],
  ['/', 'b', '/t/b'],
  ['/t/a', 'default', '/'],
  ['/t/a/traces/0af7651916cd43dd8448eb211c80319c', 'b', '/t/b/traces'],
  ['/services/checkout', 'b', '/t/b/services'],
  ['/t/a/settings/members', 'b', '/t/b/settings/members'],
  ['/t/a/settings/sources/5f1c', 'default', '/settings/sources'],
  ['/t/a/settings/connections/new', 'b', '/t/b/settings/connections'],
])('%s to %s is %s', (from, slug, to) => {
  expect(switchAddress(from, slug)).toBe(to);
});
