// The check of every password that somebody chooses, against the list of the most used ones.
import { AppError } from '../core/errors.ts';
import { type IsCommon, type PasswordOwner, passwordProblem } from '../core/password-rule.ts';

/** The code of that refusal at the sign-in endpoints, whose codes are in capitals. */
export const WEAK_PASSWORD = 'WEAK_PASSWORD';

let list: Promise<IsCommon> | undefined;

/** Throws `weak_password` with what is wrong with it. */
export async function checkNewPassword(password: string, owner: PasswordOwner): Promise<void> {
  // Read when the first password is chosen: most starts never need it.
  list ??= commonPasswords();
  const problem = passwordProblem(password, owner, await list);
  if (problem !== undefined) throw new AppError('weak_password', problem);
}

/** The 49,000 most used passwords, in lower case. */
export async function commonPasswords(): Promise<IsCommon> {
  const { default: words } = await import('@zxcvbn-ts/language-common/src/passwords.json', {
    with: { type: 'json' },
  });
  const known = new Set<string>(words);
  return (text) => known.has(text);
}
