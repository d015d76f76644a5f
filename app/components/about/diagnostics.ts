// What to copy into a bug report: versions and states, no names, addresses or secrets. Pure.
import { formatBytes } from '#app/components/settings/common/amounts.ts';
import type { About, HealthDetails } from '#app/lib/health/schema.ts';
import { confinementText } from './confinement.ts';

/** `health` undefined: it could not be asked. Messages of parts are left out, they may name paths. */
export function diagnosticsText(about: About, health: HealthDetails | undefined, browser: string): string {
  const { engine } = about;
  const lines = [
    `Maple ${about.version}${about.commit ? ` (${about.commit})` : ''}`,
    `Built ${about.builtAt ?? 'not known'}, started ${about.startedAt}`,
    `Node ${about.node}, ${about.platform}`,
    `ClickHouse ${engine.version ?? 'away'}, ${engine.kind}, ${engine.restarts} restarts`,
    `SQL confined by: ${confinementText(about.confinement)}`,
    `Memory of the engine ${amount(engine.memoryBytes)} of ${amount(engine.memoryLimitBytes)}`,
    `Disk free ${amount(engine.disk?.freeBytes)} of ${amount(engine.disk?.totalBytes)}`,
    `Browser ${browser}`,
  ];
  if (health) {
    const { components, ingest, queries, process } = health.report;
    lines.push(
      `Parts: ${Object.entries(components)
        .map(([name, { status }]) => `${name} ${status}`)
        .join(', ')}`,
      `Received: ${Object.entries(ingest.signals)
        .map(
          ([signal, { requests, accepted, rejected }]) =>
            `${signal} ${requests} requests, ${accepted} stored, ${rejected} not valid`,
        )
        .join('; ')}`,
      `Failed requests: ${JSON.stringify(ingest.failedRequests)}`,
      `Waiting ${formatBytes(ingest.queuedBytes)}, inserts ${ingest.inserts}, p95 ${Math.round(ingest.insertDurationMs.p95)} ms`,
      `Queries ${queries.count}, failed ${queries.failed}, p95 ${Math.round(queries.durationMs.p95)} ms`,
      `Memory of Maple ${formatBytes(process.rssBytes)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function amount(bytes: number | undefined): string {
  return bytes === undefined ? 'not known' : formatBytes(bytes);
}
