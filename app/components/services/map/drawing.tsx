// What stands where the graph will be: that it is being drawn, or that it cannot be.

export function Drawing({ isFailed = false }: { readonly isFailed?: boolean }) {
  return (
    <p
      role={isFailed ? 'alert' : 'status'}
      className="absolute inset-0 z-10 flex items-center justify-center text-xs text-ink-3"
    >
      {isFailed ? 'The graph could not be drawn. The table has the same figures.' : 'Drawing the map…'}
    </p>
  );
}
