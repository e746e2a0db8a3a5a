/** OOXML paths: `word/document.xml#tbl[2]/tr[3]/tc[1]`, counted from 1 among elements of the same name. */
export class Path {
  readonly #counts = new Map<string, number>();

  constructor(readonly text: string) {}

  /** The next child of that name. Containers without a name of their own (content controls, insertions) are not counted. */
  child(name: string): Path {
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    return new Path(`${this.text}${this.text.endsWith('#') ? '' : '/'}${name}[${count}]`);
  }
}
