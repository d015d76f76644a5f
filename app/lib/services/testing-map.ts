// The edges of the service map worked out in the plainest way, for tests: all spans in memory, one after the other.
import type { TestSpan } from './testing-spans.ts';

/** An edge with the duration of each call in nanoseconds. */
export interface ReferenceEdge {
  readonly source: string;
  readonly target: string;
  readonly environment: string;
  errors: number;
  readonly durations: number[];
}

interface Facts {
  readonly span: TestSpan;
  readonly queue: string;
  readonly store: string;
  readonly host: string;
  readonly sends: boolean;
  readonly receives: boolean;
}

const CACHES = new Set(['redis', 'memcached', 'valkey', 'keydb', 'dragonfly']);
const RECEIVING = new Set(['receive', 'poll', 'process', 'deliver']);
const ASIDE = new Set(['create', 'settle', 'ack', 'nack']);

/** By `environment source>target`, with ids as the map has them. */
export function referenceEdges(stored: readonly TestSpan[]): Map<string, ReferenceEdge> {
  const spans = [...new Map(stored.map((span) => [idOf(span), span])).values()];
  const facts = new Map(spans.map((span) => [idOf(span), factsOf(span)]));
  const children = new Map<string, Facts[]>();
  for (const each of facts.values()) {
    const parent = `${each.span.traceId} ${each.span.parentId}`;
    children.set(parent, [...(children.get(parent) ?? []), each]);
  }
  const edges = new Map<string, ReferenceEdge>();
  const add = (source: string, target: string, of: TestSpan, seenBy: TestSpan = of) => {
    const environment =
      of.resource['deployment.environment.name'] || of.resource['deployment.environment'] || '';
    const key = `${environment} ${source}>${target}`;
    const edge = edges.get(key) ?? { source, target, environment, errors: 0, durations: [] };
    edges.set(key, edge);
    edge.durations.push(seenBy.duration);
    if (seenBy.isError) edge.errors += 1;
  };
  for (const own of facts.values()) {
    const { span } = own;
    const parent = facts.get(`${span.traceId} ${span.parentId}`);
    const me = `service:${span.service}`;
    const isPage = span.parentId === '' && span.resource['telemetry.sdk.language'] === 'webjs';
    if (isPage && span.kind !== 'Server') add('user:user', me, span);
    const fromParent = () => {
      if (parent === undefined || parent.span.service === span.service) return;
      const seenBy = parent.span.kind === 'Client' ? parent.span : span;
      add(`service:${parent.span.service}`, me, span, seenBy);
    };
    if (span.kind === 'Server') {
      if (span.parentId === '') add('user:user', me, span);
      else fromParent();
    } else if (span.kind === 'Consumer') {
      const isInside =
        parent?.span.service === span.service && (parent.span.kind === 'Consumer' || parent.receives);
      if (isInside) continue;
      const linked = span.links
        .map(({ traceId, spanId }) => facts.get(`${traceId} ${spanId}`))
        .filter((to) => to?.sends)
        .map((to) => to?.queue ?? '');
      if (parent?.sends) add(`queue:${parent.queue}`, me, span);
      else if (linked.length > 0) for (const queue of new Set(linked)) add(`queue:${queue}`, me, span);
      else if (own.queue !== '') add(`queue:${own.queue}`, me, span);
      else fromParent();
    } else if (span.kind === 'Client' || span.kind === 'Producer') {
      addCall(own, parent, children.get(idOf(span)) ?? [], (source, target) => add(source, target, span));
    }
  }
  return edges;
}

function addCall(
  own: Facts,
  parent: Facts | undefined,
  children: readonly Facts[],
  add: (source: string, target: string) => void,
): void {
  const { span, queue, store, host } = own;
  const me = `service:${span.service}`;
  if (ASIDE.has(operationOf(span))) return;
  const outer =
    parent?.span.service === span.service && ['Client', 'Producer'].includes(parent.span.kind)
      ? parent
      : undefined;
  if (own.receives) {
    add(`queue:${queue}`, me);
    return;
  }
  if (own.sends) {
    if (!outer?.sends) add(me, `queue:${queue}`);
    return;
  }
  if (span.kind === 'Producer') return;
  if (children.some((child) => ['Server', 'Consumer'].includes(child.span.kind))) return;
  if (store !== '') {
    if (!outer?.store) add(me, store);
    return;
  }
  const isMadeInside = children.some(
    (child) => ['Client', 'Producer'].includes(child.span.kind) && child.span.service === span.service,
  );
  if (isMadeInside || outer?.store || outer?.sends) return;
  if (host !== '') add(me, `external:${host}`);
}

function factsOf(span: TestSpan): Facts {
  const a = span.attributes;
  const system = a['messaging.system'] ?? '';
  const destination = a['messaging.destination.name'] || a['messaging.destination'] || '';
  const isMessage = system !== '' || (['Producer', 'Consumer'].includes(span.kind) && destination !== '');
  const queue = isMessage ? [system, destination].filter((part) => part !== '').join('/') : '';
  const host = hostOf(a);
  const db = a['db.system.name'] || a['db.system'] || '';
  const dbName = a['db.namespace'] || a['db.name'] || '';
  const isCache = CACHES.has(db);
  const within = isCache ? host || dbName.replace(/^\d+$/, '') : dbName || host;
  const store =
    db === '' ? '' : `${isCache ? 'cache' : 'database'}:${[db, within].filter(Boolean).join('/')}`;
  const receives =
    ['Client', 'Consumer'].includes(span.kind) && queue !== '' && RECEIVING.has(operationOf(span));
  const sends = ['Client', 'Producer'].includes(span.kind) && queue !== '' && !receives;
  return { span, queue, store, host, sends, receives };
}

function hostOf(a: TestSpan['attributes']): string {
  const url = a['url.full'] || a['http.url'];
  const peer =
    a['peer.service'] ||
    a['server.address'] ||
    a['net.peer.name'] ||
    a['http.host'] ||
    (url && new URL(url).hostname.replace(/^\[|\]$/g, '')) ||
    a['net.peer.ip'] ||
    a['rpc.service'] ||
    '';
  return peer.replace(/^([^:]+):\d+$/, '$1').toLowerCase();
}

function operationOf({ attributes }: TestSpan): string {
  return attributes['messaging.operation.type'] || attributes['messaging.operation'] || '';
}

function idOf({ traceId, spanId }: TestSpan): string {
  return `${traceId} ${spanId}`;
}
