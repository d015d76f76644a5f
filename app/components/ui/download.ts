// Hands a file to the browser, which saves it as it saves downloads.

/** How long a browser may take until it has begun to read. */
const KEEP_MS = 60_000;

/** Downloads an address; without a name the server names the file. Call it from a click. */
export function download(href: string, name = ''): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
}

/** Downloads what is here already. */
export function downloadBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  download(url, name);
  setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
}
