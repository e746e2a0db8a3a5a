/** A search that follows what is typed, once the hand rests. */
import { useEffect, useRef, useState } from 'preact/hooks';

/** Milliseconds without a letter before it is searched. */
const REST = 250;

interface SearchFieldProps {
  value: string;
  label: string;
  onSearch: (text: string) => void;
  /** Enter on what is searched already; with the shift key, back. */
  onAgain?: (back: boolean) => void;
}

export function SearchField({ value, label, onSearch, onAgain }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const sent = useRef(value);
  // What comes from elsewhere, as by the back button, replaces what stands there; what was typed here does not.
  useEffect(() => {
    if (value !== sent.current) setText(value);
    sent.current = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = (wanted: string) => {
    clearTimeout(timer.current);
    sent.current = wanted;
    onSearch(wanted);
  };
  return (
    <input
      type="search"
      class="search"
      value={text}
      aria-label={label}
      placeholder={label}
      autocomplete="off"
      spellcheck={false}
      onInput={(event) => {
        const typed = event.currentTarget.value;
        setText(typed);
        clearTimeout(timer.current);
        // Letters of a word that is still being composed are no search.
        if (!event.isComposing) timer.current = setTimeout(() => search(typed.trim()), REST);
      }}
      onCompositionEnd={(event) => {
        const typed = event.currentTarget.value;
        timer.current = setTimeout(() => search(typed.trim()), REST);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.isComposing) return;
        const typed = event.currentTarget.value.trim();
        if (onAgain && typed === sent.current) onAgain(event.shiftKey);
        else search(typed);
      }}
    />
  );
}
