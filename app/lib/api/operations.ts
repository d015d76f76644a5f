// Every operation of the HTTP API, as its route file declared it; the OpenAPI document is made from this list.
import type { z } from 'zod';
import type { Scope } from '../auth/scopes.ts';

/**
 * Who may use an operation: whoever has that scope in a team, anybody who is signed in (`person`), administrators of the
 * installation (`instance`), or everybody (`public`). A key is in one team and so never a person.
 */
export type Access = Scope | 'person' | 'instance' | 'public';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What the outside may know of an operation. */
export interface OperationInfo {
  /** As in the route file, with `$name` for a parameter: `/api/v1/traces/$traceId`. */
  readonly path: string;
  readonly methods: readonly Method[];
  readonly summary: string;
  /** Who may; what a key must be allowed to do. */
  readonly scope: Access;
  readonly input: z.ZodObject;
  readonly output: z.ZodType;
}

const declared = new Map<string, OperationInfo>();

/** Notes an operation. The same path and methods again (hot reload) replaces the earlier one. */
export function declareOperation(operation: OperationInfo): void {
  declared.set(`${operation.path} ${operation.methods.join()}`, operation);
}

/** All operations whose route files have been loaded, ordered by path. */
export function declaredOperations(): OperationInfo[] {
  return [...declared.values()].sort((a, b) => a.path.localeCompare(b.path));
}

/** The methods that a path answers. */
export function methodsOf(path: string): Method[] {
  return declaredOperations()
    .filter((operation) => operation.path === path)
    .flatMap((operation) => operation.methods);
}
