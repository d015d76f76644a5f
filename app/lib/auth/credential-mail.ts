// The messages that say that the way into an account has changed: what, when, from where, and what to do when it was somebody else. Pure.
import { knownDeviceOf } from '../core/device.ts';
import { mailWords } from '../core/mail-words.ts';

/** What happened to an account. */
export type CredentialEvent =
  | { readonly kind: 'password changed' }
  | {
      readonly kind: 'password reset';
      readonly isByAdministrator: boolean;
      readonly removed: readonly string[];
    }
  | { readonly kind: 'second factor on' }
  | { readonly kind: 'second factor off' }
  | { readonly kind: 'new recovery codes' }
  | { readonly kind: 'code used twice' }
  | { readonly kind: 'passkey added' }
  | { readonly kind: 'passkey removed' }
  | { readonly kind: 'locked'; readonly until: Date; readonly isAtSignIn: boolean }
  | { readonly kind: 'provider linked'; readonly provider: string };

interface CredentialMail {
  readonly event: CredentialEvent;
  /** Of the account. */
  readonly email: string;
  readonly at: Date;
  readonly client: { readonly address: string; readonly userAgent: string };
  /** The address people use Maple under. */
  readonly url: string;
}

/** Plain text. Nothing in it is chosen by whoever did it: a message that Maple sends must not carry somebody else's words. */
export function credentialMail({ event, email, at, client, url }: CredentialMail): {
  readonly subject: string;
  readonly text: string;
} {
  const { subject, what } = WORDS[event.kind](event as never);
  const device = knownDeviceOf(client.userAgent) ?? 'an unknown program';
  const address = /^[\da-f.:]{2,45}$/i.test(client.address) ? client.address : 'an unknown address';
  return {
    subject,
    text: [
      what,
      '',
      `Account: ${email}`,
      `When:    ${timeText(at)}`,
      `From:    ${address}, ${device}`,
      `Maple:   ${url}`,
      '',
      ...adviceFor(event, url),
      '',
    ].join('\n'),
  };
}

interface Words {
  readonly subject: string;
  readonly what: string;
}
type WordsOf = {
  readonly [Kind in CredentialEvent['kind']]: (event: Extract<CredentialEvent, { kind: Kind }>) => Words;
};

const WORDS: WordsOf = {
  'password changed': () => ({
    subject: 'Your password for Maple was changed',
    what: 'The password of your account in Maple was changed. All its other sessions are over.',
  }),
  'password reset': ({ isByAdministrator, removed }) => ({
    subject: 'Your password for Maple was set anew',
    what: [
      `The password of your account in Maple was set anew, with a link that ${isByAdministrator ? 'an administrator made' : 'was mailed to this address'}. All its sessions are over.`,
      ...(removed.length > 0 ? [`Removed with it: ${removed.join(', ')}.`] : []),
    ].join('\n'),
  }),
  'second factor on': () => ({
    subject: 'The second factor for Maple was switched on',
    what: 'Your account in Maple now asks for a code of an authenticator app beside the password.',
  }),
  'second factor off': () => ({
    subject: 'The second factor for Maple was switched off',
    what: 'Your account in Maple asks for no second factor any more. Its recovery codes are over.',
  }),
  'new recovery codes': () => ({
    subject: 'New recovery codes for Maple were made',
    what: 'Your account in Maple has new recovery codes. The earlier ones do not work any more.',
  }),
  'code used twice': () => ({
    subject: 'A code for Maple was used twice',
    what: 'A code of your authenticator app was given to Maple a second time, and refused. Who did that may have seen it, and may know your password.',
  }),
  'passkey added': () => ({
    subject: 'A passkey for Maple was added',
    what: 'Your account in Maple has a new passkey. Whoever holds it can sign in without your password.',
  }),
  'passkey removed': () => ({
    subject: 'A passkey for Maple was removed',
    what: 'A passkey of your account in Maple was removed. Nobody can sign in with it any more.',
  }),
  locked: ({ until, isAtSignIn }) => ({
    subject: 'Your account in Maple is locked for a while',
    what: `There were too many wrong passwords ${isAtSignIn ? 'at the sign-in to your account' : 'in a session of your account'} in Maple. It takes none until ${timeText(until)}.`,
  }),
  'provider linked': ({ provider }) => ({
    subject: 'Your account in Maple was connected to single sign-on',
    what: `You can now sign in to your account in Maple with ${mailWords(provider)}.`,
  }),
};

function adviceFor(event: CredentialEvent, url: string): readonly string[] {
  if (event.kind === 'locked' && event.isAtSignIn)
    return [
      'If it was you, wait, sign in with a passkey, or set a new password:',
      `${url}/reset`,
      '',
      'If it was not you, nobody has got in. You need do nothing; if it comes again, tell who runs Maple.',
    ];
  if (event.kind === 'provider linked')
    return [
      'If it was you, there is nothing to do.',
      '',
      'If it was not you, tell who runs Maple at once, and look at your sessions:',
      `${url}/settings/security`,
    ];
  return [
    'If it was you, there is nothing to do.',
    '',
    'If it was not you, set a new password at once:',
    `${url}/reset`,
    'That ends all sessions of the account and removes its passkeys.',
    '',
    'Look at the sessions, the passkeys and the second factor that your account has:',
    `${url}/settings/security`,
    'Then tell who runs Maple.',
  ];
}

/** RFC 3339 to the minute, with the zone in words. */
function timeText(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
