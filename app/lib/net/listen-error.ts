// Why a port cannot be had, in one line.
import { AppError } from '#app/lib/core/errors.ts';

/** The failure of a `listen` as an AppError that names the port and the variable that changes it. */
export function listenError(thrown: unknown, port: number, variable: string): AppError {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  // The gRPC library swallows the code of what went wrong when it binds.
  const isInUse = code === 'EADDRINUSE' || /EADDRINUSE|No address added/.test(message);
  const reason = isInUse
    ? `Port ${port} is in use. Stop the program that uses it, or set ${variable} to another one.`
    : `Port ${port} (${variable}) cannot be opened: ${message}`;
  return new AppError('unavailable', reason, { cause: thrown });
}
