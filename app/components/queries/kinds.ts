// What queries are for, in words. Pure.

const NAMES: Readonly<Record<string, string>> = {
  sql: 'SQL',
  usage: 'Usage by service',
  'logs.search': 'Search of logs',
  'logs.aggregate': 'Counts of logs over time',
  'logs.facets': 'Facets of logs',
  'logs.export': 'Export of logs',
  'logs.context': 'Logs around a record',
  'logs.tail': 'Live tail',
  'traces.get': 'A trace',
  'traces.search': 'Search of traces',
  'traces.spans': 'Search of spans',
  'traces.red': 'Rates and durations',
  'traces.heatmap': 'Heat map of durations',
  'traces.differences': 'What slow traces have in common',
  'services.map': 'Service map',
};

/** `Search of logs` for `logs.search`; what has no name of its own is itself in words. */
export function kindName(kind: string): string {
  return NAMES[kind] ?? kind.replaceAll('.', ': ').replaceAll('_', ' ');
}
