// Which addresses name a team: slugs in odd case, what is no slug, what is of no team, and who is believed when several say it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinTeamPath, splitTeamPath, teamOfRequest } from './team-address.ts';
import { TEAM_SLUG } from './team-settings.ts';

const NO_TEAM = undefined;

describe('the path of a page', () => {
  test.each([
    ['/t/web', 'web', '/'],
    ['/t/web/', 'web', '/'],
    ['/t/web/logs', 'web', '/logs'],
    ['/t/web/traces/0af7651916cd43dd8448eb211c80319c', 'web', '/traces/0af7651916cd43dd8448eb211c80319c'],
    ['/t/web-2/logs', 'web-2', '/logs'],
    ['/t/WEB/Logs', 'web', '/Logs'],
    ['/t/default', 'default', '/'],
  ])('%s is of %s', (path, slug, rest) => {
    expect(splitTeamPath(path)).toEqual({ slug, path: rest });
  });

  test.each([
    '/',
    '/logs',
    '/t',
    '/t/',
    '/t//evil.example',
    '/t/web//evil.example',
    '/t/web//',
    '/t/1web',
    '/t/-web',
    '/t/web-',
    '/t/we--b',
    '/t/we_b',
    `/t/${'a'.repeat(41)}`,
    '/t/web%2Flogs',
    '/t/%77eb/logs',
    '/t/w%00eb',
    '/t/wéb/logs',
    '/t/\u212Aiwi/logs',
    '/T/web/logs',
    '/tt/web',
    '//t/web',
    '/logs/t/web',
    '/t/web;a=b/logs',
    '/t/web/api',
    '/t/web/API/v1/logs/search',
    '/t/web/%61pi/v1/logs/search',
    '/t/web/api/v1/logs/search',
    '/t/web/login',
    '/t/web/invite/abc',
    '/t/web/no-team',
    '/t/web/t/other',
    '/t/web/_serverFn/0123',
  ])('%s names no team', (path) => {
    expect(splitTeamPath(path)).toEqual({ slug: NO_TEAM, path });
  });

  test('begins with what only looks like something of no team', () => {
    expect(splitTeamPath('/t/web/apis')).toEqual({ slug: 'web', path: '/apis' });
    expect(joinTeamPath('web', '/traces')).toBe('/t/web/traces');
  });

  test.each([
    ['/', '/t/web'],
    ['/logs', '/t/web/logs'],
    ['/login', '/login'],
    ['/invite/x', '/invite/x'],
    ['/api/v1/logs', '/api/v1/logs'],
  ])('%s in a team is %s', (path, joined) => {
    expect(joinTeamPath('web', path)).toBe(joined);
    expect(joinTeamPath(undefined, path)).toBe(path);
  });

  test('of any team and page comes back as it was', () => {
    const slug = fc.stringMatching(/^[a-z]([a-z0-9]|-[a-z0-9]){0,19}$/);
    const page = fc.stringMatching(/^\/[a-z]{1,8}(\/[a-z0-9]{1,8}){0,2}$/);
    fc.assert(
      fc.property(slug, page, (team, path) => {
        fc.pre(splitTeamPath(`/t/${team}${path}`).slug !== undefined);
        expect(TEAM_SLUG.parse(team)).toBe(team);
        expect(splitTeamPath(joinTeamPath(team, path))).toEqual({ slug: team, path });
      }),
    );
  });

  test('of whatever text never names a team that could not be one, nor a page that leads elsewhere', () => {
    const text = fc.oneof(
      fc.string(),
      fc.stringMatching(/^\/t\/[a-zA-Z0-9%\\/.-]{0,20}$/),
      fc.webUrl().map((url) => `/t/a/${url}`),
    );
    fc.assert(
      fc.property(text, (path) => {
        const { slug, path: rest } = splitTeamPath(path);
        if (slug === undefined) {
          expect(rest).toBe(path);
          return;
        }
        expect(TEAM_SLUG.safeParse(slug)).toMatchObject({ success: true, data: slug });
        expect(rest).toMatch(/^\/(?!\/)/);
      }),
    );
  });
});

describe('a request names the team', () => {
  const of = (url: string, header?: string) =>
    teamOfRequest({
      url: `http://localhost:3000${url}`,
      headers: new Headers(header === undefined ? {} : { 'x-maple-team': header }),
    });

  test.each([
    ['/t/web/logs', undefined, 'web'],
    ['/logs', undefined, NO_TEAM],
    ['/api/v1/logs/search', undefined, NO_TEAM],
    ['/api/v1/logs/search?team=web', undefined, 'web'],
    ['/api/v1/logs/search?team=WEB', undefined, 'web'],
    ['/api/v1/logs/search?team=other', 'web', 'web'],
    ['/_serverFn/0123', 'web', 'web'],
    // The page of the default team says so, and is not made another's by what else is there.
    ['/_serverFn/0123', '', NO_TEAM],
    ['/api/v1/logs/search?team=web', '', NO_TEAM],
  ])('%s with the header %s: %s', (url, header, slug) => {
    expect(of(url, header)).toBe(slug);
  });

  test.each([
    ['/logs?team=web', NO_TEAM],
    ['/t/web/logs?team=other', 'web'],
    ['/t/web/api/v1/logs/search', NO_TEAM],
    ['/t/web/../other/logs', 'other'],
    ['/t/web/%2e%2e/other/logs', 'other'],
    ['/t/web\\logs', 'web'],
    ['/_serverFn/0123?team=web', NO_TEAM],
  ])('%s as the address says and no other: %s', (url, slug) => {
    expect(of(url)).toBe(slug);
  });

  test.each([
    ['/api/v1/logs/search?team=web&team=other', undefined],
    ['/api/v1/logs/search?team=web&limit=1&team=web', undefined],
    ['/api/v1/logs/search?team=&te%61m=web', undefined],
    ['/api/v1/logs/search?team=web&team=other', 'web'],
  ])('%s with the header %s names several teams: refused', (url, header) => {
    expect(() => of(url, header)).toThrow('Name one team: "team" is there twice.');
  });

  test('on a page a parameter says nothing, however often', () => {
    expect(of('/t/web/logs?team=a&team=b')).toBe('web');
  });
});
