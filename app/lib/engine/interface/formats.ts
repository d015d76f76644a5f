// The Content-Type of each output format.

const UTF8 = '; charset=UTF-8';

/** The media type of a result in a ClickHouse format. */
export function contentType(format: string): string {
  if (/^(JSON.*EachRow|JSONLines|NDJSON|PrettyNDJSON)/.test(format)) return `application/x-ndjson${UTF8}`;
  if (/^(JSON|PrettyJSON)/.test(format)) return `application/json${UTF8}`;
  if (/^CSV/.test(format))
    return `text/csv${UTF8}; header=${/WithNames/.test(format) ? 'present' : 'absent'}`;
  if (/^(TabSeparated|TSV|Raw)/.test(format)) return `text/tab-separated-values${UTF8}`;
  if (/^(Pretty|Vertical|Values|Markdown|SQLInsert|LineAsString|Template|CustomSeparated)/.test(format))
    return `text/plain${UTF8}`;
  if (format === 'XML') return `application/xml${UTF8}`;
  if (format === 'Parquet') return 'application/vnd.apache.parquet';
  return 'application/octet-stream';
}
