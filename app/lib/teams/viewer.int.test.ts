// What a page learns of who looks at it: who asks them for a second factor.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeInstallation } from '#app/lib/auth/installation.server.ts';
import { openTestIdentity, type TestIdentity } from '#app/lib/auth/testing.ts';
import { teams, users } from '#drizzle/schema.ts';
import { viewer } from './viewer.server.ts';

let identity: TestIdentity;
beforeEach(async () => {
  identity = openTestIdentity();
  await identity.addOwner();
});
afterEach(() => identity.close());

/** Nobody here gets as far as the question whether there is data. */
async function look() {
  const sources = { tenants: identity.tenants, setup: { isSetUp: () => true }, config: {}, ports: {} };
  const headers = { cookie: await identity.signIn() };
  const request = new Request('http://127.0.0.1:3000/no-team/audit', { headers });
  return viewer(sources as unknown as Parameters<typeof viewer>[0], request);
}
const closeTeam = () =>
  identity.db
    .update(teams)
    .set({ settings: { requiresSecondFactor: true } })
    .run();

test('the rule for administrators closes the pages of the installation too', async () => {
  writeInstallation(identity.db, { administratorsNeedSecondFactor: true });
  expect(await look()).toMatchObject({ state: 'secondFactor', isForAdministrators: true });
  closeTeam();
  expect(await look()).toMatchObject({ state: 'secondFactor', isForAdministrators: true });
});

test('that of a team closes only that', async () => {
  closeTeam();
  expect(await look()).toMatchObject({ state: 'secondFactor', isForAdministrators: false });
  writeInstallation(identity.db, { administratorsNeedSecondFactor: true });
  identity.db.update(users).set({ isInstanceAdmin: false }).run();
  expect(await look()).toMatchObject({ state: 'secondFactor', isForAdministrators: false });
});
