/**
 * Stable ids: a hash of the raw key texts (region, year, form, project, level 2, name, occurrence), so that they survive
 * re-runs, reordering and another rendition of the same form. Positions and values are no part of them.
 */
import { createHash } from 'node:crypto';
import { foldText } from '../extractors/document.js';

const LENGTH = 20;

/** Gives ids within one document; equal keys are told apart by their occurrence. */
export class Ids {
  readonly #seen = new Map<string, number>();

  constructor(private readonly scope: readonly (string | number | null)[]) {}

  of(type: string, ...key: readonly (string | number | null)[]): string {
    const parts = [type, ...this.scope, ...key].map((part) => (typeof part === 'string' ? foldText(part) : part));
    const text = JSON.stringify(parts);
    const occurrence = (this.#seen.get(text) ?? 0) + 1;
    this.#seen.set(text, occurrence);
    return createHash('sha256').update(`${text}#${occurrence}`).digest('hex').slice(0, LENGTH);
  }
}
