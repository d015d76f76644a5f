// The message of each change: what, when, from where, what to do; and nothing in it that somebody else wrote.
import { describe, expect, test } from 'vitest';
import { type CredentialEvent, credentialMail } from './credential-mail.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const base = {
  email: 'ada@example.com',
  at: new Date('2026-05-08T12:34:56Z'),
  client: { address: '203.0.113.9', userAgent: FIREFOX },
  url: 'https://maple.example',
};
const mailOf = (event: CredentialEvent, more: Partial<typeof base> = {}) =>
  credentialMail({ event, ...base, ...more });

const until = new Date('2026-05-08T12:49:56Z');
const EVENTS: readonly [CredentialEvent, RegExp, RegExp][] = [
  [{ kind: 'password changed' }, /password .*changed/, /other sessions are over/],
  [
    { kind: 'password reset', isByAdministrator: false, removed: ['passkeys: 1'] },
    /password .*anew/,
    /was mailed to this address.*Removed with it: passkeys: 1\./s,
  ],
  [{ kind: 'password reset', isByAdministrator: true, removed: [] }, /anew/, /an administrator made/],
  [{ kind: 'second factor on' }, /switched on/, /asks for a code/],
  [{ kind: 'second factor off' }, /switched off/, /no second factor any more/],
  [{ kind: 'new recovery codes' }, /New recovery codes/, /earlier ones do not work/],
  [{ kind: 'code used twice' }, /used twice/, /refused/],
  [{ kind: 'passkey added' }, /passkey .*added/, /without your password/],
  [{ kind: 'passkey removed' }, /passkey .*removed/, /Nobody can sign in with it/],
  [{ kind: 'locked', until, isAtSignIn: true }, /locked/, /until 2026-05-08 12:49 UTC.*nobody has got in/s],
  [{ kind: 'locked', until, isAtSignIn: false }, /locked/, /in a session of your account/],
  [
    { kind: 'provider linked', provider: 'Corp' },
    /single sign-on/,
    /sign in to your account in Maple with Corp\./,
  ],
];

describe.each(EVENTS)('%j', (event, subject, text) => {
  const mail = mailOf(event);

  test('says what, whose, when and from where', () => {
    expect(mail.subject).toMatch(subject);
    expect(mail.subject).toContain('Maple');
    expect(mail.text).toMatch(text);
    expect(mail.text.split('\n')).toEqual(
      expect.arrayContaining([
        'Account: ada@example.com',
        'When:    2026-05-08 12:34 UTC',
        'From:    203.0.113.9, Firefox on Linux',
      ]),
    );
  });

  test('says what to do when it was somebody else', () => {
    expect(mail.text).toContain('If it was not you');
    expect(mail.text).toMatch(/^https:\/\/maple\.example\/(reset|settings\/security)$/m);
    expect(mail.text).toContain('tell who runs Maple');
  });
});

test('whoever did it puts no words into the message', () => {
  const client = { address: 'see www.evil.example', userAgent: 'www.evil.example' };
  const provider = 'Corp\r\nhttps://evil.example/x \u202Etxet';
  for (const event of [{ kind: 'password changed' }, { kind: 'provider linked', provider }] as const) {
    const { subject, text } = mailOf(event, { client });
    expect(`${subject}${text}`).not.toMatch(/evil|\u202E|\r/);
    expect(text).toContain('From:    an unknown address, an unknown program');
  }
});
