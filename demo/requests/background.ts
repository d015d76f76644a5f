// What the pods say and do without a customer: start-up and shut-down lines, probes, pools, garbage collection, jobs, the leak.

import { isActive } from '../incidents.ts';
import { KIND, type Piece } from '../model.ts';
import type { Pod, Pods } from '../pods.ts';
import { type Random, weighted } from '../random.ts';
import { service } from '../scenario.ts';
import { sql } from './calls.ts';
import { PRODUCTS } from './catalogue.ts';
import { Recorder } from './recorder.ts';

type Act = (r: Recorder) => void;

const ACTS = weighted<Act>([
  [probe, 30],
  [pool, 8],
  [collection, 9],
  [consumerGroup, 5],
  [checkpoint, 6],
  [nginxNotice, 4],
  [featureFlags, 5],
  [certificate, 1],
  [restockJob, 3],
  [catalogRefresh, 3],
  [leak, 6],
]);

/** One thing that happens in the background at `startUs`. */
export function backgroundEvent(rng: Random, pods: Pods, startUs: number): Piece {
  const r = new Recorder(rng, pods, rng.chance(0.64) ? 'eu-west-1' : 'us-east-1', startUs);
  ACTS(rng)(r);
  return r.finish();
}

/** The lines of a process that begins, and of the kill that ended the one before it. */
export function podStart(rng: Random, pods: Pods, pod: Pod): Piece {
  const { name } = pod.service;
  const r = new Recorder(rng, pods, pod.region, pod.startUs);
  if (pod.restarts > 0) {
    const killed = pods.at(pod.service, pod.index, pod.startUs - 1);
    r.say(
      killed,
      undefined,
      'fatal',
      'OOMKilled: {container} used more than its limit of 512Mi, process 1 killed by the kernel',
      { container: name, 'k8s.event.reason': 'OOMKilling' },
      'k8s.event',
    );
    r.spend(900_000);
    r.say(
      pod,
      undefined,
      'warn',
      'Back-off restarting failed container {container}, restart {count}',
      { container: name, count: pod.restarts, 'k8s.event.reason': 'BackOff' },
      'k8s.event',
    );
  }
  r.spend(700_000);
  r.say(pod, undefined, 'info', 'starting {service} {version}', {
    service: name,
    version: pod.version,
    pid: 1,
  });
  r.spend(150_000);
  if (name === 'payment') {
    r.say(pod, undefined, 'info', 'payment provider paywell at {host}', {
      host: isActive('checkout-outage', pod.startUs + 180_000_000)
        ? 'api-eu2.paywell.example'
        : 'api.paywell.example',
    });
  }
  if (name === 'inventory' && pod.version.endsWith('.1')) {
    r.say(pod, undefined, 'info', 'migration applied', {
      migration: '0042_partition_stock_items',
      statement: 'DROP INDEX stock_items_product_id_idx',
      took_ms: 412,
    });
  }
  if (name === 'inventory' && pod.version.endsWith('.2')) {
    r.say(pod, undefined, 'info', 'migration applied', {
      migration: '0043_restore_index',
      statement: 'CREATE INDEX CONCURRENTLY stock_items_product_id_idx ON stock_items (product_id)',
      took_ms: 38_911,
    });
  }
  r.spend(1_200_000);
  r.say(pod, undefined, 'info', 'listening on {address}', {
    address: `0.0.0.0:${pod.service.port}`,
    version: pod.version,
  });
  return r.finish();
}

const PROBED = ['web', 'api-gateway', 'cart', 'checkout', 'product-catalog', 'users'] as const;

function probe(r: Recorder): void {
  const pod = r.pod(r.rng.pick(PROBED));
  r.say(pod, undefined, 'debug', 'health check {path} ok', {
    path: r.rng.pick(['/livez', '/readyz']),
    'user_agent.original': 'kube-probe/1.33',
    ms: r.rng.int(1, 9),
  });
}

function pool(r: Recorder): void {
  const active = r.rng.int(0, 14);
  r.say(
    r.pod('checkout'),
    undefined,
    'debug',
    'orders-pool - Pool stats (total=20, active={active}, idle={idle}, waiting=0)',
    { active, idle: 20 - active },
  );
}

function collection(r: Recorder): void {
  const pod = r.pod(r.rng.pick(['checkout', 'fraud-detection'] as const));
  const before = r.rng.int(180, 480);
  const ms = r.rng.logNormal(6, 0.7);
  r.say(
    pod,
    undefined,
    ms > 40 ? 'warn' : 'trace',
    '[gc] GC({number}) Pause Young (Normal) (G1 Evacuation Pause) {before}M->{after}M(640M) {ms}ms',
    {
      number: Math.floor((r.nowUs - pod.startUs) / 5e6),
      before,
      after: r.rng.int(90, before),
      ms: ms.toFixed(3),
    },
  );
}

function consumerGroup(r: Recorder): void {
  const name = r.rng.pick(['fraud-detection', 'email'] as const);
  const pod = r.pod(name);
  if (r.rng.chance(0.1))
    r.say(pod, undefined, 'warn', 'group {group} is rebalancing, generation {generation}', {
      group: name,
      generation: r.rng.int(40, 400),
      reason: 'member left',
    });
  else
    r.say(pod, undefined, 'debug', 'committed offset {offset} of orders-{partition}', {
      offset: Math.floor(r.nowUs / 1e5) % 1e9,
      partition: r.rng.int(0, 11),
    });
}

function checkpoint(r: Recorder): void {
  const buffers = r.rng.int(900, 14_000);
  r.say(
    r.pod('postgresql'),
    undefined,
    'info',
    'checkpoint complete: wrote {buffers} buffers ({percent}%); 0 WAL file(s) added, 0 removed, {recycled} recycled; write={seconds} s',
    {
      buffers,
      percent: (buffers / 1310).toFixed(1),
      recycled: r.rng.int(0, 9),
      seconds: (r.rng.float() * 250).toFixed(3),
    },
  );
  if (r.rng.chance(0.1))
    r.say(
      r.pod('postgresql'),
      undefined,
      'error',
      'duplicate key value violates unique constraint "orders_idempotency_key" DETAIL:  Key (idempotency_key)=({key}) already exists.',
      { key: r.rng.hex(32) },
    );
  if (r.rng.chance(0.01))
    r.say(
      r.pod('postgresql'),
      undefined,
      'fatal',
      'terminating connection due to idle-in-transaction timeout',
      {},
    );
}

function nginxNotice(r: Recorder): void {
  r.say(
    r.pod('ingress-nginx'),
    undefined,
    'warn',
    '{time} [warn] 27#27: *{connection} a client request body is buffered to a temporary file /tmp/nginx/client-body/{file}, client: 198.18.{a}.{b}, server: shop.example, request: "POST /reviews HTTP/2.0"',
    {
      time: new Date(r.nowUs / 1000).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' '),
      connection: r.rng.int(10_000, 9_999_999),
      file: String(r.rng.int(1, 9_999_999)).padStart(10, '0'),
      a: r.rng.int(0, 255),
      b: r.rng.int(1, 254),
    },
  );
}

function featureFlags(r: Recorder): void {
  r.say(
    r.pod(r.rng.pick(['web', 'api-gateway', 'recommendation'] as const)),
    undefined,
    'debug',
    'feature flags refreshed',
    { flags: r.rng.int(31, 34), etag: r.rng.hex(8) },
  );
}

function certificate(r: Recorder): void {
  r.say(r.pod('api-gateway'), undefined, 'info', 'certificate reloaded', {
    subject: 'shop.example',
    not_after: new Date(r.nowUs / 1000 + 5e9).toISOString().slice(0, 10),
  });
}

/** A job in inventory that orders what runs short. */
function restockJob(r: Recorder): void {
  const job = r.open(r.pod('inventory'), undefined, 'app', KIND.internal, 'job restock', {
    'job.name': 'restock',
    'job.schedule': '*/5 * * * *',
  });
  r.log(job, 'debug', 'job started', { job: 'restock' });
  sql(r, job, {
    operation: 'SELECT',
    table: 'stock_items',
    database: 'shop',
    text: 'SELECT product_id, warehouse_id FROM stock_items WHERE quantity - reserved < $1 LIMIT 500',
    rows: r.rng.int(0, 40),
    medianUs: 9_000,
  });
  for (let i = r.rng.int(0, 3); i > 0; i--) {
    r.spend(2_000);
    r.log(job, 'info', 'reordered', {
      sku: r.rng.pick(PRODUCTS).sku,
      quantity: r.rng.int(2, 20) * 10,
      supplier: r.rng.pick(['nordic-gear', 'alpkit', 'hilltop']),
    });
  }
  r.close(job);
}

/** product-catalog rebuilds its search index a part at a time. */
function catalogRefresh(r: Recorder): void {
  const job = r.open(r.pod('product-catalog'), undefined, 'app', KIND.internal, 'reindex products', {
    'job.name': 'reindex',
    'shop.products': PRODUCTS.length,
  });
  sql(r, job, {
    operation: 'SELECT',
    table: 'products',
    database: 'catalog',
    text: 'SELECT * FROM products WHERE updated_at > $1',
    rows: r.rng.int(0, 60),
    medianUs: 7_000,
  });
  r.log(job, 'info', 'reindexed {changed} of {total} products', {
    changed: r.rng.int(0, 60),
    total: PRODUCTS.length,
  });
  r.close(job);
}

/** email complains about its memory while it leaks. */
function leak(r: Recorder): void {
  const pod = r.pod('email');
  if (!isActive('memory-leak', r.nowUs)) {
    r.say(pod, undefined, 'debug', 'template cache: {entries} entries', { entries: r.rng.int(40, 64) });
    return;
  }
  const minutes = (r.nowUs - pod.startUs) / 6e7;
  const mb = Math.min(511, Math.round(130 + minutes * 7.6));
  r.say(
    pod,
    undefined,
    mb > 400 ? 'error' : 'warn',
    'memory at {rss} MB of 512 MB, template cache: {entries} entries',
    { rss: mb, entries: Math.round(64 + minutes * 310) },
  );
  if (mb > 490)
    r.say(pod, undefined, 'error', 'cannot allocate, dropping message', { service: service('email').name });
}
