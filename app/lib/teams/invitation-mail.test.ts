// The invitation's message: the link whole, and nothing of what people typed can act in it.
import { expect, test } from 'vitest';
import { invitationMail } from './invitation-mail.ts';

const LINK = 'https://maple.example.com/invite#mAbc';
const expiresAt = new Date('2026-05-08T12:00:00Z');

test('says who, where to and until when', () => {
  const mail = invitationMail({ teamName: 'Payments', invitedBy: 'Ada', link: LINK, expiresAt });
  expect(mail.subject).toBe('Ada invites you to Payments on Maple');
  expect(mail.text.split('\n')).toContain(LINK);
  expect(mail.text).toContain('2026-05-08 12:00 UTC');
});

test('names are no headers and no links', () => {
  const names = { teamName: 'x\r\nBcc: eve@example.com', invitedBy: 'see https://evil.example/x \u202Egro' };
  const { subject, text } = invitationMail({ ...names, link: LINK, expiresAt });
  expect(subject).not.toMatch(/[\r\n]/);
  expect(`${subject}${text}`).not.toMatch(/evil\.example|\u202E/);
  expect(text.match(/https?:\/\//g)).toHaveLength(1);
});

test('hosts and addresses in names are no links either', () => {
  const names = { teamName: 'Payroll: log in at evil-site.com/login', invitedBy: 'x@evil-site.com' };
  const { subject, text } = invitationMail({ ...names, link: LINK, expiresAt });
  expect(`${subject}${text}`).not.toMatch(/evil-site\.com|x@evil/);
});
