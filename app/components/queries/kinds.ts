// What queries are for, in words. Pure.

const NAMES: Readonly<Record<string, string>> = {
  query: 'SQL',
  usage: 'Usage by service',
  'logs.search': 'Search of logs',
  'logs.aggregate': 'Logs over time',
  'logs.facets': 'Facets of logs',
  'logs.fields': 'Fields of logs',
  'logs.values': 'Values of a field',
  'logs.export': 'Export of logs',
  'logs.context': 'Logs around a record',
  'logs.explain': 'Plan of a search',
  'traces.get': 'A trace',
  'traces.span': 'A span',
  'traces.match': 'Search in a trace',
  'traces.search': 'Search of traces',
  'traces.spans': 'Search of spans',
  'traces.red': 'Rates, errors and durations',
  'traces.heatmap': 'Heat map of durations',
  'traces.percentile': 'Percentile of a duration',
  'traces.differences': 'What slow spans have in common',
  'traces.explain': 'Plan of a search of traces',
  'services.list': 'List of services',
  'services.service': 'A service',
  'services.errors': 'Errors of a service',
  'services.map': 'Service map',
};

/** `Search of logs` for `logs.search`; what has no name of its own is itself in words. */
export function kindName(kind: string): string {
  return NAMES[kind] ?? kind.replaceAll('.', ': ').replaceAll('_', ' ');
}

/** The statement as somebody wrote it: what people send runs inside of parentheses. A clipped one has no end. */
export function shownSql(sql: string): string {
  return sql.replace(/^\(\n([\s\S]*?)(?:\n\))?$/, '$1').trim();
}
