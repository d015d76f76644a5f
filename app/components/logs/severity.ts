// The colours of severities.
import type { SeverityLevel } from '#app/lib/telemetry/severity.ts';

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

/** The bar's colour of a level's name; undefined for what is none. */
export function levelFill(name: string): string | undefined {
  return Object.hasOwn(LEVEL_FILL, name) ? LEVEL_FILL[name as SeverityLevel] : undefined;
}
