// Takes secrets out of what the audit log keeps. Pure.

const SECRET_NAME = /password|secret|token|^key$|api_?key|private|credential|backup_?codes|^hash$/i;
const DEEPEST = 8;

/** The same value with every field whose name says that it is a secret replaced by `••••`; null for undefined. */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object' || value instanceof Date) return value;
  if (depth >= DEEPEST) return '…';
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      SECRET_NAME.test(name) && item !== null && item !== undefined && item !== ''
        ? '••••'
        : withoutSecrets(item, depth + 1),
    ]),
  );
}
