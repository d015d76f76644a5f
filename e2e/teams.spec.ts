// Teams in a real browser: made, switched by key, a second person invited, given another role, removed from an open page, deleted.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectSound, launchBrowser, openPage, PHONE, type WatchedPage } from './lib/browser.ts';
import { ADMIN, type Maple, startMaple } from './lib/maple.ts';

const BOB = { name: 'Bob', email: 'bob@example.com', password: 'a password of bob' };

let browser: Browser;
let maple: Maple;
let ada: WatchedPage;
let bob: WatchedPage;
/** Of bob's invitation. */
let link: string;

beforeAll(async () => {
  const env = { MAPLE_ADMIN_EMAIL: ADMIN.email, MAPLE_ADMIN_PASSWORD: ADMIN.password };
  [browser, maple] = await Promise.all([launchBrowser(), startMaple({ env })]);
  ada = await openPage(browser, { colorScheme: 'dark' });
  bob = await openPage(browser, { colorScheme: 'light', viewport: PHONE, hasTouch: true });
});

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
});

async function signIn(page: Page, { email, password }: { email: string; password: string }, to: string) {
  await page.goto(`${maple.url}/login?redirect=${to}`);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(`**${to}`);
}

/** Clicks until what it opens is there: before the page has come to life a click does nothing. */
async function opening(page: Page, button: string, dialog: string): Promise<void> {
  const opened = page.getByRole('dialog', { name: dialog });
  for (;;) {
    await page.getByRole('button', { name: button, exact: true }).click();
    const isOpen = await opened.waitFor({ timeout: 1_000 }).then(
      () => true,
      () => false,
    );
    if (isOpen) return;
  }
}

/** The link with the port that this test runs on: it was any free one, which MAPLE_URL cannot know. */
const here = (text: string | null) =>
  `${maple.url}${new URL(text ?? '').pathname}${new URL(text ?? '').hash}`;

/** Invites into the default team by the API. */
async function invite(fields: object): Promise<{ status: number; link: string | undefined }> {
  const headers = { 'content-type': 'application/json' };
  const response = await maple.api('/team/invitations', {
    method: 'POST',
    headers,
    body: JSON.stringify(fields),
  });
  const { link: made } = (await response.json()) as { link?: string };
  return { status: response.status, link: made === undefined ? undefined : here(made) };
}

test('an administrator makes a team; its name becomes its address', async () => {
  const { page } = ada;
  await signIn(page, ADMIN, '/settings/teams');
  await page.getByRole('list', { name: 'Teams' }).waitFor();
  await opening(page, 'New team', 'New team');
  await page.getByLabel('Name').fill('Zahlungen Österreich');
  await page.getByText('/t/zahlungen-osterreich').waitFor();
  const slug = page.getByLabel('In addresses');
  await slug.fill('api');
  await page.getByText(/kept for Maple/).waitFor();
  expect(await page.getByRole('button', { name: 'Make the team' }).isDisabled()).toBe(true);
  await slug.fill('payments');
  await page.getByText('otel_payments').waitFor();
  await expectSound(ada, 'team-new-dark');
  await page.getByRole('button', { name: 'Make the team' }).click();
  await page.getByRole('link', { name: 'Go to the team' }).click();
  await page.waitForURL('**/t/payments/settings/members');
  await page.getByRole('list', { name: 'Members' }).getByText(ADMIN.email).waitFor();
});

test('somebody is invited by a link that works once, for one address', async () => {
  const { page } = ada;
  await opening(page, 'Invite', 'Invite to the team');
  await page.getByLabel('Email').fill('BOB@Example.com');
  await page.getByLabel('Role').selectOption('viewer');
  await page.getByRole('button', { name: 'Make a link' }).click();
  const shown = page.getByTestId('invitation-link');
  link = here(await shown.textContent());
  await expectSound(ada, 'team-invitation-dark');
  await page.getByRole('button', { name: 'Done' }).click();
  const open = page.getByRole('list', { name: 'Open invitations' });
  await open.getByText(BOB.email).waitFor();
  expect(await page.content()).not.toContain(new URL(link).hash.slice(1));
  await expectSound(ada, 'team-members-dark');

  const requests: string[] = [];
  bob.page.on('request', (request) => requests.push(request.url()));
  await bob.page.goto(link);
  await bob.page.getByRole('heading', { name: 'Join Zahlungen Österreich' }).waitFor();
  await expectSound(bob, 'team-join-phone');
  await bob.page.getByLabel('Your name').fill(BOB.name);
  await bob.page.getByLabel('Password').fill(BOB.password);
  await bob.page.getByRole('button', { name: 'Create account and join' }).click();
  await bob.page.waitForURL('**/t/payments/**');
  // The token is in no address that a server sees.
  const token = new URL(link).hash.slice(1);
  expect(requests.filter((url) => !url.startsWith(link) && url.includes(token))).toEqual([]);
});

test('a viewer sees the members and changes nothing', async () => {
  const { page } = bob;
  await page.goto(`${maple.url}/t/payments/settings/members`);
  const list = page.getByRole('list', { name: 'Members' });
  await list.getByText(ADMIN.email).waitFor();
  expect(await page.getByRole('button', { name: 'Invite' }).count()).toBe(0);
  expect(await list.getByRole('combobox').count()).toBe(0);
  expect(await page.getByText('two-factor').count()).toBe(0);
  await expectSound(bob, 'team-members-viewer-phone');
  await page.goto(`${maple.url}/t/payments/settings/team`);
  await page.getByText('otel_payments').waitFor();
  await page.getByText('Only an owner can delete the team.').waitFor();
  await expectSound(bob, 'team-general-viewer-phone');
  await page.goto(`${maple.url}/settings/teams`);
  await page.getByText('You are not in this team').waitFor();
});

test('a link that was used, altered or made up says so', async () => {
  const { page } = bob;
  await page.goto(link);
  await page.getByText('You have accepted this invitation already.').waitFor();
  const stranger = await openPage(browser);
  const says = async (address: string, text: RegExp) => {
    await stranger.page.goto('about:blank');
    await stranger.page.goto(address);
    await stranger.page.getByText(text).waitFor();
  };
  await says(link, /was used already/);
  await says(`${link}x`, /is not known/);
  await says(`${maple.url}/invite`, /is not known/);
  await says(`${maple.url}/invite#%`, /is not known/);
  await expectSound(stranger, 'team-link-unknown');
  await stranger.page.context().close();
});

test('a role that is changed counts in the open page of the person', async () => {
  const { page } = ada;
  await page.reload();
  const role = page.getByLabel(`Role of ${BOB.name}`);
  await role.selectOption('admin');
  await page.getByText('Nobody is invited').waitFor();
  await bob.page.goto(`${maple.url}/t/payments/settings/members`);
  await bob.page.getByRole('button', { name: 'Invite' }).waitFor();
  // An admin may change everybody but the owner.
  expect(await bob.page.getByLabel('Role of ada').count()).toBe(0);
  expect(await bob.page.getByRole('button', { name: 'Remove ada' }).count()).toBe(0);
  await expectSound(bob, 'team-members-admin-phone');
});

test('teams are switched by key, from the list and by the palette, and the section stays', async () => {
  const { page } = ada;
  await page.goto(`${maple.url}/t/payments/settings/members?x=1`);
  await page.getByRole('list', { name: 'Members' }).waitFor();
  await page.keyboard.press('Shift+M');
  await page.waitForURL(`${maple.url}/settings/members`);
  await page.getByRole('list', { name: 'Members' }).waitFor();
  await page.keyboard.press('m');
  await page.getByRole('dialog', { name: 'Switch the team' }).waitFor();
  await expectSound(ada, 'team-switcher-dark');
  await page.keyboard.press('2');
  await page.waitForURL(`${maple.url}/t/payments/settings/members`);
  await page.getByRole('list', { name: 'Members' }).waitFor();
  await page.keyboard.press('m');
  await page.getByRole('dialog', { name: 'Switch the team' }).waitFor();
  await page.keyboard.type('My');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${maple.url}/settings/members`);
  await page.getByRole('list', { name: 'Members' }).waitFor();
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByPlaceholder('Type a command…').fill('switch to team zahl');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${maple.url}/t/payments/settings/members`);
});

test('whoever is removed is out of the open page and of every other', async () => {
  const { page } = ada;
  await page.getByRole('button', { name: `Remove ${BOB.name}` }).waitFor();
  await bob.page.goto(`${maple.url}/t/payments/settings/members`);
  await bob.page.getByRole('button', { name: 'Invite' }).waitFor();
  await opening(page, `Remove ${BOB.name}`, 'Remove from the team?');
  await page.getByLabel(/to confirm/).fill(BOB.name);
  await expectSound(ada, 'team-remove-dark');
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('list', { name: 'Members' }).getByText(BOB.email).waitFor({ state: 'detached' });
  // What is done in the page that is still open is refused, and leads out of the team.
  await opening(bob.page, 'Invite', 'Invite to the team');
  await bob.page.getByRole('button', { name: 'Make a link' }).click();
  await bob.page.getByRole('heading', { name: 'You are in no team' }).waitFor();
  await bob.page.goto(`${maple.url}/t/payments/logs`);
  await bob.page.waitForURL('**/no-team');
  await expectSound(bob, 'team-none-phone');
  // An account without a team can be invited again.
  const again = await invite({ email: BOB.email });
  await bob.page.goto(again.link ?? '');
  await bob.page.getByRole('button', { name: /^Join / }).click();
  await bob.page.waitForURL((url) => !url.pathname.startsWith('/invite'));
});

test('a signed-out person with an account signs in and comes back to the invitation', async () => {
  // He is in that team already: only a link for anybody can be for him.
  expect(await invite({ email: BOB.email, role: 'viewer' })).toEqual({ status: 409, link: undefined });
  const { link: anybody = '' } = await invite({});
  const visit = await openPage(browser);
  const { page } = visit;
  await page.goto(anybody);
  await page.getByRole('button', { name: 'I have an account' }).click();
  await page.getByRole('link', { name: 'Sign in and come back' }).click();
  await page.waitForURL('**/login**');
  expect(page.url()).not.toContain(new URL(anybody).hash.slice(1));
  await page.getByLabel('Email').fill(BOB.email);
  await page.getByLabel('Password').fill(BOB.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/invite');
  await page.getByText(/a higher role stays/).waitFor();
  await page.getByRole('button', { name: /^Join / }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/invite'));
  await page.context().close();
});

test('a team is deleted by its name, everybody is out, and it is brought back', async () => {
  const { page } = ada;
  await page.goto(`${maple.url}/t/payments/settings/team`);
  await page.getByText('otel_payments').waitFor();
  await expectSound(ada, 'team-general-dark');
  await opening(page, 'Leave…', 'Leave Zahlungen Österreich?');
  await page.getByRole('button', { name: 'Leave the team' }).click();
  await page.getByText(/this is the last one/).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await opening(page, 'Delete…', 'Delete the team?');
  const confirm = page.getByRole('button', { name: 'Delete the team' });
  await page.getByLabel(/to confirm/).fill('Zahlungen');
  expect(await confirm.isDisabled()).toBe(true);
  await page.getByLabel(/to confirm/).fill('Zahlungen Österreich');
  await expectSound(ada, 'team-delete-dark');
  await confirm.click();
  await page.waitForURL('**/no-team');
  await page.goto(`${maple.url}/t/payments/logs`);
  await page.waitForURL('**/no-team');
  await page.goto(`${maple.url}/settings/teams`);
  await page.getByText(/data is dropped/).waitFor();
  await expectSound(ada, 'teams-deleted-dark');
  await page.getByRole('button', { name: 'Bring Zahlungen Österreich back' }).click();
  await page.getByText(/data is dropped/).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Zahlungen Österreich' }).click();
  await page.waitForURL('**/t/payments/settings/team');
});

test('administration of the installation is given to a second person and taken away, never from the last', async () => {
  const { page } = ada;
  await page.goto(`${maple.url}/settings/teams`);
  const people = page.getByRole('list', { name: 'Administrators' });
  await people.getByText(ADMIN.email).waitFor();
  const taking = page.getByRole('button', { name: /^Take administration from/ });
  expect(await taking.count()).toBe(0);
  const email = page.getByLabel('Email of a new administrator');
  await email.fill('nobody@example.com');
  await page.getByRole('button', { name: 'Make an administrator' }).click();
  await page.getByText(/There is no account with this email/).waitFor();
  await email.fill(BOB.email);
  await page.getByRole('button', { name: 'Make an administrator' }).click();
  await people.getByText(BOB.email).waitFor();
  expect(await taking.count()).toBe(2);
  await expectSound(ada, 'administrators-dark');
  await opening(page, `Take administration from ${BOB.name}`, 'Take administration away?');
  await page.getByLabel(/to confirm/).fill(BOB.name.replace(' ', '  '));
  await page.getByRole('button', { name: 'Take it away' }).click();
  await people.getByText(BOB.email).waitFor({ state: 'detached' });
  expect(await taking.count()).toBe(0);
});
