// The settings page "Usage": what each service sent on each day, what it takes up, and how that grows.
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { ChartNoAxesColumn, Download } from 'lucide-react';
import { Answered } from '#app/components/settings/common/answered.tsx';
import { SettingsHeading } from '#app/components/settings/common/heading.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { downloadBlob } from '#app/components/ui/download.ts';
import { usageOptions } from '#app/lib/usage/queries.ts';
import { USAGE_RANGES, type Usage } from '#app/lib/usage/schema.ts';
import { Segments } from './segments.tsx';
import { ServiceTable } from './service-table.tsx';
import { UsageChart } from './usage-chart.tsx';
import { UsageFigures } from './usage-figures.tsx';
import { type Measure, type Split, usageCsv } from './usage-view.ts';

const route = getRouteApi('/_app/settings/usage');
const MEASURE_NAMES: Readonly<Record<Measure, string>> = {
  records: 'Records',
  disk: 'On disk',
  sent: 'Received',
};
const SPLIT_NAMES: Readonly<Record<Split, string>> = { signal: 'By signal', service: 'By service' };

export function UsagePage() {
  const { days = 30 } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(usageOptions(days));
  return (
    <>
      <SettingsHeading
        title="Usage"
        intro="What this team sent and what it takes up, by service and day. Days are in UTC; today is not over."
        action={
          <Segments
            label="Range"
            value={String(days)}
            options={USAGE_RANGES.map((range) => ({ value: String(range), label: `${range} days` }))}
            onChange={(value) => {
              const chosen = USAGE_RANGES.find((range) => String(range) === value);
              void navigate({ search: (before) => ({ ...before, days: chosen }), replace: true });
            }}
          />
        }
      />
      <Answered query={query}>
        {(usage) => <UsageState usage={usage} isStale={query.isPlaceholderData} />}
      </Answered>
    </>
  );
}

function UsageState({ usage, isStale }: { readonly usage: Usage; readonly isStale: boolean }) {
  const { measure = 'records', by = 'signal' } = route.useSearch();
  const navigate = route.useNavigate();
  const isEmpty = usage.services.length === 0;
  return (
    <div className={isStale ? 'flex flex-col gap-5 opacity-60 transition-opacity' : 'flex flex-col gap-5'}>
      <UsageFigures usage={usage} />
      {isEmpty ? (
        <div className="flex flex-col items-center gap-2 rounded-lg border border-line py-10 text-center">
          <ChartNoAxesColumn className="size-6 text-ink-3" aria-hidden />
          <p className="font-medium">Nothing was sent in these days</p>
          <p className="max-w-prose px-4 text-ink-2">
            Point an OpenTelemetry SDK or collector here, and what each service sends appears.
          </p>
        </div>
      ) : (
        <>
          <section aria-label="By day" className="flex flex-col gap-2">
            <div className="flex flex-wrap items-center justify-between gap-2">
              <Segments
                label="What is counted"
                value={measure}
                options={toOptions(MEASURE_NAMES)}
                onChange={(value) =>
                  void navigate({ search: (before) => ({ ...before, measure: value }), replace: true })
                }
              />
              {measure === 'records' && (
                <Segments
                  label="Split"
                  value={by}
                  options={toOptions(SPLIT_NAMES)}
                  onChange={(value) =>
                    void navigate({ search: (before) => ({ ...before, by: value }), replace: true })
                  }
                />
              )}
            </div>
            <UsageChart usage={usage} measure={measure} split={by} />
          </section>
          <section aria-label="Services" className="flex flex-col gap-2">
            <div className="flex items-center justify-between gap-2">
              <h3 className="text-base font-semibold">Services</h3>
              <Button onClick={() => save(usage)}>
                <Download className="size-3.5" aria-hidden />
                CSV
              </Button>
            </div>
            <ServiceTable usage={usage} />
          </section>
        </>
      )}
    </div>
  );
}

function toOptions<Value extends string>(names: Readonly<Record<Value, string>>) {
  return (Object.entries(names) as [Value, string][]).map(([value, label]) => ({ value, label }));
}

function save(usage: Usage): void {
  const name = `maple-usage-${usage.days[0]}-${usage.days.at(-1)}.csv`;
  downloadBlob(new Blob([usageCsv(usage)], { type: 'text/csv;charset=utf-8' }), name);
}
