// What a browser is told and does: the policy of every page holds, nothing that telemetry says runs, and no other site changes anything.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findDoors } from '#scripts/lib/isolation/doors.ts';
import { launchBrowser, type WatchedPage } from './lib/browser.ts';
import { readFunctionIds } from './lib/function-ids.ts';
import { openSignedIn, sendLogs, startWithAdmin } from './lib/logs.ts';
import { INGEST_KEY, type Maple } from './lib/maple.ts';
import { signIn } from './lib/sign-in.ts';
import { sendSpans } from './lib/spans.ts';

const TRACE = 'c'.repeat(32);
/** Runs in each place where a page could take a text for HTML, a script or an address. */
const EVIL = `"'><img src=x onerror="window.ran=1"><svg onload="window.ran=1"></svg></script><script>window.ran=1</script>`;

let browser: Browser;
let maple: Maple;
let cookie: string;
let visitor: WatchedPage;

beforeAll(async () => {
  [browser, maple] = await Promise.all([launchBrowser(), startWithAdmin()]);
  cookie = await signIn(maple);
  visitor = await openSignedIn(browser, maple);
  await visitor.page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { violations: seen });
    document.addEventListener('securitypolicyviolation', (event) =>
      seen.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile ?? ''}`),
    );
  });
  await sendLogs(maple, 'shop', [
    { body: EVIL, severityNumber: 17, traceId: TRACE, attributes: { 'evil.field': EVIL } },
    { body: '=HYPERLINK("http://evil.example")', attributes: { formula: '@SUM(1)' } },
  ]);
  await sendSpans(maple, [
    {
      service: 'shop',
      name: EVIL,
      traceId: TRACE,
      spanId: 'd'.repeat(16),
      startMs: Date.now() - 2_000,
      durationMs: 100,
      kind: 2,
      attributes: { 'evil.field': EVIL, 'http.url': 'javascript:window.ran=1' },
      exception: { type: EVIL, message: EVIL, stack: EVIL },
    },
    {
      service: 'stock',
      name: 'GET /stock',
      traceId: TRACE,
      spanId: 'e'.repeat(16),
      parentSpanId: 'd'.repeat(16),
      startMs: Date.now() - 1_950,
      durationMs: 20,
      kind: 2,
    },
  ]);
});

afterAll(async () => {
  await browser?.close();
  await maple?.stop();
});

const doors = findDoors();
const pages = doors
  .filter(({ kind }) => kind === 'page')
  .map(({ name }) =>
    name
      .replace('$traceId', TRACE)
      .replace('$service', encodeURIComponent('shop'))
      .replaceAll(/\$\w+/g, 'new'),
  );

/** What the page did against its policy, and whether any text of the telemetry ran. */
async function findings(page: Page): Promise<unknown> {
  return page.evaluate(() => ({
    violations: (window as unknown as { violations: string[] }).violations,
    ran: 'ran' in window,
    handlers: [...document.querySelectorAll('*')]
      .flatMap((element) => [...element.attributes])
      .filter(({ name, value }) => /^on/i.test(name) || /^\s*javascript:/i.test(value))
      .map(({ name, value }) => `${name}=${value}`),
    strangers: [...document.querySelectorAll('img[src="x"], iframe, object, embed, base')].length,
  }));
}

const CLEAN = { violations: [], ran: false, handlers: [], strangers: 0 };

describe('pages', () => {
  test('there are many', () => expect(pages.length).toBeGreaterThan(20));

  test.each(pages)('%s keeps to its policy', async (path) => {
    const response = await fetch(maple.url + path, { headers: { cookie } });
    const html = await response.text();
    const policy = response.headers.get('content-security-policy') ?? '';
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? 'none';
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/);
    for (const [tag] of html.matchAll(/<(?:script|style)\b[^>]*>/g))
      expect(tag).toContain(`nonce="${nonce}"`);
    expect(html.match(/<[^>]+\son\w+\s*=/g) ?? []).toEqual([]);

    const { page } = visitor;
    await page.goto(maple.url + path);
    await page.locator('body').waitFor();
    await page.waitForLoadState('networkidle').catch(() => undefined);
    expect(await findings(page)).toEqual(CLEAN);
  });

  test('so do editors, dialogs, the palette, and drawings', async () => {
    const { page } = visitor;
    await page.goto(`${maple.url}/sql`);
    await page.locator('.cm-editor').waitFor();
    await page.locator('.cm-content').click();
    await page.keyboard.type('SELECT 1 FROM ');
    // The editor's own look has arrived, and not only been refused without a word.
    const outline = await page.locator('.cm-gutters').evaluate((it) => getComputedStyle(it).display);
    expect(outline).toBe('flex');
    await page.goto(`${maple.url}/logs`);
    await page.getByTestId('log-list').getByRole('row').nth(1).waitFor();
    await page.getByTestId('log-list').getByRole('row').nth(1).click();
    await page.getByTestId('log-detail').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    expect(await findings(page)).toEqual(CLEAN);
    for (const view of ['waterfall', 'flame', 'calls', 'statistics', 'logs']) {
      await page.goto(`${maple.url}/traces/${TRACE}?view=${view}`);
      await page.waitForLoadState('networkidle').catch(() => undefined);
      expect([view, await findings(page)]).toEqual([view, CLEAN]);
    }
  });

  test('a dropped file is read as a trace and nothing else', async () => {
    const { page } = visitor;
    for (const [name, type, text] of [
      ['evil.svg', 'image/svg+xml', `<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran=1"/>`],
      ['evil.html', 'text/html', `<script>window.ran=1</script>`],
      [`${EVIL}.json`, 'application/json', JSON.stringify({ data: [{ traceID: EVIL, spans: [] }] })],
    ] as const) {
      await page.goto(`${maple.url}/traces`);
      await page.waitForLoadState('networkidle').catch(() => undefined);
      await page.evaluate(
        ([fileName, fileType, content]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([content], fileName, { type: fileType }));
          for (const kind of ['dragenter', 'dragover', 'drop'])
            (document.querySelector('main') ?? document.body).dispatchEvent(
              new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }),
            );
        },
        [name, type, text] as const,
      );
      await page.waitForTimeout(500);
      expect([name, await findings(page)]).toEqual([name, CLEAN]);
    }
  });
});

test('every answer says what it is and may do nothing else, errors and files too', async () => {
  const html = await (await fetch(`${maple.url}/login`)).text();
  const asset = /\/assets\/[\w.-]+\.js/.exec(html)?.[0] ?? '';
  const asked: [string, RequestInit?][] = [
    [`${maple.url}/login`],
    [`${maple.url}/no/such/page`],
    [`${maple.url}${asset}`],
    [`${maple.url}/favicon.svg`],
    [`${maple.url}/assets/missing.js`],
    [`${maple.url}/api/v1/health/status`],
    [`${maple.url}/api/v1/logs/search`],
    [`${maple.url}/api/v1/no-such-path`],
    [`${maple.url}/api/v1/logs/search`, { method: 'DELETE' }],
    [
      `${maple.url}/api/v1/logs/search`,
      { method: 'POST', body: '{', headers: { cookie, origin: maple.url } },
    ],
    [`${maple.url}/api/auth/no-such-endpoint`],
    [`${maple.url}/api/auth/get-session`, { headers: { cookie } }],
    [`${maple.url}/_serverFn/no-such-function`],
    [`${maple.otlpHttp}/v1/logs`],
    [`${maple.otlpHttp}/nothing`],
    [
      `${maple.otlpHttp}/v1/logs`,
      { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } },
    ],
  ];
  for (const [url, init] of asked) {
    const response = await fetch(url, { redirect: 'manual', ...init });
    const { headers } = response;
    const policy = headers.get('content-security-policy') ?? '';
    expect([url, headers.get('x-content-type-options')]).toEqual([url, 'nosniff']);
    expect([url, policy]).toEqual([url, expect.stringContaining("default-src 'none'")]);
    expect([url, policy]).toEqual([url, expect.stringContaining("frame-ancestors 'none'")]);
    if (url.startsWith(maple.otlpHttp)) continue;
    expect([url, headers.get('referrer-policy'), headers.get('x-frame-options')]).toEqual([
      url,
      'same-origin',
      'DENY',
    ]);
    expect([url, headers.get('access-control-allow-origin')]).toEqual([url, null]);
    if (!/\/assets\/|favicon/.test(url))
      expect([url, headers.get('cache-control')]).toEqual([url, 'no-store']);
    await response.arrayBuffer();
  }
});

test('an export is a download that no browser opens, and no cell of it a formula', async () => {
  const response = await fetch(`${maple.url}/api/v1/logs/export?format=csv&from=now-1h`, {
    headers: { cookie },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+"/);
  expect(response.headers.get('content-type')).toMatch(/^text\/csv/);
  const cells = (await response.text()).split(/[,\n]/);
  expect(cells.filter((cell) => /^"?[=@+\t\r]/.test(cell))).toEqual([]);
});

describe('other sites', () => {
  /** As a browser marks what the page of another site sends, and what says nothing of where it comes from. */
  const FOREIGN: readonly [string, Record<string, string>][] = [
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['another site, old browser', { origin: 'https://evil.example' }],
    ['another port', { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' }],
    ['a sandboxed page', { origin: 'null' }],
    ['nothing', {}],
  ];
  const ids = readFunctionIds();

  test.each(FOREIGN)('%s changes nothing by the API', async (_, headers) => {
    const changes = doors.filter(
      ({ kind, method, access }) => kind === 'operation' && method !== 'GET' && access !== 'public',
    );
    expect(changes.length).toBeGreaterThan(20);
    for (const { name, method } of changes) {
      const answers = ['application/json', 'text/plain', 'application/x-www-form-urlencoded'].map(
        async (type) => {
          const response = await fetch(maple.url + name.replaceAll(/\$\w+/g, 'x'), {
            method,
            headers: { cookie, 'content-type': type, ...headers },
            ...(method !== 'DELETE' && { body: '{}' }),
          });
          return [name, method, response.status];
        },
      );
      expect(await Promise.all(answers)).toEqual(answers.map(() => [name, method, 403]));
    }
  });

  test.each(FOREIGN)('%s calls no server function', async (_, headers) => {
    const functions = doors.filter(({ kind }) => kind === 'function');
    expect(functions.length).toBeGreaterThan(20);
    for (const { name, method } of functions) {
      const response = await fetch(`${maple.url}/_serverFn/${ids.get(name)}`, {
        method,
        headers: { cookie, 'x-tsr-serverfn': 'true', ...headers },
      });
      await response.arrayBuffer();
      expect([name, response.status]).toEqual([name, 403]);
    }
  });

  test.each(FOREIGN)('%s uses no sign-in endpoint with the session', async (_, headers) => {
    for (const path of ['/sign-out', '/change-password', '/two-factor/enable', '/passkey/delete-passkey']) {
      const response = await fetch(`${maple.url}/api/auth${path}`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json', ...headers },
        body: JSON.stringify({
          currentPassword: 'x'.repeat(12),
          newPassword: 'y'.repeat(12),
          password: 'x',
          id: 'x',
        }),
      });
      expect([path, response.status]).toEqual([path, 403]);
    }
    const still = await fetch(`${maple.url}/api/v1/sources`, { headers: { cookie } });
    expect(still.status).toBe(200);
  });

  test('get no answer that their scripts could read, and may not embed a page', async () => {
    const stranger = await browser.newContext();
    const page = await stranger.newPage();
    await page.route('https://evil.example/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<title>evil</title>' }),
    );
    await page.goto('https://evil.example/');
    const read = await page.evaluate(async (url) => {
      const outcomes: string[] = [];
      for (const mode of ['cors', 'no-cors'] as const) {
        const outcome = await fetch(`${url}/api/v1/health/status`, { mode }).then(
          async (it) => `${it.type} ${(await it.text()).length}`,
          () => 'refused',
        );
        outcomes.push(outcome);
      }
      return outcomes;
    }, maple.url);
    expect(read).toEqual(['refused', 'refused']);
    await stranger.close();
  });
});

test('no address of Maple sends a browser to another site', async () => {
  const paths = [
    '//evil.example',
    '/\\evil.example',
    '//evil.example/%2e%2e',
    '/t//evil.example',
    '/t/default//evil.example',
    '/t/default/\\evil.example',
    '/t/x/..//evil.example',
    '/%2f%2fevil.example',
    '/logs//evil.example/',
    '/login?redirect=https://evil.example',
    '/login?redirect=//evil.example',
    '/login?redirect=/t/x//evil.example',
    '/login?redirect=%2F%5Cevil.example',
    '/login?redirect=/%09/evil.example',
    '/api/auth/oidc/none/start?redirect=https://evil.example',
  ];
  for (const path of paths)
    for (const headers of [{}, { cookie }] as Record<string, string>[]) {
      const response = await fetch(new URL(maple.url).origin + path, { headers, redirect: 'manual' });
      const location = response.headers.get('location');
      const to = location === null ? '127.0.0.1' : new URL(location, maple.url).hostname;
      expect([path, to]).toEqual([path, '127.0.0.1']);
      await response.arrayBuffer();
    }
});

test('after signing out nothing comes back by the back button', async () => {
  const { page } = await openSignedIn(browser, maple);
  await page.goto(`${maple.url}/logs`);
  await page.getByTestId('log-list').getByRole('row').nth(1).waitFor();
  await page.goto(`${maple.url}/favicon.svg`);
  const answer = await page.request.post(`${maple.url}/api/auth/sign-out`, {
    data: {},
    headers: { origin: maple.url },
  });
  expect(answer.status()).toBe(200);
  await page.goBack();
  await page.waitForURL('**/login*');
  expect(await page.getByTestId('log-list').count()).toBe(0);
  await page.context().close();
});

test('a session is not in any address, and a key in one is not taken', async () => {
  const token = /session_token=([^;]+)/.exec(cookie)?.[1] ?? '';
  for (const query of [
    `session_token=${token}`,
    `key=${INGEST_KEY}`,
    `token=${token}`,
    `access_token=${INGEST_KEY}`,
  ]) {
    const response = await fetch(`${maple.url}/api/v1/sources?${query}`);
    expect([query.split('=')[0], response.status]).toEqual([query.split('=')[0], 401]);
  }
});
