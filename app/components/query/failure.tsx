// How a search or a query that failed is headed, the sign beside it, and whether asking the same again makes sense.
import { CircleStop, Timer, TriangleAlert, WifiOff } from 'lucide-react';
import type { UserError } from '#app/lib/core/user-error.ts';

/** What failed: a search for records, or somebody's SQL. */
type Failed = 'search' | 'query';

/** The heading of an error; one that is not known is nobody's fault but Maple's. */
export function failureTitle({ code }: UserError, what: Failed): string {
  switch (code) {
    case 'bad_request':
      return what === 'search' ? 'This cannot be searched' : 'This SQL cannot run';
    case 'timeout':
      return `The ${what} took too long`;
    case 'limit_exceeded':
      return `The ${what} needs more than it may use`;
    case 'rate_limited':
      return what === 'search' ? 'Too many searches at once' : 'Too many queries at once';
    case 'cancelled':
      return 'Cancelled';
    case 'unavailable':
      return 'The engine is restarting';
    case 'offline':
      return 'Maple cannot be reached';
    case 'forbidden':
    case 'second_factor_required':
      return 'You may not see this';
    case 'not_found':
      return what === 'search' ? 'This source is not there' : 'This is not there';
    default:
      return `The ${what} failed`;
  }
}

export function FailureIcon({ code }: Pick<UserError, 'code'>) {
  if (code === 'cancelled') return <CircleStop className="size-6 text-ink-3" aria-hidden />;
  if (code === 'offline') return <WifiOff className="size-6 text-ink-3" aria-hidden />;
  if (isAboutCost({ code })) return <Timer className="size-6 text-caution" aria-hidden />;
  return <TriangleAlert className="size-6 text-danger" aria-hidden />;
}

/** Whether the same may succeed next time. */
export function canRetry({ code }: UserError): boolean {
  return code !== 'bad_request';
}

/** Whether what reads less may succeed. */
export function isAboutCost({ code }: Pick<UserError, 'code'>): boolean {
  return code === 'timeout' || code === 'limit_exceeded';
}
