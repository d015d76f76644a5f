// Layout benchmark: how each predicate of the search language grows with the rows of a day, and what it costs without the
// indexes made for it. CPU time of the engine, which runs in this process; times of a row are over the same 24 hours.
//   node bench/layout.ts [--rows 1000000,3000000] [--block 100000]
import { parseArgs } from 'node:util';
import { type Question, questions } from './layout-questions.ts';
import { logRows } from './schema-data.ts';
import { migrationsFor, openBenchEngine } from './schema-engine.ts';

const REPEATS = 5;
/** The indexes that the search language brought, for the columns of figures without them. */
const ADDED = 'idx_attribute_items,idx_resource_items,idx_attribute_keys,idx_resource_keys,idx_id';
const FAIR = 'use_query_condition_cache = 0';
/** Rows of one statement; the memory of a statement grows with its rows. */
const BATCH = 1_000_000;

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000,3000000' },
    /** Rows of one insert, for the work of merging. */
    block: { type: 'string', default: '100000' },
  },
});
const sizes = values.rows.split(',').map(Number);

const engine = openBenchEngine();
try {
  engine.run('CREATE DATABASE otel');
  for (const statement of migrationsFor('otel')) engine.run(statement);
  const figures: Figures[] = [];
  let rows = 0;
  for (const size of sizes) {
    figures.push(grow(rows, size));
    rows = size;
  }
  report(figures);
} finally {
  engine.close();
}

interface Figures {
  readonly rows: number;
  readonly insertMs: number;
  readonly mergeMs: number;
  readonly mib: number;
  readonly answers: readonly Answer[];
}

interface Answer {
  readonly name: string;
  readonly ms: number;
  readonly mb: number;
  readonly granules: string;
  /** Undefined where no new index serves the question. */
  readonly beforeMs: number | undefined;
}

/** Fills the table up to `size` rows over the same day, merges it and asks everything. */
function grow(from: number, size: number): Figures {
  let insertMs = 0;
  for (let first = from; first < size; first += BATCH)
    insertMs +=
      engine.cpuMs(`INSERT INTO otel.otel_logs (${columns()}) ${logRows(Math.min(BATCH, size - first), first)}
      SETTINGS max_block_size = ${values.block}, min_insert_block_size_rows = ${values.block},
        min_insert_block_size_bytes = 0, max_insert_threads = 1, max_threads = 1`);
  const mergeMs = engine.cpuMs('OPTIMIZE TABLE otel.otel_logs FINAL');
  for (const table of ['otel_logs_volume_1m', 'otel_attributes_15m'])
    engine.run(`OPTIMIZE TABLE otel.${table} FINAL`);
  const mib = Number(
    engine.run(
      `SELECT sum(bytes_on_disk) / 1048576 FROM system.parts WHERE active AND database = 'otel' AND table = 'otel_logs'`,
    ),
  );
  const isLast = size === sizes.at(-1);
  // A poll of the live tail: the records of the last insert.
  const newestId = engine.run('SELECT Id FROM otel.otel_logs ORDER BY Id DESC LIMIT 1 OFFSET 1000');
  const answers = questions(size, newestId).map((question) => ask(question, isLast));
  console.error(`${size.toLocaleString('en')} rows done`);
  return { rows: size, insertMs, mergeMs, mib, answers };
}

function ask({ name, text, before }: Question, isLast: boolean): Answer {
  const explained = engine.run(
    `EXPLAIN indexes = 1 ${text} SETTINGS ${FAIR}, use_skip_indexes_on_data_read = 0`,
  );
  return {
    name,
    ms: engine.cpuMs(`${text} SETTINGS ${FAIR}`, REPEATS),
    mb: engine.bytesRead(`${text} SETTINGS ${FAIR}`) / 1e6,
    granules: [...explained.matchAll(/Granules: (\S+)/g)].at(-1)?.[1] ?? '',
    beforeMs:
      before === undefined || !isLast
        ? undefined
        : engine.cpuMs(`${before} SETTINGS ${FAIR}, ignore_data_skipping_indices = '${ADDED}'`, 3),
  };
}

function columns(): string {
  return engine.run(
    `SELECT arrayStringConcat(groupArray(name), ', ') FROM system.columns
     WHERE database = 'otel' AND table = 'otel_logs' AND default_kind = ''`,
  );
}

/** A Markdown table: CPU milliseconds by rows; bytes, granules and the cost without the new indexes for the most rows. */
function report(figures: readonly Figures[]): void {
  const line = (cells: readonly string[]) => console.log(`| ${cells.join(' | ')} |`);
  const number = (value: number) => value.toFixed(value < 100 ? 1 : 0);
  line(['', ...figures.map(({ rows }) => `${rows / 1e6}M`), 'read', 'granules', 'before']);
  line(['---', ...figures.map(() => '---'), '---', '---', '---']);
  const last = figures.at(-1);
  for (const [index, answer] of (last?.answers ?? []).entries())
    line([
      answer.name,
      ...figures.map(({ answers }) => number(answers[index]?.ms ?? 0)),
      `${number(answer.mb)} MB`,
      answer.granules,
      answer.beforeMs === undefined ? '' : `× ${number(answer.beforeMs / answer.ms)}`,
    ]);
  const rest = ['', '', ''];
  line(['insert of what was added', ...figures.map(({ insertMs }) => number(insertMs)), ...rest]);
  line(['merge to a part a day', ...figures.map(({ mergeMs }) => number(mergeMs)), ...rest]);
  line(['disk, MiB', ...figures.map(({ mib }) => number(mib)), ...rest]);
}
