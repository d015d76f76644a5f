// The audit log's page in the URL.
import { expect, test } from 'vitest';
import { AUDIT_VIEW_DEFAULTS, auditIntro, auditView, exportPath, filterOf } from './audit-view.ts';

test('nothing in the URL asks for everything', () => {
  const view = auditView.parse({});
  expect(view).toEqual(AUDIT_VIEW_DEFAULTS);
  expect(filterOf(view)).toEqual({});
});

test('what is odd in the URL does not break the page', () => {
  expect(auditView.parse({ outcome: 'maybe', of: 'them', q: 'x'.repeat(500), entry: '12' })).toEqual({
    ...AUDIT_VIEW_DEFAULTS,
    entry: 12,
  });
});

test('a download has the filters of the page', () => {
  const view = auditView.parse({ q: 'a&b', who: 'ada', action: 'key', outcome: 'refused', from: 'now-1d' });
  expect(exportPath('team', view, 'csv')).toBe(
    '/api/v1/audit/export?text=a%26b&actor=ada&action=key&outcome=refused&from=now-1d&format=csv',
  );
});

test('the page of the installation has a file and words of its own', () => {
  const view = auditView.parse({ who: 'ada' });
  expect(exportPath('installation', view, 'ndjson')).toBe(
    '/api/v1/installation/audit/export?actor=ada&format=ndjson',
  );
  expect(auditIntro('team')).toContain('how its people signed in');
  expect(auditIntro('installation')).toContain('What belongs to no team');
});
