// Tries a ClickHouse server before it is saved: address, credentials, database, and the rights that reading needs.
import { type AppError, toAppError } from '#app/lib/core/errors.ts';
import { sql, str } from '#app/lib/sql/sql.ts';
import { errorNumber, type ReachOptions, reachServer } from './reach.server.ts';
import type { ConnectionCheck, FieldProblem, FieldProblems } from './schema.ts';

interface Candidate {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
}

const PATIENCE_MS = 10_000;
/** Of system.errors: an unknown or refused user, and a profile that takes no settings. */
const REFUSED_USER = new Set([192, 193, 194, 516]);
const NO_SETTINGS = 164;

/** Never throws for what is wrong with the server; a problem stands under the field that can mend it. */
export async function checkServer(candidate: Candidate, options: ReachOptions): Promise<ConnectionCheck> {
  let clickhouse: ReturnType<typeof reachServer>;
  try {
    clickhouse = reachServer(candidate, 'The server', options);
  } catch (thrown) {
    return { problems: { url: problemOf(toAppError(thrown)) }, version: null };
  }
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    const { rows } = await clickhouse.query<{ version: string; found: string; tables: string }>(
      sql`SELECT version() AS version,
        (SELECT count() FROM system.databases WHERE name = ${str(candidate.database)}) AS found,
        (SELECT count() FROM system.tables WHERE database = ${str(candidate.database)}) AS tables`,
      { signal },
    );
    const [answer] = rows;
    if (answer === undefined || typeof answer.version !== 'string') return refusal('url', NOT_CLICKHOUSE);
    if (answer.found === '0')
      return {
        ...refusal('database', {
          message: `There is no database "${candidate.database}", or this user may not see it.`,
        }),
        version: answer.version,
      };
    return { problems: {}, version: answer.version };
  } catch (thrown) {
    return { problems: problemsOf(thrown, signal), version: null };
  } finally {
    await clickhouse.close();
  }
}

const NOT_CLICKHOUSE: FieldProblem = {
  message: 'What answers there is not the HTTP interface of ClickHouse.',
  hint: 'It usually is at port 8123, or 8443 for https.',
};

function problemsOf(thrown: unknown, signal: AbortSignal): FieldProblems {
  const error = toAppError(thrown);
  const number = errorNumber(error.cause);
  if (number !== undefined && REFUSED_USER.has(number))
    return { username: { message: 'The server refuses this user or password.' } };
  if (number === NO_SETTINGS)
    return {
      username: {
        message: 'This user may not give settings with a query, which Maple’s time limits need.',
        hint: 'In its profile, set readonly to 2 instead of 1.',
      },
    };
  if (signal.aborted)
    return { url: { message: `The server did not answer within ${PATIENCE_MS / 1000} seconds.` } };
  if (error.code === 'unavailable')
    return { url: { message: `Nothing answers there${systemReason(error)}.` } };
  if (number !== undefined || error.cause === undefined) return { url: problemOf(error) };
  return { url: certificateProblem(error.cause) ?? NOT_CLICKHOUSE };
}

function certificateProblem(cause: unknown): FieldProblem | undefined {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (!/CERT|SSL|TLS|SELF_SIGNED|EPROTO/.test(code)) return undefined;
  return { message: `The https connection failed (${code}).`, hint: 'Check the certificate, or use http.' };
}

/** `ECONNREFUSED` and the like: what an operator looks for. */
function systemReason({ cause }: AppError): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return /^E[A-Z_]+$/.test(code) ? ` (${code})` : '';
}

function problemOf({ message, hint }: AppError): FieldProblem {
  return { message, ...(hint !== undefined && { hint }) };
}

function refusal(field: string, problem: FieldProblem): ConnectionCheck {
  return { problems: { [field]: problem }, version: null };
}
