/** The best of the links that wait, in memory; the rest stays on disk until its turn comes. */
import type { FrontierPlace, Waiting } from './fold.js';

/** Links held in memory at most; half of them are kept when there are more. */
const MOST_HELD = 4096;

export interface WaitingLink {
  place: FrontierPlace;
  waiting: Waiting;
}

/** Negative if `a` is fetched before `b`. */
export function comparePlaces(a: FrontierPlace, b: FrontierPlace): number {
  return b.score - a.score || a.depth - b.depth || a.sequence - b.sequence;
}

export class FrontierHead {
  /** A binary heap, the best first. */
  #heap: WaitingLink[] = [];
  /** Links before this place are in memory, links from it on are not. Null: all are in memory. */
  #bound: FrontierPlace | null = { score: Number.POSITIVE_INFINITY, depth: 0, sequence: 0 };

  /** Sequence numbers of what was taken and still waits. */
  readonly #taken = new Set<number>();

  constructor(
    /** Links that wait from a place on, best first. */
    private readonly stored: (from: FrontierPlace, limit: number) => WaitingLink[],
    private readonly mostHeld = MOST_HELD,
  ) {}

  add(link: WaitingLink): void {
    if (this.#bound && comparePlaces(link.place, this.#bound) >= 0) return; // read from disk in its turn
    this.#push(link);
    if (this.#heap.length <= this.mostHeld) return;
    this.#heap.sort((a, b) => comparePlaces(a.place, b.place)); // a sorted array is a heap
    const kept = this.mostHeld >> 1;
    this.#bound = this.#heap[kept]!.place;
    this.#heap.length = kept;
  }

  /** Takes the best link that still waits; each once. */
  take(waits: (link: WaitingLink) => boolean): WaitingLink | undefined {
    for (;;) {
      if (this.#heap.length === 0 && !this.#refill()) return undefined;
      const link = this.#pop();
      if (!link || this.#taken.has(link.place.sequence) || !waits(link)) continue;
      this.#taken.add(link.place.sequence);
      return link;
    }
  }

  /** What was taken is to be given again. */
  putBack(link: WaitingLink): void {
    if (this.#taken.delete(link.place.sequence)) this.add(link);
  }

  /** It no longer waits. */
  remove({ sequence }: FrontierPlace): void {
    this.#taken.delete(sequence);
  }

  #refill(): boolean {
    if (!this.#bound) return false;
    const kept = this.mostHeld >> 1;
    const links = this.stored(this.#bound, kept + 1);
    const next = links[kept];
    this.#bound = next?.place ?? null;
    this.#heap = links.slice(0, kept);
    return this.#heap.length > 0;
  }

  #push(link: WaitingLink): void {
    const heap = this.#heap;
    let child = heap.push(link) - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (comparePlaces(heap[child]!.place, heap[parent]!.place) >= 0) return;
      [heap[child], heap[parent]] = [heap[parent]!, heap[child]!];
      child = parent;
    }
  }

  #pop(): WaitingLink | undefined {
    const heap = this.#heap;
    const best = heap[0];
    const last = heap.pop();
    if (!best || !last || heap.length === 0) return best;
    heap[0] = last;
    for (let parent = 0; ; ) {
      const left = 2 * parent + 1;
      if (left >= heap.length) return best;
      const right = left + 1;
      const child = right < heap.length && comparePlaces(heap[right]!.place, heap[left]!.place) < 0 ? right : left;
      if (comparePlaces(heap[child]!.place, heap[parent]!.place) >= 0) return best;
      [heap[child], heap[parent]] = [heap[parent]!, heap[child]!];
      parent = child;
    }
  }
}
