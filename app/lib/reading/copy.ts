// A search as something that can be handed on: a link, and a command for the shell. Pure.

/** The page's own address with another range, and without what is only of this visit: `passing`, names in the URL. */
export function searchLink(
  href: string,
  range: { readonly from: string; readonly to: string },
  passing: readonly string[],
): string {
  const url = new URL(href);
  url.searchParams.set('from', range.from);
  url.searchParams.set('to', range.to);
  for (const name of passing) url.searchParams.delete(name);
  return url.href;
}

/** A request as a command for POSIX shells; the key comes from the environment, so that it is in no history. */
export function curlCommand(url: string, body: Readonly<Record<string, unknown>>): string {
  return [
    `curl --fail-with-body ${shellWord(url)}`,
    '-H "Authorization: Bearer $MAPLE_API_KEY"',
    "-H 'Content-Type: application/json'",
    `--data-raw ${shellWord(JSON.stringify(body))}`,
  ].join(' \\\n  ');
}

/** Any text as one word of a POSIX shell. JSON has no NUL, which no shell could hold. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
