/** A do-file for Stata: reads a CSV of the dataset, labels its variables in both languages, saves it as `.dta`. */
import type { Table } from '../dataset/tables.js';

/** Longest label of a variable in Stata. */
const LABEL_LENGTH = 80;
/** Longest name of a variable; all columns of the dataset are shorter. */
const NAME_LENGTH = 32;

/** The do-file for one table, run in the folder that holds `<table>.csv`. For Stata 14 or newer, which know UTF-8. */
export function stataDoFile({ name, title, row, columns }: Table): string {
  const long = columns.find((column) => column.name.length > NAME_LENGTH);
  if (long) throw new Error(`${name}.${long.name}: Stata takes no name over ${NAME_LENGTH} characters`);
  const texts = columns.flatMap(({ type }, i) => (type === 'text' || type === 'boolean' ? [i + 1] : []));
  return [
    `* ${title}: ${row.zh} / ${row.en}`,
    'version 14',
    'clear',
    `import delimited using "${name}.csv", varnames(1) case(preserve) encoding("utf-8") bindquotes(strict) ///`,
    // Floats have seven digits: 12345678.9 would not be what was printed.
    `  asdouble maxquotedrows(unlimited) stringcols(${texts.join(' ')})`,
    ...columns.map((column) => `label variable ${column.name} ${quote(labelOf(column.title, column.unit))}`),
    ...columns.map((column) => `notes ${column.name}: ${quoteNote(column.description)}`),
    `label data ${quote(labelOf(`gongkai: ${title}`, null))}`,
    'compress',
    `save "${name}.dta", replace`,
    '',
  ].join('\n');
}

function labelOf(title: string, unit: string | null): string {
  return (unit ? `${title}（${unit}）` : title).slice(0, LABEL_LENGTH);
}

/** Compound quotes, inside which a quotation mark is a character. */
function quote(text: string): string {
  return `\`"${text.replaceAll('`', "'")}"'`;
}

/** A note takes the rest of the line; `TS` at its start and macros would be run. */
function quoteNote(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('`', "'").replaceAll('$', '＄');
}
