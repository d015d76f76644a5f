// What the actions of the audit log are called. A test finds every action in the sources and wants it here. Pure.

interface Actions {
  /** The things, as the heading of their actions. */
  readonly label: string;
  /** What was done, by the verb. */
  readonly verbs: Readonly<Record<string, string>>;
}

/** By the kind of thing, in the order of the filter. */
export const ACTIONS: Readonly<Record<string, Actions>> = {
  session: {
    label: 'Sessions',
    verbs: { sign_in: 'Signed in', sign_out: 'Signed out', revoke: 'Ended a session' },
  },
  password: {
    label: 'Passwords',
    verbs: {
      change: 'Changed the password',
      reset: 'Reset the password',
      reset_mail: 'Asked for a mail to reset the password',
      reset_link: 'Made a link to reset a password',
    },
  },
  two_factor: {
    label: 'Two-factor sign-in',
    verbs: {
      enable: 'Turned on two-factor sign-in',
      disable: 'Turned off two-factor sign-in',
      new_codes: 'Made new recovery codes',
    },
  },
  passkey: {
    label: 'Passkeys',
    verbs: { add: 'Added a passkey', rename: 'Renamed a passkey', remove: 'Removed a passkey' },
  },
  user: {
    label: 'Accounts',
    verbs: {
      create: 'Account made',
      link: 'Account linked to single sign-on',
      rename: 'Changed the own name',
      admin: 'Gave or took administration of the installation',
    },
  },
  member: {
    label: 'Members',
    verbs: {
      add: 'Added a member',
      role: 'Changed a role',
      remove: 'Removed a member',
      leave: 'Left the team',
    },
  },
  invitation: {
    label: 'Invitations',
    verbs: {
      create: 'Invited somebody',
      renew: 'Renewed an invitation',
      accept: 'Accepted an invitation',
      revoke: 'Revoked an invitation',
    },
  },
  team: {
    label: 'Teams',
    verbs: {
      create: 'Made a team',
      rename: 'Renamed the team',
      settings: 'Changed settings of the team',
      delete: 'Deleted a team',
      restore: 'Restored a team',
      drop: 'Dropped the data of a deleted team',
    },
  },
  key: {
    label: 'Keys',
    verbs: {
      create: 'Made a key',
      rename: 'Renamed a key',
      rotate: 'Rotated a key',
      revoke: 'Revoked a key',
    },
  },
  source: {
    label: 'Sources',
    verbs: { create: 'Made a source', update: 'Changed a source', delete: 'Deleted a source' },
  },
  connection: {
    label: 'Connections',
    verbs: {
      create: 'Made a connection',
      update: 'Changed a connection',
      delete: 'Deleted a connection',
      test: 'Tried a connection',
    },
  },
  saved_search: {
    label: 'Saved searches',
    verbs: { create: 'Saved a search', update: 'Changed a saved search', delete: 'Deleted a saved search' },
  },
  facet_pins: { label: 'Facets', verbs: { update: 'Pinned facets for the team' } },
  sql: { label: 'SQL', verbs: { run: 'Ran SQL' } },
  query: { label: 'Queries', verbs: { cancel: 'Cancelled a query' } },
  logs: { label: 'Logs', verbs: { export: 'Exported logs' } },
  trace: { label: 'Traces', verbs: { export: 'Downloaded a trace' } },
  audit: {
    label: 'Audit log',
    verbs: { export: 'Exported the audit log', drop: 'Dropped old audit entries' },
  },
  provider: {
    label: 'Single sign-on',
    verbs: {
      create: 'Added a sign-in provider',
      update: 'Changed a sign-in provider',
      delete: 'Deleted a sign-in provider',
    },
  },
  installation: { label: 'Installation', verbs: { settings: 'Changed settings of the installation' } },
  setup: { label: 'Set-up', verbs: { complete: 'Completed the set-up' } },
  secret: { label: 'Secrets', verbs: { rotate: 'Rotated the secret of the installation' } },
};

/** The words of an action, or the action itself when an older or newer Maple wrote it. */
export function actionWords(action: string): string {
  const [kind = '', verb = ''] = action.split('.');
  const verbs = Object.hasOwn(ACTIONS, kind) ? ACTIONS[kind]?.verbs : undefined;
  return (verbs && Object.hasOwn(verbs, verb) && verbs[verb]) || action;
}

/** A kind of target as a noun. */
export function targetNoun(kind: string): string {
  return kind.replaceAll('_', ' ');
}
