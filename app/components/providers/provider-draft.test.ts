// What the form holds and what is sent.
import { expect, test } from 'vitest';
import { draftOf, isMoved, parseDraft } from './provider-draft.ts';

const filled = { ...draftOf(undefined), name: 'Keycloak', clientId: 'maple', clientSecret: 's3cret' };

test('presets know their issuer; others must name it', () => {
  expect(parseDraft({ ...filled, preset: 'google' })).toMatchObject({
    input: { issuer: 'https://accounts.google.com' },
  });
  expect(parseDraft({ ...filled, preset: 'github' })).toMatchObject({
    input: { issuer: 'https://github.com' },
  });
  expect(parseDraft(filled)).toMatchObject({ problems: { issuer: expect.any(String) } });
  for (const issuer of ['keycloak', 'ftp://x.example', 'https://u:p@x.example', 'https://x.example/?a=b'])
    expect(parseDraft({ ...filled, issuer })).toHaveProperty('problems.issuer');
});

test('lists are read from text, domains in lower case', () => {
  const { input } = parseDraft({
    ...filled,
    issuer: 'https://x.example',
    domains: ' Example.COM, corp.example',
    newcomerTeam: 't',
  }) as { input: object };
  expect(input).toMatchObject({
    settings: {
      domains: ['example.com', 'corp.example'],
      scopes: ['openid', 'email', 'profile'],
      newcomers: { teamId: 't', role: 'member' },
    },
  });
});

test.each([
  [{ name: ' ' }, 'name'],
  [{ clientId: '' }, 'clientId'],
  [{ clientSecret: '' }, 'clientSecret'],
  [{ domains: 'exa mple' }, 'domains'],
  [{ domains: '@example.com' }, 'domains'],
  [{ domains: 'bücher.example' }, 'domains'],
  [{ isEnforced: true }, 'isEnforced'],
  [{ mapping: [{ group: '', teamId: 't', role: 'member' as const }] }, 'mapping'],
])('%o is told at its field', (change, field) =>
  expect(parseDraft({ ...filled, issuer: 'https://x.example', ...change })).toHaveProperty(
    `problems.${field}`,
  ),
);

test('a saved provider comes back as it was, without its secret', () => {
  const parsed = parseDraft({
    ...filled,
    issuer: 'https://x.example',
    domains: 'a.example b.example',
    isEnforced: true,
    mapping: [{ group: 'dev', teamId: 't', role: 'admin' }],
  });
  if (!('input' in parsed)) throw new Error('not valid');
  const { clientSecret: _, ...shown } = parsed.input;
  const again = parseDraft(draftOf({ id: 'p', ...shown }));
  expect(again).toEqual({ input: shown });
});

test('with another kind or issuer the secret has to be entered again', () => {
  const parsed = parseDraft({ ...filled, issuer: 'https://x.example' });
  if (!('input' in parsed)) throw new Error('not valid');
  const provider = { id: 'p', ...parsed.input };
  const draft = draftOf(provider);
  expect(parseDraft({ ...draft, name: 'Other', issuer: ' https://x.example ' }, provider)).toHaveProperty(
    'input',
  );
  for (const change of [{ issuer: 'https://y.example' }, { preset: 'google', issuer: '' }] as const) {
    expect(isMoved({ ...draft, ...change }, provider)).toBe(true);
    expect(parseDraft({ ...draft, ...change }, provider)).toHaveProperty('problems.clientSecret');
    expect(parseDraft({ ...draft, ...change, clientSecret: 'new' }, provider)).toHaveProperty('input');
  }
  const google = { ...provider, preset: 'google', issuer: 'https://accounts.google.com' } as const;
  expect(isMoved({ ...draftOf(google), issuer: '' }, google)).toBe(false);
});
