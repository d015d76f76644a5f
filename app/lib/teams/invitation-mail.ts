// The message with an invitation's link. Pure.

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
    subject: `${oneLine(invitedBy)} invites you to ${oneLine(teamName)} on Maple`,
    text: [
      `${oneLine(invitedBy)} invites you to the team “${oneLine(teamName)}” on Maple.`,
      '',
      'Open this link to accept:',
      link,
      '',
      `It works once, until ${until}. If you did not expect this message, ignore it.`,
      '',
    ].join('\n'),
  };
}

/** Without line breaks and addresses: a name must not lead the reader elsewhere. */
function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/\b(?:https?:\/\/|www\.)\S*/gi, '…')
    .slice(0, 100);
}
