/** A text with the searched words marked. */
import { markWords } from './marks.js';

export function Marked({ text, search }: { text: string; search: string }) {
  return <>{markWords(text, search).map((piece) => (piece.marked ? <mark>{piece.text}</mark> : piece.text))}</>;
}
