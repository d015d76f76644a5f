// kill -9 of the engine and of the whole program in the middle of ingest: what was acknowledged is there afterwards.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enginePid, type Maple, startMaple, temporaryData } from './lib/maple.ts';

const ROUNDS = 5;
let data: ReturnType<typeof temporaryData>;
let maple: Maple;
const acknowledged = new Set<string>();

beforeAll(async () => {
  data = temporaryData();
  maple = await startMaple({ dataDir: data.dataDir });
});

afterAll(async () => {
  await maple?.stop();
  data.remove();
});

/** Sends small requests one after the other until told to stop; only what got a 200 counts as acknowledged. */
async function sender(name: string, isOver: () => boolean): Promise<void> {
  for (let n = 0; !isOver(); n++) {
    const ids = Array.from({ length: 5 }, (_, i) => `${name}x${n}x${i}`);
    const records = ids.map((id) => ({
      timeUnixNano: `${Date.now()}000000`,
      body: { stringValue: `crash test ${id}` },
      attributes: [{ key: 'id', value: { stringValue: id } }],
    }));
    try {
      const response = await fetch(`${maple.otlpHttp}/v1/logs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: records }] }] }),
      });
      await response.arrayBuffer();
      if (response.status === 200) for (const id of ids) acknowledged.add(id);
      else expect([429, 503]).toContain(response.status);
    } catch {
      // The program is gone: not acknowledged. Try again until it is back.
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

/** Waits for the senders to get going, and then for a moment that differs from round to round. */
async function someAcknowledged(round: number): Promise<void> {
  const enough = acknowledged.size + 40;
  while (acknowledged.size < enough) await new Promise((done) => setTimeout(done, 5));
  await new Promise((done) => setTimeout(done, round * 13));
}

async function storedIds(): Promise<Set<string>> {
  const ids = new Set<string>();
  let cursor = '';
  do {
    const response = await maple.api(
      `/logs/search?query=crash&from=now-1h&limit=1000${cursor && `&cursor=${cursor}`}`,
    );
    expect(response.status).toBe(200);
    const answer = await response.json();
    for (const row of answer.rows) ids.add(row.attributes.id);
    cursor = answer.nextCursor ?? '';
  } while (cursor);
  return ids;
}

/** Waits for an engine other than the one that was killed, which answers. */
async function untilRestarted(killed: number): Promise<void> {
  for (let n = 0; n < 300; n++) {
    await new Promise((done) => setTimeout(done, 100));
    const pid = enginePid(maple);
    if (pid === undefined || pid === killed) continue;
    const report = await fetch(`${maple.url}/api/v1/health/status`).then((response) => response.json());
    if (report.components.engine.status === 'ok') return;
  }
  throw new Error(`The engine did not come back:\n${maple.output()}`);
}

test('kill -9 of the engine', async () => {
  let over = false;
  const senders = ['a', 'b', 'c', 'd'].map((name) => sender(`engine${name}`, () => over));
  for (let round = 0; round < ROUNDS; round++) {
    await someAcknowledged(round);
    const engine = enginePid(maple);
    if (engine === undefined) throw new Error('There is no engine to kill.');
    process.kill(engine, 'SIGKILL');
    await untilRestarted(engine);
  }
  over = true;
  await Promise.all(senders);
  const stored = await storedIds();
  expect(acknowledged.size).toBeGreaterThan(100);
  expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([]);
});

test('kill -9 of the whole program', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    let over = false;
    const senders = ['a', 'b', 'c', 'd'].map((name) => sender(`all${round}${name}`, () => over));
    await someAcknowledged(round);
    await maple.kill();
    over = true;
    await Promise.all(senders);
    maple = await startMaple({ dataDir: data.dataDir });
  }
  const stored = await storedIds();
  expect([...acknowledged].filter((id) => id.startsWith('all')).length).toBeGreaterThan(100);
  expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([]);
});
