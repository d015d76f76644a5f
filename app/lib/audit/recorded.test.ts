// Nothing changes without being noted: every way into Maple that may change something names what it writes into the audit log, or
// why it writes nothing; and every action that the sources write has words.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { findDoors } from '../../../scripts/lib/isolation/doors.ts';
import { ACTIONS, actionWords } from './action-words.ts';

const LIB = resolve(import.meta.dirname, '..');

/** The actions that a server function, or an operation of the API, writes. */
const RECORDS: Readonly<Record<string, string>> = {
  acceptInvitation: 'invitation.accept',
  joinByInvitation: 'invitation.accept',
  createInvitation: 'invitation.create',
  renewInvitation: 'invitation.renew',
  revokeInvitation: 'invitation.revoke',
  'POST /api/v1/team/invitations': 'invitation.create',
  'POST /api/v1/team/invitations/$id': 'invitation.renew',
  'DELETE /api/v1/team/invitations/$id': 'invitation.revoke',
  changeMemberRole: 'member.role',
  removeMember: 'member.remove',
  leaveTeam: 'member.leave',
  takeOverTeam: 'member.add',
  'PATCH /api/v1/team/members/$userId': 'member.role',
  'DELETE /api/v1/team/members/$userId': 'member.remove',
  'POST /api/v1/team/leave': 'member.leave',
  createTeam: 'team.create',
  renameTeam: 'team.rename',
  requireSecondFactor: 'team.settings',
  requireOfAdministrators: 'installation.settings',
  deleteTeam: 'team.delete',
  deleteAnyTeam: 'team.delete',
  restoreTeam: 'team.restore',
  changeRetention: 'team.settings',
  changeTeamLimits: 'team.settings',
  'POST /api/v1/teams': 'team.create',
  'PATCH /api/v1/teams/$id': 'team.rename',
  'DELETE /api/v1/teams/$id': 'team.delete',
  'POST /api/v1/teams/$id': 'team.restore',
  'PATCH /api/v1/team': 'team.rename',
  'DELETE /api/v1/team': 'team.delete',
  'PATCH /api/v1/team/limits': 'team.settings',
  'PATCH /api/v1/retention': 'team.settings',
  createKey: 'key.create',
  renameKey: 'key.rename',
  rotateKey: 'key.rotate',
  revokeKey: 'key.revoke',
  'POST /api/v1/api-keys': 'key.create',
  'PATCH /api/v1/api-keys/$id': 'key.rename',
  'POST /api/v1/api-keys/$id/rotate': 'key.rotate',
  'DELETE /api/v1/api-keys/$id': 'key.revoke',
  saveSource: 'source.update',
  deleteSource: 'source.delete',
  'POST /api/v1/sources': 'source.create',
  'PUT /api/v1/sources/$id': 'source.update',
  'DELETE /api/v1/sources/$id': 'source.delete',
  saveConnection: 'connection.update',
  deleteConnection: 'connection.delete',
  testConnection: 'connection.test',
  'POST /api/v1/connections': 'connection.create',
  'PUT /api/v1/connections/$id': 'connection.update',
  'DELETE /api/v1/connections/$id': 'connection.delete',
  'POST /api/v1/connections/test': 'connection.test',
  createSavedSearch: 'saved_search.create',
  updateSavedSearch: 'saved_search.update',
  deleteSavedSearch: 'saved_search.delete',
  'POST /api/v1/saved-searches': 'saved_search.create',
  'PATCH /api/v1/saved-searches/$id': 'saved_search.update',
  'DELETE /api/v1/saved-searches/$id': 'saved_search.delete',
  setFacetPins: 'facet_pins.update',
  'PUT /api/v1/facet-pins': 'facet_pins.update',
  runSql: 'sql.run',
  'POST /api/v1/query': 'sql.run',
  'POST /api/v1/logs/export': 'logs.export',
  'POST /api/v1/traces/$traceId': 'trace.export',
  cancelRunning: 'query.cancel',
  cancelQuery: 'query.cancel',
  'DELETE /api/v1/queries/$id': 'query.cancel',
  completeSetup: 'setup.complete',
  createResetLink: 'password.reset_link',
  renameSelf: 'user.rename',
  addAdministrator: 'user.admin',
  removeAdministrator: 'user.admin',
  revokeSession: 'session.revoke',
  revokeOtherSessions: 'session.revoke',
  saveProvider: 'provider.update',
  deleteProvider: 'provider.delete',
};

const READS = 'It reads; POST because what is asked for is long, or not for the address bar.';
/** What writes nothing, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  testSource: 'It reads one row of a table that the team may read; nothing is kept.',
  'POST /api/v1/sources/test': 'As testSource.',
  testProvider: 'It reads the public description of the provider; nothing is kept.',
  ...Object.fromEntries(
    [
      'aggregateLogs',
      'completeLogValues',
      'detectSource',
      'explainLogSearch',
      'explainTraceSearch',
      'facetLogs',
      'getProviderFor',
      'getResetState',
      'listErrorGroups',
      'listLogFields',
      'listServices',
      'logsAround',
      'matchTrace',
      'readService',
      'readServiceMap',
      'searchLogs',
      'searchSpans',
      'searchTraces',
      'spanPercentile',
      'traceDifferences',
      'traceHeatmap',
      'traceRed',
      'traceSpan',
      'viewInvitation',
      'POST /api/v1/sources/detect',
    ].map((name) => [name, READS]),
  ),
};

/** Operations that take GET and POST alike answer questions, unless they are named above. */
function mayChange(): string[] {
  const doors = findDoors().filter(({ kind }) => kind === 'function' || kind === 'operation');
  const questions = new Set(
    doors
      .filter(({ kind, method }) => kind === 'operation' && method === 'GET')
      .filter(({ name }) => isOneOperation(name))
      .map(({ name }) => name),
  );
  return doors
    .filter(({ method, name }) => method !== 'GET' && !(method === 'POST' && questions.has(name)))
    .map(({ kind, method, name }) => (kind === 'function' ? name : `${method} ${name}`));
}

/** Whether the file of a path declares one operation, which then takes both methods. */
function isOneOperation(path: string): boolean {
  const base = join(LIB, '..', 'routes', path);
  const file = [`${base}.ts`, `${base}/index.ts`].find((candidate) => {
    try {
      return readFileSync(candidate, 'utf8') !== '';
    } catch {
      // It is the other one.
      return false;
    }
  });
  return file !== undefined && readFileSync(file, 'utf8').split('apiRoute({').length === 2;
}

/** All actions that are written somewhere, with a file that writes them. */
function writtenActions(): Map<string, string> {
  const written = new Map<string, string>();
  for (const file of readdirSync(LIB, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || /\.test\.ts$|testing\.ts$/.test(file)) continue;
    const text = readFileSync(join(LIB, file), 'utf8');
    if (!/\brecordAudit\(|\bnoted\(/.test(text)) continue;
    for (const [, action = ''] of text.matchAll(/'([a-z_]+\.[a-z_]+)'/g)) written.set(action, file);
  }
  return written;
}

test('whatever may change something says what it writes into the audit log, or why it writes nothing', () => {
  const silent = mayChange().filter((door) => !(door in RECORDS) && !(door in EXCEPTIONS));
  expect(
    silent,
    'add it to RECORDS with the action that it writes, or to EXCEPTIONS with the reason',
  ).toEqual([]);
});

test('the lists name nothing that is gone, and nothing twice', () => {
  const doors = new Set(
    findDoors().flatMap(({ kind, method, name }) => (kind === 'function' ? name : `${method} ${name}`)),
  );
  const named = [...Object.keys(RECORDS), ...Object.keys(EXCEPTIONS)];
  expect(named.filter((name) => !doors.has(name))).toEqual([]);
  expect(named.filter((name, at) => named.indexOf(name) !== at)).toEqual([]);
});

test('what the lists say is written is written', () => {
  const written = writtenActions();
  expect(Object.entries(RECORDS).filter(([, action]) => !written.has(action))).toEqual([]);
});

test('every action has words, and there are none for actions that nothing writes', () => {
  const written = writtenActions();
  expect([...written].filter(([action]) => actionWords(action) === action)).toEqual([]);
  const worded = Object.entries(ACTIONS).flatMap(([kind, { verbs }]) =>
    Object.keys(verbs).map((verb) => `${kind}.${verb}`),
  );
  expect(worded.filter((action) => !written.has(action))).toEqual([]);
});

test('an action of another version of Maple is shown as it is', () => {
  expect(actionWords('robot.dance')).toBe('robot.dance');
  expect(actionWords('constructor.name')).toBe('constructor.name');
  expect(actionWords('')).toBe('');
});
