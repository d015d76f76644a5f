// Severities as people tell them apart: by the record's number, else by the word that the sender wrote. Pure.

/**
 * Most severe first. `least` is the level's lowest number (OpenTelemetry logs data model, "SeverityNumber"); `words` are
 * what common loggers write instead of one, in lower case.
 */
export const SEVERITIES = [
  {
    level: 'fatal',
    least: 21,
    words: ['fatal', 'critical', 'crit', 'alert', 'emerg', 'emergency', 'panic'],
  },
  { level: 'error', least: 17, words: ['error', 'err', 'severe'] },
  { level: 'warn', least: 13, words: ['warn', 'warning'] },
  { level: 'info', least: 9, words: ['info', 'information', 'informational', 'notice'] },
  { level: 'debug', least: 5, words: ['debug', 'fine'] },
  { level: 'trace', least: 1, words: ['trace', 'verbose', 'finest'] },
] as const;

/** `unset` when the sender gave neither a number nor a word that is known. */
export type SeverityLevel = (typeof SEVERITIES)[number]['level'] | 'unset';

/** Most severe first, `unset` last. */
export const SEVERITY_LEVELS: readonly SeverityLevel[] = [...SEVERITIES.map(({ level }) => level), 'unset'];

const LEVEL_BY_WORD: ReadonlyMap<string, SeverityLevel> = new Map(
  SEVERITIES.flatMap(({ level, words }) => words.map((word) => [word, level] as const)),
);

/** The level of a record: `severityLevelSql` says the same in SQL. */
export function severityLevel(record: {
  readonly severity: string;
  readonly severityNumber: number;
}): SeverityLevel {
  const byNumber = SEVERITIES.find(({ least }) => record.severityNumber >= least);
  return byNumber?.level ?? LEVEL_BY_WORD.get(record.severity.toLowerCase()) ?? 'unset';
}
