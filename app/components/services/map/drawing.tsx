// While the graph is loaded and laid out.

export function Drawing() {
  return (
    <p role="status" className="absolute inset-0 z-10 flex items-center justify-center text-xs text-ink-3">
      Drawing the map…
    </p>
  );
}
