// Every snippet must lead to this installation, with a key exactly when one is needed.
import { expect, test } from 'vitest';
import { KEY_PLACEHOLDER, snippets } from './snippets.ts';

const ADDRESS = { http: 'http://maple.example:24318', grpc: 'http://maple.example:24317' };

test.each(snippets({ ...ADDRESS, needsKey: true }).map((snippet) => [snippet.id, snippet] as const))(
  '%s names the address and the key',
  (_id, { steps }) => {
    const code = steps.map((step) => step.code).join('\n');
    expect(code).toContain(ADDRESS.http);
    expect(code).toContain(KEY_PLACEHOLDER);
  },
);

test('no key where none is needed', () => {
  const code = JSON.stringify(snippets({ ...ADDRESS, needsKey: false }));
  expect(code).not.toContain(KEY_PLACEHOLDER);
  expect(code).not.toMatch(/authorization/i);
});

test('the JSON of the curl example is valid', () => {
  const code = snippets({ ...ADDRESS, needsKey: true })[0]?.steps[0]?.code ?? '';
  const body = /-d '([^']+)'/.exec(code)?.[1] ?? '';
  expect(JSON.parse(body)).toMatchObject({ resourceLogs: [{ scopeLogs: [{}] }] });
});
