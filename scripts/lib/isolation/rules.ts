// Who may pass which door, in one table of rules: what the isolation test expects and what docs/isolation-matrix.md prints. Pure.

/** Two teams: the default one, whose pages are at `/logs`, and another at `/t/theirs/logs`, which asks for two-factor. */
export const TEAMS = ['ours', 'theirs'] as const;
export type Team = (typeof TEAMS)[number];

type Role = 'owner' | 'admin' | 'member' | 'viewer';
type Scope = 'ingest' | 'read' | 'write' | 'admin';

/**
 * What a door asks for. `source`: to read what belongs to sources, as a key may that is kept to some of them; `page`: a page of a
 * team; `otlp`: telemetry, on a Maple that only its own machine can reach.
 */
export type Access = Scope | 'source' | 'page' | 'person' | 'instance' | 'public' | 'otlp';

export interface Caller {
  readonly name: string;
  /** Scopes of a key of `ours`. */
  readonly key?: {
    readonly scopes: readonly Scope[];
    readonly state?: 'unknown' | 'expired' | 'revoked';
    readonly isOfOneSource?: true;
  };
  /** Somebody who is signed in, and what they are in the teams. */
  readonly person?: {
    readonly roles: Partial<Record<Team, Role>>;
    readonly isInstanceAdmin?: true;
    /** Signed in by a password alone; the others with two-factor. */
    readonly isByPassword?: true;
  };
}

const READ_WRITE: readonly Scope[] = ['read', 'write'];
const EVERYTHING: readonly Scope[] = ['ingest', 'read', 'write', 'admin'];

export const CALLERS: readonly Caller[] = [
  { name: 'signed out' },
  { name: 'session that ended' },
  { name: 'unknown key', key: { scopes: [], state: 'unknown' } },
  { name: 'expired key', key: { scopes: EVERYTHING, state: 'expired' } },
  { name: 'revoked key', key: { scopes: EVERYTHING, state: 'revoked' } },
  { name: 'key: none', key: { scopes: [] } },
  { name: 'key: ingest', key: { scopes: ['ingest'] } },
  { name: 'key: read', key: { scopes: ['read'] } },
  { name: 'key: read one source', key: { scopes: ['read'], isOfOneSource: true } },
  { name: 'key: write', key: { scopes: READ_WRITE } },
  { name: 'key: admin', key: { scopes: ['read', 'write', 'admin'] } },
  { name: 'viewer', person: { roles: { ours: 'viewer' } } },
  { name: 'member', person: { roles: { ours: 'member' } } },
  { name: 'admin', person: { roles: { ours: 'admin' } } },
  { name: 'owner', person: { roles: { ours: 'owner' } } },
  { name: 'viewer here, owner there', person: { roles: { ours: 'viewer', theirs: 'owner' } } },
  { name: 'owner of theirs', person: { roles: { theirs: 'owner' } } },
  {
    name: 'owner of both, by password',
    person: { roles: { ours: 'owner', theirs: 'owner' }, isByPassword: true },
  },
  { name: 'person of no team', person: { roles: {} } },
  { name: 'instance admin of no team', person: { roles: {}, isInstanceAdmin: true } },
];

/** `passes`: through the door; what it then finds is the team's own. `unknown` is 401, or the sign-in page; `refused` 403. */
export type Outcome = 'passes' | 'unknown' | 'refused';

/** What becomes of `caller` at a door that asks for `access`, in a request about `team`. */
export function expected(access: Access, caller: Caller, team: Team): Outcome {
  if (access === 'public') return 'passes';
  if (access === 'otlp') return ofTelemetry(caller);
  if (access === 'person') return caller.person ? 'passes' : 'unknown';
  if (access === 'instance') {
    if (!caller.person) return 'unknown';
    return caller.person.isInstanceAdmin ? 'passes' : 'refused';
  }
  if (access === 'source') {
    const { key } = caller;
    const isKept = key?.isOfOneSource && key.scopes.includes('read') && team === 'ours';
    return isKept ? 'passes' : expected('read', caller, team);
  }
  // A key shows nobody a page.
  if (access === 'page') return caller.person ? expected('read', caller, team) : 'unknown';
  if (caller.key) {
    if (caller.key.state !== undefined) return 'unknown';
    const { scopes, isOfOneSource = false } = caller.key;
    return team === 'ours' && scopes.includes(access) && !isOfOneSource ? 'passes' : 'refused';
  }
  if (!caller.person) return 'unknown';
  if (team === 'theirs' && caller.person.isByPassword) return 'refused';
  const role = caller.person.roles[team];
  return role !== undefined && scopesOf(role).includes(access) ? 'passes' : 'refused';
}

/** Sessions say nothing to the receivers; without a key telemetry is the default team's. The team a request names is not looked at. */
function ofTelemetry({ key }: Caller): Outcome {
  if (key === undefined) return 'passes';
  if (key.state !== undefined) return 'unknown';
  return key.scopes.includes('ingest') ? 'passes' : 'refused';
}

function scopesOf(role: Role): readonly Scope[] {
  if (role === 'viewer') return ['read'];
  return role === 'member' ? READ_WRITE : ['read', 'write', 'admin'];
}
