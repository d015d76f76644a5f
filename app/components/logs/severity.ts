// Severities as people tell them apart: the level of a row, its colour and its short name.
import type { LogRow } from '#app/lib/logs/schema.ts';
import type { SeverityLevel } from '#app/lib/telemetry/source.ts';

/** Most severe first. */
export const LEVELS: readonly SeverityLevel[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'unset'];

const BY_NUMBER: readonly (readonly [number, SeverityLevel])[] = [
  [21, 'fatal'],
  [17, 'error'],
  [13, 'warn'],
  [9, 'info'],
  [5, 'debug'],
  [1, 'trace'],
];

const BY_TEXT: Readonly<Record<string, SeverityLevel>> = {
  fatal: 'fatal',
  critical: 'fatal',
  crit: 'fatal',
  alert: 'fatal',
  emerg: 'fatal',
  emergency: 'fatal',
  panic: 'fatal',
  error: 'error',
  err: 'error',
  severe: 'error',
  warn: 'warn',
  warning: 'warn',
  info: 'info',
  information: 'info',
  informational: 'info',
  notice: 'info',
  debug: 'debug',
  fine: 'debug',
  trace: 'trace',
  verbose: 'trace',
  finest: 'trace',
};

/** By the severity number, else by the text that the sender wrote: the same rule as the volume query's. */
export function severityLevel({
  severity,
  severityNumber,
}: Pick<LogRow, 'severity' | 'severityNumber'>): SeverityLevel {
  const byNumber = BY_NUMBER.find(([least]) => severityNumber >= least);
  return byNumber?.[1] ?? BY_TEXT[severity.toLowerCase()] ?? 'unset';
}

/** The bar's colour. */
export const LEVEL_FILL: Readonly<Record<SeverityLevel, string>> = {
  fatal: 'var(--sev-fatal)',
  error: 'var(--sev-error)',
  warn: 'var(--sev-warn)',
  info: 'var(--sev-info)',
  debug: 'var(--sev-debug)',
  trace: 'var(--sev-trace)',
  unset: 'var(--sev-unset)',
};

/** The text's colour, readable on every background of a row. */
export const LEVEL_INK: Readonly<Record<SeverityLevel, string>> = {
  fatal: 'var(--sev-fatal-ink)',
  error: 'var(--sev-error-ink)',
  warn: 'var(--sev-warn-ink)',
  info: 'var(--sev-info-ink)',
  debug: 'var(--sev-quiet-ink)',
  trace: 'var(--sev-quiet-ink)',
  unset: 'var(--sev-quiet-ink)',
};
