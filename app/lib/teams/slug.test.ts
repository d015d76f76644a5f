// Names of teams in addresses: from any alphabet, never reserved, never one that is taken.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TEAM_SLUG } from '#app/lib/auth/team-settings.ts';
import { databaseOfSlug, slugProblem, suggestSlug } from './slug.ts';

/** Also of what is no letter anywhere. fast-check's own takes seconds to begin. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 60 })
  .map((points) => String.fromCodePoint(...points).toWellFormed());

describe('suggested', () => {
  test.each([
    ['Payments', 'payments'],
    ['  Team 42 / Zürich  ', 'team-42-zurich'],
    ['Straße & Æther', 'strasse-aether'],
    ['Łódź', 'lodz'],
    ['Платежи', 'platezhi'],
    ['Ελλάδα', 'ellada'],
    ["Ada's team", 'adas-team'],
    ['42 things', 'things'],
    ['ＦＵＬＬ width', 'full-width'],
    ['İstanbul', 'istanbul'],
    ['a---b__c', 'a-b-c'],
    ['API', 'api-2'],
    ['Default', 'default-2'],
    ['no team', 'no-team-2'],
  ])('%j: %s', (name, slug) => {
    expect(suggestSlug(name)).toBe(slug);
  });

  test.each(['プラットフォーム', '支付', '🚀', '', '---', '42'])('%j has one of its own', (name) => {
    const slug = suggestSlug(name);
    expect(slug).toMatch(/^team-[a-z0-9]{1,6}$/);
    expect(suggestSlug(name)).toBe(slug);
  });

  test('counts on past those that are taken', () => {
    const taken = new Set(['payments', 'payments-2']);
    expect(suggestSlug('Payments', (slug) => taken.has(slug))).toBe('payments-3');
    const long = 'x'.repeat(60);
    expect(suggestSlug(long, (slug) => slug === 'x'.repeat(40))).toBe(`${'x'.repeat(38)}-2`);
  });

  test('can always be had, and names a database that needs no quoting', () => {
    fc.assert(
      fc.property(anyText, (name) => {
        const slug = suggestSlug(name);
        expect(slugProblem(slug)).toBeUndefined();
        expect(TEAM_SLUG.parse(slug)).toBe(slug);
        expect(databaseOfSlug(slug)).toMatch(/^otel_[a-z][a-z0-9_]*$/);
      }),
    );
  });
});

test('two slugs never share a database', () => {
  const slug = fc.stringMatching(/^[a-z][a-z0-9]{0,4}(-[a-z0-9]{1,4}){0,2}$/);
  fc.assert(
    fc.property(slug, slug, (left, right) => {
      expect(databaseOfSlug(left) === databaseOfSlug(right)).toBe(left === right);
    }),
  );
});

test.each([
  ...['api', 'login', 'setup', 'invite', 'reset', 'no-team', 'default', 't', 'DEFAULT'],
  ...['', 'a_b', 'a--b', '-a', 'a-', '1a', 'a b', 'x'.repeat(41), "a';DROP", 'a/b', '../a', 'ä', 'a\u0000'],
])('%j cannot be had', (slug) => {
  expect(slugProblem(slug)).toEqual(expect.any(String));
});
