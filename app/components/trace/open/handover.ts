// A file that was dropped on another page, on its way to the page that opens it. It stays in this tab.

let waiting: File | undefined;

/** Keeps a file for the page that opens files, which the caller then goes to. */
export function handOver(file: File): void {
  waiting = file;
}

/** The file that was handed over, once. */
export function takeHandedOver(): File | undefined {
  const file = waiting;
  waiting = undefined;
  return file;
}
