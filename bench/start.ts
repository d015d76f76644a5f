// Start benchmark: time until ready when built, idle memory of both processes, and what the first page weighs.
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ADMIN, childrenOf, type Maple, startMaple, temporaryData } from '../e2e/lib/maple.ts';
import { signIn } from '../e2e/lib/sign-in.ts';
import { median } from './lib/median.ts';

const STARTS = 5;
const LIMITS = { readyMs: 3_000, idleMb: 500, scriptKb: 250 };

const data = temporaryData();
const env = { MAPLE_ADMIN_EMAIL: ADMIN.email, MAPLE_ADMIN_PASSWORD: ADMIN.password };
const ready: number[] = [];
for (let n = 0; n < STARTS; n += 1) {
  const started = performance.now();
  const maple = await startMaple({ dataDir: data.dataDir, env });
  ready.push(performance.now() - started);
  if (n < STARTS - 1) await maple.stop();
  else await measure(maple);
}
data.remove();

async function measure(maple: Maple): Promise<void> {
  await sleep(5_000);
  const idleMb = [maple.pid, ...childrenOf(maple.pid)].reduce((sum, pid) => sum + residentMb(pid), 0);
  const scriptKb = (await firstPageScripts(maple)) / 1000;
  await maple.stop();
  const readyMs = median(ready);
  console.log(`ready after ${readyMs.toFixed(0)} ms (median of ${STARTS}, at most ${LIMITS.readyMs})`);
  console.log(`idle memory ${idleMb.toFixed(0)} MB, both processes (at most ${LIMITS.idleMb})`);
  console.log(`first page ${scriptKb.toFixed(0)} kB of gzipped JavaScript (at most ${LIMITS.scriptKb})`);
  const isGood = readyMs <= LIMITS.readyMs && idleMb <= LIMITS.idleMb && scriptKb <= LIMITS.scriptKb;
  process.exitCode = isGood ? 0 : 1;
}

/** Bytes of script, as sent, that the log screen loads before anybody clicks. */
async function firstPageScripts({ url }: Maple): Promise<number> {
  const cookie = await signIn({ url });
  const page = await (await fetch(`${url}/logs`, { headers: { cookie } })).text();
  const scripts = new Set(page.match(/\/assets\/[\w.-]+\.js/g));
  if (scripts.size === 0) throw new Error('The page names no scripts.');
  let bytes = 0;
  for (const script of scripts) bytes += await gzippedSize(`${url}${script}`);
  return bytes;
}

/** Bytes of the body as sent; fetch would unpack it before it could be measured. */
function gzippedSize(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'gzip' } }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on('end', () => resolve(bytes));
    }).on('error', reject);
  });
}

function residentMb(pid: number): number {
  const kb = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb ?? 0) / 1000;
}
