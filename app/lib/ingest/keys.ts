// Where an OTLP request carries its ingest key.

/** The key of `Authorization: Bearer <key>` or `x-maple-key: <key>`; `undefined` when there is none. */
export function presentedKey(
  authorization: string | readonly string[] | undefined,
  mapleKey: string | readonly string[] | undefined,
): string | undefined {
  const own = one(mapleKey)?.trim();
  if (own) return own;
  return /^bearer +(\S+)\s*$/i.exec(one(authorization) ?? '')?.[1];
}

function one(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}
