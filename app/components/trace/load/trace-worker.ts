// The worker of a trace: fetches its spans, decodes them, puts them in a tree and finds the critical path, so that the page
// never waits. It keeps the trace for laying it again, and for questions.
import { toUserError } from '#app/lib/core/user-error.ts';
import { buildTree } from '#app/lib/trace-model/build.ts';
import type { SpanColumns } from '#app/lib/trace-model/columns.ts';
import { criticalPath } from '#app/lib/trace-model/critical-path.ts';
import { SpanDecoder } from '#app/lib/trace-model/native-decode.ts';
import { correctSkew, findSkew } from '#app/lib/trace-model/skew.ts';
import type { TraceTree } from '#app/lib/trace-model/tree-types.ts';
import { Answerer } from './answerer.ts';
import { packPath } from './critical-path.ts';
import type { FromWorker, LaidTrace, QuestionMessage, ToWorker } from './protocol.ts';

/** Progress is told about this often; milliseconds. */
const TELL_MS = 60;

let kept: SpanColumns | undefined;
let version = 0;
const answerer = new Answerer(post);

function post(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'ask' || data.type === 'cancel' || data.type === 'lend') {
    answerer.take(data);
    return;
  }
  void answer(data).catch((thrown: unknown) => post({ type: 'failed', error: toUserError(thrown) }));
});

async function answer(asked: Exclude<ToWorker, QuestionMessage>): Promise<void> {
  if (asked.type === 'fetch') kept = await fetchColumns(asked.traceId, asked.url);
  else if (asked.type === 'take') kept = asked.columns;
  if (kept === undefined) return;
  if (asked.type === 'fetch') post({ type: 'columns', columns: kept });
  version += 1;
  const { laid, tree } = lay(kept, asked.correct);
  answerer.use(tree, version);
  // Copied, not handed over: the critical path, which comes after so that the waterfall need not wait, is found in it.
  post({ type: 'laid', laid });
  const critical = packPath(criticalPath(tree), kept.count);
  const { spans, starts, ends } = critical;
  post(
    { type: 'critical', critical },
    [spans, starts, ends].map(({ buffer }) => buffer as ArrayBuffer),
  );
}

function lay(columns: SpanColumns, correct: boolean): { laid: LaidTrace; tree: TraceTree } {
  const plain = buildTree(columns);
  const skew = findSkew(plain);
  const isCorrected = correct && skew.problem !== undefined;
  const tree = isCorrected ? buildTree(correctSkew(plain, skew)) : plain;
  const { columns: used, ...rest } = tree;
  const laid = {
    tree: { ...rest, problems: [...rest.problems, ...(skew.problem ? [skew.problem] : [])] },
    start: used.start,
    baseNs: used.baseNs,
    differences: skew.differences,
    isCorrected,
    version,
  };
  return { laid, tree };
}

async function fetchColumns(traceId: string, url: string): Promise<SpanColumns> {
  const response = await fetch(url);
  if (!response.ok) throw await response.json().catch(() => new Error(`answered with ${response.status}`));
  const total = Number(response.headers.get('x-maple-spans') ?? Number.NaN);
  const expected = Number.isFinite(total) ? total : undefined;
  const decoder = new SpanDecoder(traceId, expected);
  const reader = response.body?.getReader();
  let bytes = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    const chunk = await reader?.read();
    if (chunk?.value === undefined) break;
    bytes += chunk.value.length;
    decoder.push(chunk.value);
    if (performance.now() - toldAt < TELL_MS) continue;
    toldAt = performance.now();
    post({ type: 'progress', progress: { spans: decoder.count, total: expected, bytes } });
  }
  return decoder.finish();
}
