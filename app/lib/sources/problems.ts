// What is wrong with the fields of a form, as one error of the HTTP API.
import { AppError } from '#app/lib/core/errors.ts';
import type { FieldProblems } from './schema.ts';

/** How many problems the message repeats; `fields` has all of them. */
const MOST_IN_MESSAGE = 3;

/**
 * `{"error":{code,message,hint?,position?,fields}}` with every problem under its field. 400, or 409 when only the name is the
 * problem, because another one has it.
 */
export function problemsResponse(problems: FieldProblems): Response {
  const names = Object.keys(problems);
  const shown = names.slice(0, MOST_IN_MESSAGE).map((name) => `${name}: ${problems[name]?.message}`);
  const more = names.length - shown.length;
  const message = shown.join(' ') + (more > 0 ? ` And ${more} more: see fields.` : '');
  const [only] = names.length === 1 ? Object.values(problems) : [];
  const error = new AppError(names.join() === 'name' ? 'conflict' : 'bad_request', message, {
    ...(only?.position && { position: only.position }),
    ...(only?.hint !== undefined && { hint: only.hint }),
  });
  return Response.json({ error: { ...error.toJSON(), fields: problems } }, { status: error.status });
}
