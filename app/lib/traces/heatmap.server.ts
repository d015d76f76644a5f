// How many matching spans fall into each cell of time × duration.
import type { Tenant } from '#app/lib/auth/tenant.server.ts';
import { parseTimeRange } from '#app/lib/core/time.ts';
import { searchCondition } from '#app/lib/reading/condition.server.ts';
import { chooseInterval } from '#app/lib/reading/interval.ts';
import { reading, type SourceReader } from '#app/lib/reading/reading.server.ts';
import { type HeatRow, heatmapQuery } from '#app/lib/telemetry/traces-charts.ts';
import { wholeMillis } from './range.ts';
import type { HeatmapRequest, HeatmapResponse } from './schema.ts';

export function traceHeatmap(
  reader: SourceReader,
  tenant: Tenant,
  request: HeatmapRequest,
  signal?: AbortSignal,
): Promise<HeatmapResponse> {
  return reading(reader, tenant, 'traces.heatmap', request, signal, async (question) => {
    const range = parseTimeRange(request.from, request.to, question.nowMs);
    const { fromMs, toMs } = wholeMillis(range);
    const stepMs = chooseInterval(toMs - fromMs, request.columns);
    const { condition } = await searchCondition(request, question);
    const statement = heatmapQuery(
      question.source,
      { range, condition },
      BigInt(stepMs) * 1_000_000n,
      request.perOctave,
    );
    const rows = await question.query<HeatRow>(statement);
    const first = Math.floor(fromMs / stepMs);
    const cells = rows.map(({ slot, row, spans, errors }): [number, number, number, number] => [
      Number(slot) - first,
      Number(row),
      Number(spans),
      Number(errors),
    ]);
    return {
      fromMs,
      toMs,
      stepMs,
      perOctave: request.perOctave,
      cells: cells.sort((a, b) => a[0] - b[0] || a[1] - b[1]),
      partial: null,
      statistics: question.statistics,
    };
  });
}
