// `npm run reset-password` as a process, beside a Maple that has the database open: the link that it prints is the way back in.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OWNER, openTestIdentity, type TestIdentity } from '#app/lib/auth/testing.ts';
import { auditLog } from '#drizzle/schema.ts';

let identity: TestIdentity;
beforeEach(async () => {
  identity = openTestIdentity();
  await identity.addOwner();
});
afterEach(() => identity.close());

function run(dataDir: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/reset-password.ts', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, MAPLE_DATA_DIR: dataDir, MAPLE_URL: 'https://maple.example' },
    timeout: 50_000,
  });
  return { status, stdout, lines: stderr.trim().split('\n') };
}

test('its link sets a new password, once, and the audit log says where it came from', async () => {
  const { status, stdout } = run(identity.dataDir, ` ${OWNER.email.toUpperCase()}`);
  expect(status).toBe(0);
  const token = /^https:\/\/maple\.example\/reset\?token=(\S+)$/m.exec(stdout)?.[1] ?? '';
  const { reset } = identity.auth;
  expect(reset.isGood(token)).toBe(true);
  expect(identity.db.select().from(auditLog).all().at(-1)).toMatchObject({
    ...{ action: 'password.reset_link', targetName: OWNER.email, teamId: null },
    ...{ actorKind: 'system', actorName: 'npm run reset-password' },
  });
  await reset.complete(token, 'difference engine', { address: '', userAgent: '' });
  expect(reset.isGood(token)).toBe(false);
  expect(await identity.signIn(OWNER.email, 'difference engine')).toContain('session');
});

test.each([
  [['nobody@example.com'], 'no account'],
  [['--help'], 'Usage'],
])('%j: one line, and a status that says so', (args, message) => {
  expect(run(identity.dataDir, ...args)).toMatchObject({
    ...{ status: 1, stdout: '', lines: [expect.stringContaining(message)] },
  });
});

test('in a directory without a Maple it makes none', () => {
  const empty = mkdtempSync(join(tmpdir(), 'maple-empty-'));
  try {
    expect(run(empty, OWNER.email)).toMatchObject({ status: 1, lines: [expect.stringContaining(empty)] });
    expect(readdirSync(empty)).toEqual([]);
  } finally {
    rmSync(empty, { recursive: true });
  }
});
