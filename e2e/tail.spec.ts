// Live tail and exports of the built program: over the API as programs use them, and in the browser.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createKey } from '#app/lib/auth/keys.server.ts';
import { apiKeys, teams } from '#drizzle/schema.ts';
import { launchBrowser, openPage, openPanel, picture, scrollBy, type WatchedPage } from './lib/browser.ts';
import { openDatabaseOf } from './lib/database.ts';
import { ADMIN, enginePid, type Maple, startMaple, temporaryData } from './lib/maple.ts';
import { signIn } from './lib/sign-in.ts';

const env = { MAPLE_ADMIN_EMAIL: ADMIN.email, MAPLE_ADMIN_PASSWORD: ADMIN.password };

let data: ReturnType<typeof temporaryData>;
let maple: Maple;

beforeAll(async () => {
  data = temporaryData();
  maple = await startMaple({ dataDir: data.dataDir, env });
});

afterAll(async () => {
  await maple?.stop();
  data.remove();
});

/** Resolves when the records are acknowledged. */
async function send(bodies: readonly string[], severityNumber = 9): Promise<void> {
  const logRecords = bodies.map((body) => ({
    timeUnixNano: `${Date.now()}000000`,
    severityNumber,
    severityText: severityNumber >= 17 ? 'ERROR' : 'INFO',
    body: { stringValue: body },
  }));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'checkout' } }] };
  const response = await fetch(`${maple.otlpHttp}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }),
  });
  expect(response.status).toBe(200);
}

const many = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix} ${index}`);

interface Stream {
  readonly bodies: string[];
  text: string;
  isEnded: boolean;
  close(): Promise<void>;
}

/** Follows a search over the API. Resolves when the stream is open. */
async function follow(query: string, headers?: Record<string, string>): Promise<Stream> {
  const response = await maple.api(`/logs/tail?${new URLSearchParams({ query })}`, {
    ...(headers && { headers }),
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(response.headers.get('content-encoding')).toBeNull();
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  const stream: Stream = { bodies: [], text: '', isEnded: false, close: () => reader.cancel() };
  void (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      stream.text += decoder.decode(value, { stream: true });
      stream.bodies.splice(0);
      for (const [, row] of stream.text.matchAll(/^event: log\ndata: (.*)$/gm))
        stream.bodies.push(JSON.parse(row ?? '').body);
    }
    stream.isEnded = true;
  })();
  return stream;
}

describe('the API of live tail', () => {
  test('sends what arrives, to those whose search it matches', async () => {
    const all = await follow('');
    const errors = await follow('level:error "card declined"', { 'accept-encoding': 'gzip' });
    await send(['order placed', 'card declined by bank'], 17);
    await send(['card declined, try again']);
    await vi.waitFor(() => expect(all.bodies).toHaveLength(3), { timeout: 10_000 });
    await vi.waitFor(() => expect(errors.bodies).toEqual(['card declined by bank']), { timeout: 10_000 });
    await Promise.all([all.close(), errors.close()]);
  });

  test('answers a mistake instead of a stream', async () => {
    const response = await maple.api(`/logs/tail?${new URLSearchParams({ query: '"open' })}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'bad_request', position: { from: 0 } } });
    expect((await maple.api('/logs/tail?source=nothing')).status).toBe(404);
  });

  test('says that the engine is away, and goes on after it', async () => {
    const stream = await follow('engine');
    process.kill(enginePid(maple) ?? 0, 'SIGKILL');
    await vi.waitFor(() => expect(stream.text).toMatch(/event: error\ndata: .*"unavailable"/), {
      timeout: 20_000,
    });
    await vi.waitFor(() => expect(stream.text).toContain('event: resumed'), { timeout: 30_000 });
    await vi.waitFor(() => send(['the engine is back']), { timeout: 20_000 });
    await vi.waitFor(() => expect(stream.bodies).toContain('the engine is back'), { timeout: 10_000 });
    expect(stream.isEnded).toBe(false);
    await stream.close();
  });

  test('ends a stream whose key was revoked', async () => {
    const { db, close } = openDatabaseOf(data);
    const teamId = db.select({ id: teams.id }).from(teams).get()?.id ?? '';
    const { id, key } = createKey(db, { teamId, name: 'short-lived', scopes: ['read'] });
    const stream = await follow('', { authorization: `Bearer ${key}` });
    db.update(apiKeys).set({ revokedAt: new Date() }).where(eq(apiKeys.id, id)).run();
    close();
    await vi.waitFor(() => expect(stream.isEnded).toBe(true), { timeout: 30_000 });
    expect(stream.text).toMatch(/event: error\ndata: .*"unauthorized"/);
  });
});

describe('an export', () => {
  test('is a file of all that matches', async () => {
    await send(many('exported', 3_000));
    const response = await maple.api('/logs/export?query=exported&format=csv');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="maple-logs-\d{8}T\d{6}Z-\d{8}T\d{6}Z\.csv"$/,
    );
    expect(response.headers.get('content-encoding')).toBe('gzip');
    const text = await response.text();
    expect(text.trimEnd().split('\r\n')).toHaveLength(3_001);
    const lines = (await (await maple.api('/logs/export?query=exported')).text()).trimEnd().split('\n');
    const bodies = lines.map((line) => JSON.parse(line).body);
    expect(bodies.toSorted()).toEqual(many('exported', 3_000).toSorted());
  });

  test('that the engine fails in the middle breaks off, so that nobody takes it for whole', async () => {
    for (let batch = 0; batch < 10; batch += 1) await send(many(`${'x'.repeat(800)} broken`, 5_000));
    for (const encoding of ['identity', 'gzip']) {
      const response = await vi.waitFor(
        async () => {
          const answer = await maple.api('/logs/export?query=broken', {
            headers: { 'accept-encoding': encoding },
          });
          expect(answer.status).toBe(200);
          return answer;
        },
        { timeout: 20_000, interval: 500 },
      );
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      await reader.read();
      process.kill(enginePid(maple) ?? 0, 'SIGKILL');
      const rest = async () => {
        while (!(await reader.read()).done);
      };
      await expect(rest()).rejects.toThrow();
    }
    await vi.waitFor(() => send(['the engine is back']), { timeout: 20_000 });
  });
});

describe('in the browser', () => {
  let browser: Browser;
  let visitor: WatchedPage;
  let page: Page;
  const row = (text: string) => page.getByTestId('log-list').getByRole('row', { name: text });
  const bar = () => page.getByRole('region', { name: 'Live tail' });

  beforeAll(async () => {
    browser = await launchBrowser();
    visitor = await openPage(browser);
    ({ page } = visitor);
    const [name, ...value] = (await signIn(maple)).split('; ')[0]?.split('=') ?? [];
    await page.context().addCookies([{ name: name ?? '', value: value.join('='), url: maple.url }]);
  });

  afterAll(() => browser?.close());

  test('rows show as they arrive', async () => {
    await page.goto(`${maple.url}/logs?live=true`);
    await bar().getByText('Live', { exact: true }).waitFor();
    const took: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      await send([`arrival ${round}`]);
      const acknowledged = performance.now();
      await row(`arrival ${round}`).first().waitFor();
      took.push(Math.round(performance.now() - acknowledged));
    }
    process.stdout.write(`acknowledged to visible: ${took.join(', ')} ms\n`);
    await picture(page, 'tail-live');
  });

  test('a pause holds them back and counts them, and ends with all of them', async () => {
    await page.keyboard.press('p');
    await bar().getByText('Paused', { exact: true }).waitFor();
    await send(['held one', 'held two']);
    await bar().getByRole('button', { name: '2 new' }).waitFor();
    expect(await row('held one').count()).toBe(0);
    await picture(page, 'tail-paused');
    await page.keyboard.press('p');
    await row('held one').first().waitFor();
    await row('held two').first().waitFor();
    await bar().getByText('Live', { exact: true }).waitFor();
  });

  test('away from the top they wait, and a button brings them', async () => {
    await send(many('filler', 300));
    await row('filler').first().waitFor();
    await scrollBy(page.getByTestId('log-list'), 2_000);
    await send(['while reading']);
    const waiting = bar().getByRole('button', { name: /new$/ });
    await waiting.waitFor();
    expect(await row('while reading').count()).toBe(0);
    await waiting.click();
    await row('while reading').first().waitFor();
  });

  test('ten thousand a second leave the page usable, and what is not shown is counted', async () => {
    const sending = (async () => {
      for (let batch = 0; batch < 15; batch += 1) await send(many(`flood ${batch}`, 2_000));
    })();
    const longest = page.evaluate(
      () =>
        new Promise<number>((done) => {
          let most = 0;
          let last = performance.now();
          const until = last + 4_000;
          const frame = (now: number) => {
            most = Math.max(most, now - last);
            last = now;
            if (now < until) requestAnimationFrame(frame);
            else done(most);
          };
          requestAnimationFrame(frame);
        }),
    );
    await sending;
    process.stdout.write(`longest frame under the flood: ${Math.round(await longest)} ms\n`);
    await send(['after the flood']);
    await row('after the flood').first().waitFor();
    await picture(page, 'tail-flood');
    expect(visitor.problems).toEqual([]);
  });

  test('an export is downloaded', async () => {
    const downloads = mkdtempSync(join(tmpdir(), 'maple-downloads-'));
    await page.addInitScript(() => {
      delete (window as { showSaveFilePicker?: unknown }).showSaveFilePicker;
    });
    await page.goto(`${maple.url}/logs?q=exported`);
    await openPanel(page, 'Share and export');
    await page.getByRole('button', { name: /^CSV/ }).waitFor();
    await picture(page, 'share');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /^CSV/ }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^maple-logs-.*\.csv$/);
    const path = join(downloads, 'export.csv');
    await download.saveAs(path);
    expect(readFileSync(path, 'utf8').trimEnd().split('\r\n')).toHaveLength(3_001);
    rmSync(downloads, { recursive: true });
  });

  test('an export goes straight into a file where the browser can, with its progress', async () => {
    await page.addInitScript(() => {
      const picker = window as { showSaveFilePicker?: unknown };
      // The browser's own question cannot be answered by a test; its private file system has the same files.
      picker.showSaveFilePicker = async () =>
        (await navigator.storage.getDirectory()).getFileHandle('export.ndjson', { create: true });
    });
    await page.goto(`${maple.url}/logs?q=exported`);
    await openPanel(page, 'Share and export');
    await page.getByRole('button', { name: /^NDJSON/ }).click();
    await page.getByText(/^Exported 3,000 records, /).waitFor();
    await picture(page, 'exported');
    const lines = await page.evaluate(async () => {
      const handle = await (await navigator.storage.getDirectory()).getFileHandle('export.ndjson');
      return (await (await handle.getFile()).text()).trimEnd().split('\n').length;
    });
    expect(lines).toBe(3_000);
    expect(visitor.problems).toEqual([]);
  });
});

describe('at the end', () => {
  test('a stream ends when Maple stops, and does not hold it up', async () => {
    const stream = await follow('');
    expect(await maple.stop()).toBe(0);
    await vi.waitFor(() => expect(stream.isEnded).toBe(true));
    maple = await startMaple({ dataDir: data.dataDir, env });
  });
});
