/**
 * Where pairs of characters stand, in few bytes. A list holds, for each document, the step from the document before, then
 * the steps from position to position, each at least 1, then 0; all as variable-length integers, 7 bits a byte, low first.
 */

/** Where something stands: position `positions[i]` of document `documents[i]`, in order of both. */
export interface Postings {
  documents: Int32Array;
  positions: Int32Array;
}

export class PostingsWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;
  #document = 0;
  #position = 0;
  #isOpen = false;

  /** Documents and, within one, positions come in ascending order, both from 0. */
  add(document: number, position: number): void {
    if (!this.#isOpen || document !== this.#document) {
      if (this.#isOpen) this.#write(0);
      this.#write(document - this.#document);
      this.#document = document;
      this.#position = -1;
      this.#isOpen = true;
    }
    this.#write(position - this.#position);
    this.#position = position;
  }

  /** The bytes of the list, and a new one begins. */
  take(): Uint8Array {
    if (this.#isOpen) this.#write(0);
    const bytes = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    this.#document = 0;
    this.#isOpen = false;
    return bytes;
  }

  #write(number: number): void {
    if (this.#length + 5 > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    let rest = number;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }
}

export function readPostings(bytes: Uint8Array): Postings {
  // Each position takes a byte at least.
  const documents = new Int32Array(bytes.length);
  const positions = new Int32Array(bytes.length);
  let count = 0;
  let document = 0;
  let at = 0;
  const next = () => {
    let byte = bytes[at++]!;
    let number = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = bytes[at++]!;
      number |= (byte & 0x7f) << shift;
    }
    return number;
  };
  while (at < bytes.length) {
    document += next();
    let position = -1;
    for (let step = next(); step !== 0; step = next()) {
      position += step;
      documents[count] = document;
      positions[count] = position;
      count += 1;
    }
  }
  return { documents: documents.subarray(0, count), positions: positions.subarray(0, count) };
}

/** Those of `first` that `second` has `distance` positions further on. */
export function followedBy(first: Postings, second: Postings, distance: number): Postings {
  const documents = new Int32Array(Math.min(first.documents.length, second.documents.length));
  const positions = new Int32Array(documents.length);
  let count = 0;
  let other = 0;
  for (let i = 0; i < first.documents.length; i++) {
    const document = first.documents[i]!;
    const wanted = first.positions[i]! + distance;
    while (
      other < second.documents.length &&
      (second.documents[other]! < document ||
        (second.documents[other] === document && second.positions[other]! < wanted))
    ) {
      other += 1;
    }
    if (other === second.documents.length) break;
    if (second.documents[other] !== document || second.positions[other] !== wanted) continue;
    documents[count] = document;
    positions[count] = first.positions[i]!;
    count += 1;
  }
  return { documents: documents.subarray(0, count), positions: positions.subarray(0, count) };
}
