// Waits before showing progress, so that quick answers do not flicker.
import { useEffect, useState } from 'react';

/** True once `active` has held for `ms` milliseconds; false again at once when it ends. */
export function useDelayed(active: boolean, ms: number): boolean {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!active) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), ms);
    return () => clearTimeout(timer);
  }, [active, ms]);
  return active && shown;
}
