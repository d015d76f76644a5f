// How a failed search is headed, and whether asking the same again makes sense.
import type { UserError } from '#app/lib/core/user-error.ts';

const TITLES: Readonly<Partial<Record<UserError['code'], string>>> = {
  bad_request: 'This cannot be searched',
  timeout: 'The search took too long',
  limit_exceeded: 'The search needs more than it may use',
  rate_limited: 'Too many searches at once',
  unavailable: 'The engine is restarting',
  offline: 'Maple cannot be reached',
  forbidden: 'You may not see this',
  not_found: 'This source is not there',
};

/** The heading of an error; one that is not known is nobody's fault but Maple's. */
export function failureTitle({ code }: UserError): string {
  return TITLES[code] ?? 'The search failed';
}

/** Whether the same search may succeed next time. */
export function canRetry({ code }: UserError): boolean {
  return code !== 'bad_request';
}

/** Whether a search that reads less may succeed. */
export function isAboutCost({ code }: UserError): boolean {
  return code === 'timeout' || code === 'limit_exceeded';
}
