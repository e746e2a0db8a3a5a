/** A region that scrolls by itself, and that the keyboard can reach. */
import type { ComponentChildren, Ref } from 'preact';

interface ScrollingProps {
  class: string;
  label: string;
  element?: Ref<HTMLElement>;
  onScroll?: () => void;
  children: ComponentChildren;
}

export function Scrolling({ class: name, label, element, onScroll, children }: ScrollingProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it nobody scrolls by keyboard
    <section class={name} aria-label={label} tabIndex={0} ref={element ?? null} onScroll={onScroll}>
      {children}
    </section>
  );
}
