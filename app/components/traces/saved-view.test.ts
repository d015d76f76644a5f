// A saved search of traces brings back the list as it was, and one that says nothing of the list the usual one.
import { expect, test } from 'vitest';
import { savedSearch } from '#app/lib/saved/schema.ts';
import { savedOf, viewOfSaved } from './saved-view.ts';
import { tracesView } from './traces-view.ts';

const kept = { id: 'a', ownerName: 'Ada', isMine: true, isEditable: true, updatedAt: '2026-01-01T00:00:00Z' };
const saved = (view: object) =>
  savedSearch.parse({ ...kept, name: 'n', visibility: 'private', ...savedOf(tracesView.parse(view)) });

test('all that was chosen comes back', () => {
  const chosen = {
    q: 'status:error',
    lang: 'lucene',
    source: 'other',
    from: 'now-6h',
    to: 'now',
    show: 'spans',
    sort: 'slowest',
    min: '250ms',
    max: '2 s',
  } as const;
  expect(viewOfSaved(saved(chosen))).toEqual({ ...chosen, box: '' });
});

test('the box is left, and so is what the search before had', () => {
  expect(viewOfSaved(saved({ box: '1-2-3-4' }))).toMatchObject({ box: '', min: '', sort: 'newest' });
});

test('one that was saved without a list shows the newest traces', () => {
  const { traces: _, ...old } = saved({ show: 'spans', sort: 'slowest', min: '1s' });
  expect(viewOfSaved(old)).toMatchObject({ show: 'traces', sort: 'newest', min: '', max: '' });
});

test('spans are not sorted by what only traces have', () => {
  const search = saved({ show: 'spans' });
  const list = { show: 'spans', sort: 'errors', minDuration: '', maxDuration: '' } as const;
  expect(viewOfSaved({ ...search, traces: list })).toMatchObject({ show: 'spans', sort: 'newest' });
});
