// What a caller may do: the scopes of a key, and the scopes that a role in a team stands for.

/** `ingest` sends telemetry, `read` looks, `write` changes what the team made, `admin` changes the team itself. */
export type Scope = 'ingest' | 'read' | 'write' | 'admin';

/** What a person is in a team. */
export type Role = 'owner' | 'admin' | 'member' | 'viewer';

/** People never send telemetry with their session, so no role has `ingest`. */
export const SCOPES_OF_ROLE: Readonly<Record<Role, ReadonlySet<Scope>>> = {
  viewer: new Set(['read']),
  member: new Set(['read', 'write']),
  admin: new Set(['read', 'write', 'admin']),
  owner: new Set(['read', 'write', 'admin']),
};
