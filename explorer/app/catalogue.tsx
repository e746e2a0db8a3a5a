/** The dataset's tables, their columns and what their codes mean: asked for once, and at hand in every view. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Bilingual, TableColumn, TableDescription } from '../../pipeline/explorer/api.js';
import { say, sayOf } from './language.js';

export class Catalogue {
  readonly #tables: Map<string, TableDescription>;

  constructor(tables: readonly TableDescription[]) {
    this.#tables = new Map(tables.map((table) => [table.name, table]));
  }

  get tables(): TableDescription[] {
    return [...this.#tables.values()];
  }

  table(name: string): TableDescription | undefined {
    return this.#tables.get(name);
  }

  /** The title of a table's column; its name where there is none. */
  title(table: string, column: string): string {
    const described = this.#tables.get(table)?.columns.find(({ name }) => name === column);
    return described ? columnTitle(described) : column;
  }

  /** The title of a record's field, by the type of record that corrections and readings name. */
  field(recordType: string, field: string): string {
    const [first = field, ...rest] = field.split('.');
    const table = this.tables.find((each) => each.recordType === recordType);
    return table ? [this.title(table.name, first), ...rest].join('.') : field;
  }

  /** What one record of a type is called: 指标. */
  record(recordType: string): string {
    const table = this.tables.find((each) => each.recordType === recordType);
    return say(table?.title.zh ?? recordType, recordType);
  }

  /** A code as a label. In English a meaning that is a sentence gives way to the code itself; it stands in `explain`. */
  code(table: string, column: string, code: string): string {
    const meaning = this.#meaning(table, column, code);
    if (!meaning) return code;
    return say(meaning.zh, meaning.en.length <= LABEL ? meaning.en : code.replaceAll(/[_-]/g, ' '));
  }

  /** A field's value as text: codes in words, by the type of record that corrections and readings name. */
  value(recordType: string, field: string, value: string): string {
    const table = this.tables.find((each) => each.recordType === recordType);
    return table ? this.code(table.name, field, value) : value;
  }

  /** What a code means, at length; undefined where nothing is said. */
  explain(table: string, column: string, code: string): string | undefined {
    const meaning = this.#meaning(table, column, code);
    return meaning && `${code}: ${sayOf(meaning)}`;
  }

  /** What a doubt is called whose reason begins with the code of a finding or a check. */
  doubt(code: string): string {
    // A check is called by what ought to hold.
    if (this.#meaning('checks', 'rule', code)) return `${say('不符：', 'fails: ')}${this.code('checks', 'rule', code)}`;
    return this.code('findings', 'code', code);
  }

  #meaning(table: string, column: string, code: string): Bilingual | undefined {
    const codes = this.#tables.get(table)?.columns.find(({ name }) => name === column)?.codes;
    return codes?.find((each) => each.code === code);
  }
}

/** Letters of an English label. */
const LABEL = 60;

/** A column at length: its name, what it is, its unit. What the dataset says of it beyond its title is English. */
export function columnExplained({ name, title, unit }: TableColumn): string {
  return `${name} · ${sayOf(title)}${unit ? say(`（${unit}）`, ` (${unit})`) : ''}`;
}

/** In English the name: what the dataset says of a column is a sentence there. */
export function columnTitle({ name, title }: TableColumn): string {
  return say(title.zh, name.replaceAll('_', ' '));
}

export const CatalogueContext = createContext(new Catalogue([]));

export function useCatalogue(): Catalogue {
  return useContext(CatalogueContext);
}
