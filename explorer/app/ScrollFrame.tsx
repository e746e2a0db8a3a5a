/** What is wider or longer than its place scrolls within it; by keyboard too. */
import type { ComponentChildren } from 'preact';

interface ScrollFrameProps {
  label: string;
  class?: string;
  children: ComponentChildren;
}

export function ScrollFrame({ label, class: name = '', children }: ScrollFrameProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: nothing in it may be focusable, and yet it has to scroll by keyboard
    <section class={`frame ${name}`} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
