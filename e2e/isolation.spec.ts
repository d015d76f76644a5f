// The isolation matrix on the built program with two teams: every page, server function, API operation and receiver × every caller
// × own and other team, and every one of them with ids of the other team. What is expected is in scripts/lib/isolation/rules.ts.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Door, findDoors } from '#scripts/lib/isolation/doors.ts';
import { countCells, printMatrix } from '#scripts/lib/isolation/print.ts';
import { CALLERS, type Caller, expected, TEAMS, type Team } from '#scripts/lib/isolation/rules.ts';
import { readFunctionIds } from './lib/function-ids.ts';
import { type Attempt, attemptsAt } from './lib/isolation/attempts.ts';
import { type Answer, callFunction, callOperation, knock } from './lib/isolation/knock.ts';
import {
  openWorld,
  RECORD_MARK,
  SPAN_MARK,
  snapshotOfTheirs,
  THEIR,
  THING_MARK,
  type World,
} from './lib/isolation/world.ts';

const root = resolve(import.meta.dirname, '..');
const doors = findDoors();
/** More than these say the same. */
const MOST_TOLD = 20;
const AT_ONCE = 6;

let world: World;
let untouched: string;

const ids = readFunctionIds();

beforeAll(async () => {
  world = await openWorld();
  untouched = snapshotOfTheirs(world.db);
}, 240_000);

afterAll(() => world?.stop());

/** Runs `work` on all of them, a few at once, and answers what it found wrong. */
async function each<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<string[]>,
): Promise<string[]> {
  const wrong: string[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE)
    wrong.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(work))).flat());
  return wrong.length > MOST_TOLD
    ? [...wrong.slice(0, MOST_TOLD), `and ${wrong.length - MOST_TOLD} more`]
    : wrong;
}

/** What of another team's is in an answer that this caller got about this team. */
function leaks({ text }: Answer, { name, person }: Caller, team: Team): string[] {
  const other: Team = team === 'ours' ? 'theirs' : 'ours';
  const marks = [RECORD_MARK[other]];
  const knowsThem = person?.roles.theirs !== undefined || person?.isInstanceAdmin;
  if (!knowsThem) marks.push(THING_MARK, RECORD_MARK.theirs);
  if (name === 'key: read one source') marks.push(SPAN_MARK);
  return [...new Set(marks)].filter((mark) => text.includes(mark));
}

/** Without input it would do what it is for, e.g. leave the team: whom it refuses is tried all the same. */
function acts({ kind, method, takesInput }: Door): boolean {
  return kind === 'function' && method === 'POST' && !takesInput;
}

describe('the matrix', () => {
  test('has every door that the build has', async () => {
    const named = (kind: Door['kind']) => doors.filter((door) => door.kind === kind);
    expect([...ids.keys()].toSorted()).toEqual(
      named('function')
        .map(({ name }) => name)
        .toSorted(),
    );
    const { paths } = await (await fetch(`${world.maple.url}/api/v1/openapi.json`)).json();
    const declared = Object.entries<object>(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(
        (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, '$$$1')}`,
      ),
    );
    const found = named('operation').map(({ method, name }) => `${method} ${name}`);
    expect(found.toSorted()).toEqual(declared.toSorted());
  });

  test('is written down in docs/isolation-matrix.md', () => {
    const written = readFileSync(join(root, 'docs/isolation-matrix.md'), 'utf8');
    expect(written, 'Run: node scripts/isolation-matrix.ts').toBe(printMatrix(doors));
  });

  const counts = new Map<string, number>();
  test.each(CALLERS)('$name', { timeout: 600_000 }, async (caller) => {
    const headers = world.credentials.get(caller.name) ?? {};
    const cells = doors.flatMap((door) => TEAMS.map((team) => ({ door, team })));
    const wrong = await each(cells, async ({ door, team }) => {
      const want = expected(door.access, caller, team);
      if (want === 'passes' && acts(door)) return [];
      const answer = await knock(world.maple, ids, door, { team, headers });
      const cell = `${door.kind} ${door.method} ${door.name} of ${team}`;
      const count = `${door.kind}: ${answer.outcome}`;
      counts.set(count, (counts.get(count) ?? 0) + 1);
      return [
        ...(answer.outcome === want
          ? []
          : [
              `${cell}: ${want} expected, ${answer.outcome} (${answer.status}): ${answer.text.slice(0, 200)}`,
            ]),
        ...leaks(answer, caller, team).map((mark) => `${cell}: tells ${mark}`),
      ];
    });
    expect(wrong).toEqual([]);
  });

  test('was tried in full', () => {
    process.stdout.write(`\n${printMatrix(doors).split('\n').slice(5, 34).join('\n')}\n`);
    for (const [outcome, count] of [...counts].toSorted()) process.stdout.write(`${outcome}: ${count}\n`);
    const skipped = doors
      .filter(acts)
      .flatMap((door) =>
        CALLERS.flatMap((caller) => TEAMS.filter((team) => expected(door.access, caller, team) === 'passes')),
      );
    const tried = [...counts.values()].reduce((sum, count) => sum + count, 0);
    process.stdout.write(
      `${tried} of ${countCells(doors)} cells tried, ${skipped.length} would have acted\n`,
    );
    expect(tried + skipped.length).toBe(countCells(doors));
  });

  test('left the other team as it was', () => {
    expect(snapshotOfTheirs(world.db)).toBe(untouched);
  });
});

describe('with ids of the other team', () => {
  /** Whoever may do most in their own team. */
  const MIGHTY = ['owner', 'key: admin', 'key: read one source'];
  const mighty = CALLERS.filter(({ name }) => MIGHTY.includes(name));

  test.each(mighty)('$name reaches nothing of it', { timeout: 600_000 }, async (caller) => {
    const headers = world.credentials.get(caller.name) ?? {};
    const { paths } = await (await fetch(`${world.maple.url}/api/v1/openapi.json`)).json();
    const mayPass = doors.filter(
      (door) =>
        expected(door.access, caller, 'ours') === 'passes' &&
        door.kind !== 'page' &&
        door.kind !== 'receiver' &&
        !acts(door),
    );
    const attempts = mayPass.flatMap((door) =>
      attemptsAt(door, world.their, paths).map((attempt) => ({ door, attempt })),
    );
    const statuses = new Map<string, Set<number>>();
    const run = async ({ door, attempt }: { door: Door; attempt: Attempt }) => {
      const visit = { team: 'ours', headers } as const;
      const answer =
        door.kind === 'operation'
          ? await callOperation(world.maple, door, visit, attempt.fields, attempt.id)
          : await callFunction(world.maple, ids, door, visit, {
              data: attempt.fields,
              context: attempt.context,
            });
      const of = `${door.method} ${door.name}`;
      statuses.set(of, (statuses.get(of) ?? new Set()).add(answer.status));
      const said = `${of} with ${JSON.stringify(attempt.fields).slice(0, 300)} ${attempt.id ?? ''}`;
      return [
        ...leaks(answer, caller, 'ours').map(
          (mark) => `${said}: tells ${mark}: ${answer.text.slice(0, 300)}`,
        ),
        ...(answer.status >= 500 ? [`${said}: ${answer.status} ${answer.text.slice(0, 200)}`] : []),
      ];
    };
    const wrong = await each(attempts, run);
    const reached = [...statuses].filter(([, seen]) => [...seen].some((status) => status !== 400));
    const never = [...statuses].filter(([, seen]) => [...seen].every((status) => status === 400));
    process.stdout.write(
      `\n${caller.name}: ${attempts.length} attempts at ${statuses.size} doors, ${reached.length} of which took the input; the others: ${never.map(([door]) => door).join(', ')}\n`,
    );
    expect(wrong).toEqual([]);
    expect(snapshotOfTheirs(world.db)).toBe(untouched);
  });

  test('the marks are what answers are full of: who may see them sees them', async () => {
    const ask = async (name: string, sql: string) => {
      const visit = { team: 'ours', headers: world.credentials.get(name) ?? {} } as const;
      return callOperation(world.maple, { name: '/api/v1/query', method: 'POST' }, visit, { sql });
    };
    for (const name of ['viewer', 'key: read']) {
      expect((await ask(name, 'SELECT * FROM otel_logs')).text).toContain(RECORD_MARK.ours);
      expect((await ask(name, 'SELECT * FROM otel_traces')).text).toContain(SPAN_MARK);
    }
    const visit = { team: 'theirs', headers: world.credentials.get('owner of theirs') ?? {} } as const;
    for (const name of [
      '/api/v1/sources',
      '/api/v1/connections',
      '/api/v1/api-keys',
      '/api/v1/saved-searches',
    ])
      expect((await callOperation(world.maple, { name, method: 'GET' }, visit, {})).text).toContain(
        THING_MARK,
      );
    const logs = await callOperation(world.maple, { name: '/api/v1/logs/search', method: 'GET' }, visit, {});
    expect(logs.text).toContain(RECORD_MARK.theirs);
  });

  test('its records are all there still, and no others', async () => {
    const count = async (headers: Record<string, string>) => {
      const answer = await fetch(`${world.maple.url}/api/v1/query`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({
          sql: `SELECT (SELECT count() FROM otel_logs), (SELECT countIf(Body LIKE '%${RECORD_MARK.theirs}%') FROM otel_logs), (SELECT count() FROM otel_traces)`,
        }),
      });
      return (await answer.json()).rows;
    };
    expect(await count({ authorization: `Bearer ${world.theirKey}` })).toEqual([['1', '1', '2']]);
  });

  test('its running queries are neither seen nor cancelled', async () => {
    const operationId = '0198c5f0-0000-7000-8000-000000000001';
    const leaving = new AbortController();
    const running = fetch(`${world.maple.url}/api/v1/query`, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.theirKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        sql: `SELECT sum(cityHash64(number)), '${RECORD_MARK.theirs}' FROM numbers(1000000000000)`,
        operationId,
      }),
      signal: leaving.signal,
    }).catch(() => undefined);
    const theirs = { team: 'ours', headers: { authorization: `Bearer ${world.theirKey}` } } as const;
    const path = '/api/v1/queries/$id';
    const progress = () => callOperation(world.maple, { name: path, method: 'GET' }, theirs, {}, operationId);
    await expect.poll(async () => (await progress()).status, { timeout: 30_000 }).toBe(200);
    for (const caller of mighty) {
      const visit = { team: 'ours', headers: world.credentials.get(caller.name) ?? {} } as const;
      for (const method of ['GET', 'DELETE']) {
        const answer = await callOperation(world.maple, { name: path, method }, visit, {}, operationId);
        expect([caller.name, method, answer.status]).toEqual([caller.name, method, 404]);
      }
      const all = await callOperation(world.maple, { name: '/api/v1/queries', method: 'GET' }, visit, {});
      expect(all.text).not.toContain(operationId);
      expect(leaks(all, caller, 'ours')).toEqual([]);
    }
    const seen = await callOperation(world.maple, { name: '/api/v1/queries', method: 'GET' }, theirs, {});
    expect(seen.text).toContain(operationId);
    expect((await progress()).status).toBe(200);
    leaving.abort();
    await running;
  });

  test('a change of the team in the middle of a request is none', async () => {
    const headers = world.credentials.get('viewer here, owner there') ?? {};
    const twice = await fetch(`${world.maple.url}/api/v1/api-keys?team=${THEIR.slug}`, {
      headers: { ...headers, 'x-maple-team': '' },
    });
    expect(twice.status).toBe(403);
    const below = await fetch(`${world.maple.url}/t/${THEIR.slug}/api/v1/api-keys`, { headers });
    expect(below.headers.get('content-type')).toContain('text/html');
    expect(below.status).toBe(404);
  });
});
