// The demo shop as a program: backfills a range of time, then sends live, until it is told to stop.
import { HELP, readOptions, UsageError } from './args.ts';
import { describeIncidents } from './incidents.ts';
import { run } from './run.ts';

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
// Whoever started us over a channel and is gone needs no more data.
process.once('disconnect', () => stop.abort());

try {
  const options = readOptions(process.argv.slice(2), process.env.MAPLE_INGEST_KEY);
  if (options === 'help') process.stdout.write(`${HELP}\n`);
  else if (options === 'incidents') process.stdout.write(`${describeIncidents(Date.now() * 1000)}\n`);
  else
    await run(options, {
      signal: stop.signal,
      nowMs: Date.now,
      print: (line) => process.stderr.write(`${line}\n`),
    });
} catch (error) {
  const usage = error instanceof UsageError;
  process.stderr.write(`demo: ${(error as Error).message}${usage ? ' See --help.' : ''}\n`);
  process.exitCode = usage ? 2 : 1;
} finally {
  // An open channel would keep a finished run alive.
  if (process.connected) process.disconnect();
}
