// The message with an invitation's link. Pure.
import { mailWords } from '#app/lib/core/mail-words.ts';

interface InvitationMail {
  readonly teamName: string;
  readonly invitedBy: string;
  readonly link: string;
  readonly expiresAt: Date;
}

/** Plain text: the names in it are what people typed, and must not become links or mark-up. */
export function invitationMail({ teamName, invitedBy, link, expiresAt }: InvitationMail): {
  readonly subject: string;
  readonly text: string;
} {
  const until = `${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return {
    subject: `${mailWords(invitedBy)} invites you to ${mailWords(teamName)} on Maple`,
    text: [
      `${mailWords(invitedBy)} invites you to the team “${mailWords(teamName)}” on Maple.`,
      '',
      'Open this link to accept:',
      link,
      '',
      `It works once, until ${until}. If you did not expect this message, ignore it.`,
      '',
    ].join('\n'),
  };
}
