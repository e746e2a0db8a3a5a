/** What a view waits for. */
import { useEffect, useState } from 'preact/hooks';

export type Loaded<T> =
  | { state: 'waiting'; last: T | null }
  | { state: 'there'; value: T }
  | { state: 'failed'; error: Error };

/**
 * Loads, and again whenever the key changes; a load that was overtaken is aborted. While the next one is under way, `last`
 * is what was there, so that a view does not flicker.
 */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'waiting', last: null });
  useEffect(() => {
    const abort = new AbortController();
    setLoaded((before) => ({
      state: 'waiting',
      last: before.state === 'there' ? before.value : before.state === 'waiting' ? before.last : null,
    }));
    load(abort.signal).then(
      (value) => abort.signal.aborted || setLoaded({ state: 'there', value }),
      (error: Error) => abort.signal.aborted || setLoaded({ state: 'failed', error }),
    );
    return () => abort.abort();
  }, [key]);
  return loaded;
}
