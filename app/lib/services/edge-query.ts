// The search that finds the spans of an edge of the map. Pure.
import { printAlternatives } from '#app/lib/search/print.ts';
import type { NODE_KINDS } from './schema.ts';

/** What a node of the map is. */
export type NodeKind = (typeof NODE_KINDS)[number];

/** An edge as the rollup has it. */
export interface EdgeNames {
  readonly source: string;
  readonly sourceKind: NodeKind;
  readonly target: string;
  readonly targetKind: NodeKind;
  readonly system: string;
  /** Some addresses or destinations that its spans name. */
  readonly peers: readonly string[];
}

/** Attributes that name the other side of a call, by today's and by former conventions. */
const HOST_FIELDS = [
  'server.address',
  'net.peer.name',
  'peer.service',
  'http.host',
  'net.peer.ip',
  'rpc.service',
];

const DESTINATION_FIELDS = [
  'messaging.destination.name',
  'messaging.destination',
  'messaging.destination.template',
];

/** In the search language, for the spans of one source of traces. */
export function edgeQuery(edge: EdgeNames): string {
  const { source, sourceKind, target, targetKind } = edge;
  if (sourceKind === 'user') return `${is('service', [target])} root:true`;
  if (sourceKind === 'queue')
    return join([is('service', [target]), 'kind:(client OR consumer)', ...messaging(edge, edge.source)]);
  const caller = [is('service', [source]), 'kind:(client OR producer)'];
  switch (targetKind) {
    case 'database':
    case 'cache':
      return join([...caller, either(['db.system.name', 'db.system'], [edge.system]), ...database(edge)]);
    case 'queue':
      return join([...caller, ...messaging(edge, target)]);
    case 'external':
      return join([...caller, hosts(edge.peers.length > 0 ? edge.peers : [target])]);
    default:
      return edge.peers.length > 0
        ? join([...caller, hosts(edge.peers)])
        : join([is('service', [target]), 'kind:(server OR consumer)']);
  }
}

/** Of a node's name, `postgresql/orders`: what follows its system; empty when that is all. */
function within(name: string, system: string): string {
  return name.startsWith(`${system}/`) ? name.slice(system.length + 1) : '';
}

function database({ target, system, peers }: EdgeNames): string[] {
  if (peers.length > 0) return [hosts(peers)];
  const name = within(target, system);
  return name === '' ? [] : [either(['db.namespace', 'db.name'], [name])];
}

function messaging({ system, peers }: EdgeNames, queue: string): string[] {
  const name = system === '' ? queue : within(queue, system);
  const names = peers.length > 0 ? peers : name === '' ? [] : [name];
  return [
    ...(system === '' ? [] : [is('messaging.system', [system])]),
    ...(names.length === 0 ? [] : [either(DESTINATION_FIELDS, names)]),
  ];
}

/** Addresses are also part of URLs, where that is all that spans have. */
function hosts(names: readonly string[]): string {
  const urls = names.flatMap((name) =>
    ['url.full', 'http.url'].map((field) => `${field}:/:\\/\\/([^\\/]*@)?${escapeRegex(name)}([:\\/?]|$)/`),
  );
  return `(${[...HOST_FIELDS.map((field) => is(field, names)), ...urls].join(' OR ')})`;
}

function either(fields: readonly string[], values: readonly string[]): string {
  return `(${fields.map((field) => is(field, values)).join(' OR ')})`;
}

function is(field: string, values: readonly string[]): string {
  return printAlternatives(field, values);
}

function join(terms: readonly string[]): string {
  return terms.join(' ');
}

function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
