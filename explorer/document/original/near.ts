/** Draws what is near to the view and nothing else: a document of 300 pages, a text of 20 000 lines. */
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** How far from the view something counts as near. */
const MARGIN = '900px 200px';

/** Whether an element is near to the view; as long as it is not, it stays as large as it was. */
export function useNear(element: RefObject<HTMLElement | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => {
        const last = entries.at(-1);
        if (last) setNear(last.isIntersecting);
      },
      { root: element.current!.closest<HTMLElement>('.scroller'), rootMargin: MARGIN },
    );
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, []);
  return near;
}
