/** What all parts of a document's view share: the record, and what is chosen in it. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { DocumentView, Hits, RecordFinding } from '../../pipeline/explorer/api.js';
import type { Choice, Chosen } from './choice.js';
import type { Parts } from './parts.js';

export interface Opened {
  view: DocumentView;
  parts: Parts;
  choice: Choice | null;
  chosen: Chosen | null;
  /** What was searched, and where it stands; null until it is known. */
  search: string;
  hits: Hits | null;
  onChoose(choice: Choice | null): void;
  /** Findings about a record, with their numbers from 1. */
  findingsOf(record: string): { finding: RecordFinding; number: number }[];
}

export const OpenedContext = createContext<Opened | null>(null);

export function useOpened(): Opened {
  return useContext(OpenedContext)!;
}
