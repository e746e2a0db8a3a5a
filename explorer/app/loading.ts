/** What a view waits for. */
import { useEffect, useState } from 'preact/hooks';

export type Loaded<T> =
  | { state: 'waiting'; last: T | null }
  | { state: 'there'; value: T }
  | { state: 'failed'; error: Error; retry: () => void };

/**
 * Loads, and again whenever the key changes; a load that was overtaken is aborted. While the next one is under way, `last`
 * is what was there, so that a view does not flicker.
 */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'waiting', last: null });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    setLoaded((before) => ({ state: 'waiting', last: lastOf(before) }));
    load(abort.signal).then(
      (value) => abort.signal.aborted || setLoaded({ state: 'there', value }),
      (error: Error) =>
        abort.signal.aborted || setLoaded({ state: 'failed', error, retry: () => setTries((n) => n + 1) }),
    );
    return () => abort.abort();
  }, [key, tries]);
  return loaded;
}

/** What there is to show: the answer, or, while another one is under way, the one before. */
export function lastOf<T>(loaded: Loaded<T>): T | null {
  return loaded.state === 'there' ? loaded.value : loaded.state === 'waiting' ? loaded.last : null;
}
