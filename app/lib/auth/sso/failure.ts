// Why a sign-in at a provider did not work: a word for the address of the sign-in page, and what the page says. Pure.

const REASONS = {
  cancelled: 'You cancelled the sign-in at the provider, or it turned you away.',
  expired: 'This sign-in took too long, or was started in another browser. Please try again.',
  unknown_provider: 'There is no such way to sign in here, or it is switched off.',
  unreachable: 'The provider cannot be reached from Maple right now. Try again, or ask who runs Maple.',
  slow: 'The provider did not answer in time. Please try again.',
  refused:
    'The provider did not confirm the sign-in. Its client id or secret may be wrong: ask who runs Maple to look into the log.',
  untrusted:
    'The answer of the provider could not be trusted, so nobody was signed in. Ask who runs Maple to look into the log.',
  no_email: 'The provider does not tell Maple an email address that it can use.',
  unverified: 'The provider has not verified your email address, so Maple cannot rely on it.',
  wrong_domain: 'People with your email address do not sign in with this provider.',
  not_linked:
    'There is an account with your email address already, and this provider may not take it over. An administrator can add its domain to the provider.',
  no_account: 'You have no account here yet. Ask an administrator to invite you.',
} as const;

export type SsoFailureReason = keyof typeof REASONS;

/** What the sign-in page says; undefined for anything that is no reason. */
export function failureText(reason: string | undefined): string | undefined {
  return reason !== undefined && Object.hasOwn(REASONS, reason)
    ? REASONS[reason as SsoFailureReason]
    : undefined;
}

/** Ends a sign-in at a provider. `detail` is for the log and the audit log, never for the page. */
export class SsoFailure extends Error {
  override readonly name = 'SsoFailure';
  readonly reason: SsoFailureReason;
  /** Who it was about, as far as the provider said. */
  readonly email: string;

  constructor(reason: SsoFailureReason, detail: string, options: { cause?: unknown; email?: string } = {}) {
    super(detail, { cause: options.cause });
    this.reason = reason;
    this.email = options.email ?? '';
  }
}
