// Where a request carries its key, over HTTP and over gRPC.

type HeaderValue = string | readonly string[] | null | undefined;

/**
 * The key of `x-maple-key: <key>` or else of `Authorization: Bearer <key>`; `undefined` when both are absent or
 * empty. Maple's own header comes first: `Authorization` may be meant for a proxy, as other schemes surely are.
 */
export function presentedKey(authorization: HeaderValue, mapleKey: HeaderValue): string | undefined {
  const own = one(mapleKey)?.trim();
  if (own) return own;
  return /^bearer +(\S+)\s*$/i.exec(one(authorization) ?? '')?.[1];
}

function one(value: HeaderValue): string | undefined {
  return (typeof value === 'string' ? value : value?.[0]) ?? undefined;
}
