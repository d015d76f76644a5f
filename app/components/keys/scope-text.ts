// What the scopes of a key and its states are called, for people. Pure.
import type { ApiKey, KeyState } from '#app/lib/keys/schema.ts';

type KeyScope = ApiKey['scopes'][number];

/** In the order in which they are offered. */
export const SCOPE_TEXTS: readonly {
  readonly scope: KeyScope;
  readonly label: string;
  readonly text: string;
}[] = [
  {
    scope: 'ingest',
    label: 'Ingest',
    text: 'Sends telemetry over OTLP. It cannot read anything, so it is safe to put where data comes from.',
  },
  { scope: 'read', label: 'Read', text: 'Searches logs and traces, runs SQL, follows live tails, exports.' },
  { scope: 'write', label: 'Write', text: 'Changes what the team made, such as saved searches.' },
  {
    scope: 'admin',
    label: 'Admin',
    text: 'Changes the team itself: sources, connections and keys. Give it to as few programs as you can.',
  },
];

/** `null` for what needs no word. */
export const STATE_BADGES: Readonly<
  Record<KeyState, { readonly text: string; readonly tone: 'plain' | 'caution' | 'danger' } | null>
> = {
  active: null,
  expiring: { text: 'Expires soon', tone: 'caution' },
  replaced: { text: 'Replaced', tone: 'caution' },
  expired: { text: 'Expired', tone: 'plain' },
  revoked: { text: 'Revoked', tone: 'plain' },
};

/** Whether requests with the key are still answered. */
export function works({ state }: Pick<ApiKey, 'state'>): boolean {
  return state !== 'expired' && state !== 'revoked';
}
