/** The title of the page, as tabs, bookmarks and histories show it. */
import { useEffect } from 'preact/hooks';

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · 公开 gongkai` : '公开 gongkai';
  }, [title]);
}
