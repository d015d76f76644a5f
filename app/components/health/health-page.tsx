// The settings page "Health": every part with its state and what helps, the last minutes, the engine, and what went wrong.
import { useQuery } from '@tanstack/react-query';
import { formatBytes, formatSpan } from '#app/components/settings/common/amounts.ts';
import { Answered } from '#app/components/settings/common/answered.tsx';
import { Figure, Figures } from '#app/components/settings/common/figure.tsx';
import { Cell, FigureTable, RowHead } from '#app/components/settings/common/figure-table.tsx';
import { SettingsHeading } from '#app/components/settings/common/heading.tsx';
import { Meter } from '#app/components/settings/common/meter.tsx';
import { formatCompact, formatCount, formatMilliseconds } from '#app/components/time/format.ts';
import { healthDetailsOptions } from '#app/lib/health/queries.ts';
import type { HealthDetails } from '#app/lib/health/schema.ts';
import { PartList } from './part-list.tsx';
import { ProblemList } from './problem-list.tsx';
import { ratesOf } from './rates.ts';
import { SparkLine } from './spark-line.tsx';

export function HealthPage() {
  const query = useQuery(healthDetailsOptions());
  return (
    <>
      <SettingsHeading
        title="Health"
        intro="The parts of this installation and how they are. It is looked at every few seconds."
      />
      <Answered query={query}>{(details) => <Health details={details} />}</Answered>
    </>
  );
}

function Health({ details }: { readonly details: HealthDetails }) {
  const { report, problems } = details;
  return (
    <>
      <PartList components={report.components} nowMs={details.nowMs} />
      <LastMinutes details={details} />
      <EngineFigures details={details} />
      <IngestTable report={report} />
      {problems && <ProblemList problems={problems} />}
    </>
  );
}

function LastMinutes({ details: { samples } }: { readonly details: HealthDetails }) {
  const first = samples[0];
  const last = samples.at(-1);
  const seconds = first && last ? (last.atMs - first.atMs) / 1_000 : 0;
  const perSecond = (value: number) => `${formatCompact(Math.round(value * 10) / 10)}/s`;
  return (
    <section aria-label="The last minutes" className="flex flex-col gap-2">
      <h3 className="text-base font-semibold">
        The last {seconds < 60 ? 'minute' : formatSpan(seconds)}
        <span className="ml-2 text-xs font-normal text-ink-3">since the start, an hour at most</span>
      </h3>
      <dl className="grid grid-cols-2 gap-2 lg:grid-cols-3">
        <SparkLine label="Records stored" values={ratesOf(samples, 'accepted')} format={perSecond} />
        <SparkLine
          label="Bytes received"
          values={ratesOf(samples, 'bytes')}
          format={(value) => `${formatBytes(value)}/s`}
        />
        <SparkLine label="Failed requests" values={ratesOf(samples, 'failed')} format={perSecond} />
        <SparkLine
          label="Waiting to be stored"
          values={samples.map((one) => one.queuedBytes)}
          format={formatBytes}
        />
        <SparkLine
          label="Queries, 95th percentile"
          values={samples.map((one) => one.queryP95Ms)}
          format={formatMilliseconds}
        />
        <SparkLine label="Memory of Maple" values={samples.map((one) => one.rssBytes)} format={formatBytes} />
      </dl>
    </section>
  );
}

function EngineFigures({ details: { engine, report } }: { readonly details: HealthDetails }) {
  const { memoryBytes, memoryLimitBytes, disk, restarts } = engine;
  return (
    <section aria-label="Engine" className="flex flex-col gap-2">
      <h3 className="text-base font-semibold">Engine</h3>
      <Figures>
        <Figure
          label={engine.kind === 'embedded' ? 'Embedded ClickHouse' : 'ClickHouse server'}
          value={engine.version ?? 'does not answer'}
          note={
            engine.uptimeSeconds !== undefined &&
            `up for ${formatSpan(engine.uptimeSeconds)}, ${formatCount(restarts, 'restart')}`
          }
        />
        <Figure
          label="Memory"
          value={memoryBytes === undefined ? 'not known' : formatBytes(memoryBytes)}
          note={
            memoryLimitBytes !== undefined && memoryBytes !== undefined ? (
              <>
                of {formatBytes(memoryLimitBytes)}
                <Meter share={memoryBytes / memoryLimitBytes} className="mt-1" />
              </>
            ) : undefined
          }
        />
        <Figure
          label="Disk free"
          value={disk ? formatBytes(disk.freeBytes) : 'not known'}
          note={
            disk && (
              <>
                of {formatBytes(disk.totalBytes)}
                <Meter share={1 - disk.freeBytes / disk.totalBytes} className="mt-1" />
              </>
            )
          }
        />
        <Figure
          label="Inserts"
          value={formatCount(report.ingest.inserts)}
          note={`p95 ${formatMilliseconds(report.ingest.insertDurationMs.p95)}, ${formatBytes(report.ingest.queuedBytes)} waiting`}
        />
      </Figures>
    </section>
  );
}

function IngestTable({ report: { ingest, uptimeSeconds } }: { readonly report: HealthDetails['report'] }) {
  const failed = Object.entries(ingest.failedRequests);
  return (
    <section aria-label="Received" className="flex flex-col gap-2">
      <h3 className="text-base font-semibold">
        Received
        <span className="ml-2 text-xs font-normal text-ink-3">
          by all teams since the start {formatSpan(uptimeSeconds)} ago
        </span>
      </h3>
      <FigureTable
        label="Received by signal"
        heads={['Signal', 'Requests', 'Stored', 'Not valid', 'Bytes']}
        className="rounded-lg border border-line"
      >
        {Object.entries(ingest.signals).map(([signal, counts]) => (
          <tr key={signal}>
            <RowHead className="font-medium capitalize">{signal}</RowHead>
            <Cell>{formatCount(counts.requests)}</Cell>
            <Cell>{formatCount(counts.accepted)}</Cell>
            <Cell>{formatCount(counts.rejected)}</Cell>
            <Cell>{formatBytes(counts.bytes)}</Cell>
          </tr>
        ))}
      </FigureTable>
      <p className="text-xs text-ink-3">
        {failed.length === 0
          ? 'No request failed.'
          : `Failed requests: ${failed.map(([code, count]) => `${formatCount(count)} ${code.replaceAll('_', ' ')}`).join(', ')}.`}
      </p>
    </section>
  );
}
