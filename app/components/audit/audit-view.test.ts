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
  expect(exportPath(view, 'csv')).toBe(
    '/api/v1/audit/export?text=a%26b&actor=ada&action=key&outcome=refused&from=now-1d&format=csv',
  );
});

test('sign-ins are promised only to those who see them', () => {
  expect(auditIntro(true)).toContain('who signed in, exported or ran SQL');
  expect(auditIntro(false)).toContain('who exported or ran SQL');
});
