// Files dropped anywhere on a page. Text that is dragged from one field to another is left alone.
import { useEffect, useRef, useState } from 'react';

/** Calls back with the first dropped file; true while one is held over the page. */
export function useFileDrop(onFile: (file: File) => void): boolean {
  const [isOver, setOver] = useState(false);
  const current = useRef(onFile);
  useEffect(() => {
    current.current = onFile;
  });
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    // Entering a child comes before leaving its parent, so elements are counted.
    let depth = 0;
    const on = (type: 'dragenter' | 'dragover' | 'dragleave' | 'drop', run: (event: DragEvent) => void) =>
      window.addEventListener(
        type,
        (event) => {
          if (!hasFiles(event)) return;
          event.preventDefault();
          run(event);
        },
        { signal },
      );
    on('dragenter', () => {
      depth += 1;
      setOver(true);
    });
    on('dragover', () => undefined);
    on('dragleave', () => {
      depth -= 1;
      if (depth <= 0) setOver(false);
    });
    on('drop', (event) => {
      depth = 0;
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file) current.current(file);
    });
    return () => ending.abort();
  }, []);
  return isOver;
}
