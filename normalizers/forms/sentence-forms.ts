/**
 * Forms in sentences, without a table: `项目名称：…`, `年度资金总额：680万元，其中：财政拨款650万元`, `（1）数量指标：新建公厕≥12座；…`.
 * Their paragraphs become the rows of a form.
 */
import {
  type Block,
  type Cell,
  type Document,
  type Paragraph,
  placesWithin,
  type Table,
} from '../../extractors/document.js';
import type { Lexicon } from '../lexicon.js';
import { labelOf } from './head.js';
import type { Field } from './lexicon.js';
import { GRID_HEADS, splitTargets } from './named-targets.js';
import { isFormTitle } from './title.js';

const METHOD = 'text/sentences';
/** Labels of level 2 with targets from which on paragraphs are a form. */
const FEWEST_LEVELS = 2;
const MOST_PARAGRAPHS = 120;
/** What is told in several paragraphs. */
const GOALS: readonly Field[] = ['goal', 'goal_expected', 'goal_actual', 'goal_long_term'];
/** `（1）`, `2.`, `三、` before a label. */
const NUMBER = /^\s*(?:[（(]\s?[\d一二三四五六七八九十]{1,3}\s?[）)]|[\d一二三四五六七八九十]{1,3}[、.．])\s*/u;

/** The document with such forms as tables; the same one where it has none. */
export function withSentenceForms(document: Document, lexicon: Lexicon): Document {
  const { blocks } = document;
  const result: Block[] = [];
  let taken = 0;
  for (let i = 0; i < blocks.length; i++) {
    const block = blocks[i]!;
    if (block.kind !== 'paragraph' || labelled(block, lexicon)?.field !== 'project_name') continue;
    const form = readForm(blocks, i, lexicon);
    if (!form) continue;
    result.push(...blocks.slice(taken, i), form.table);
    taken = form.end;
    i = form.end - 1;
  }
  return taken === 0 ? document : { ...document, blocks: [...result, ...blocks.slice(taken)] };
}

/** A label with its value behind a colon; null for anything else. */
function labelled(paragraph: Paragraph, { forms }: Lexicon): { field: Field; rest: string } | null {
  const label = labelOf(cellOf(paragraph.text, [paragraph]), forms);
  return label && label.rest !== null ? { field: label.field, rest: label.rest } : null;
}

function readForm(blocks: readonly Block[], from: number, lexicon: Lexicon): { table: Table; end: number } | null {
  const head: Cell[][] = [];
  const grid: Cell[][] = [];
  let level1: Cell | null = null;
  let level2: Cell | null = null;
  let levels = 0;
  /** Paragraphs of a sentence that is not yet at its end. */
  let open: Paragraph[] = [];
  const flush = () => {
    let cursor = 0;
    for (const { name, value } of splitTargets(targetsText(open, lexicon), lexicon.values)) {
      const row = [level1, level2].flatMap((label, column) => (label ? [{ ...label, column }] : []));
      const [measured, target] = [
        cellOf(name, open, 2, cursor),
        cellOf(value, open, 3, name === value ? cursor : cursor + name.length),
      ];
      grid.push([...row, measured, target]);
      cursor += name === value ? name.length : name.length + value.length;
    }
    open = [];
  };
  let end = from;
  for (; end < Math.min(blocks.length, from + MOST_PARAGRAPHS); end++) {
    const block = blocks[end]!;
    if (block.kind !== 'paragraph' || isFormTitle(block.text, lexicon.forms)) break;
    const level = levelOf(block, lexicon);
    const label = labelled(block, lexicon);
    if (level) {
      flush();
      const [entry, cell] = [lexicon.forms.level(level.label)!, cellOf(level.label, [block])];
      if (entry.level1 && (!entry.level2 || level.rest === '')) [level1, level2] = [cell, null];
      else level2 = cell;
      if (level.rest !== '') {
        levels++;
        open = [block];
        // 满意度指标：群众满意度≥95% stands for both levels.
        if (!entry.level2) level2 = null;
      }
    } else if (open.length > 0 && !/[。；;]$/u.test(open.at(-1)!.text.trim())) open.push(block);
    else if (level1 === null && level2 === null) {
      const isSection = lexicon.forms.field(block.text) === 'section';
      if (label && label.field === 'project_name' && end > from) break;
      if (label) head.push(...headRows(block, lexicon));
      else if (!isSection && !goesOn(head, block, lexicon)) break;
    } else if (level2 && !label && isListed(block, lexicon)) {
      flush();
      open = [block];
    } else break;
  }
  flush();
  if (levels < FEWEST_LEVELS || grid.length === 0) return null;
  const heads = GRID_HEADS.map((text, column) => ({ ...cellOf(text, []), column }));
  return { table: tableOf([...head, heads, ...grid]), end };
}

/** `（1）数量指标：…` or `1.产出指标` alone. */
function levelOf({ text }: Paragraph, { forms }: Lexicon): { label: string; rest: string } | null {
  const [label, ...rest] = text.replace(NUMBER, '').trim().split(/[:：]/u);
  if (!label?.includes('指标') || !forms.level(label)) return null;
  return { label: label.trim(), rest: rest.join('：').trim() };
}

/** What stands behind the label of level 2, and in the paragraphs that go on with it. */
function targetsText(paragraphs: readonly Paragraph[], lexicon: Lexicon): string {
  const [first, ...rest] = paragraphs;
  if (!first) return '';
  return [levelOf(first, lexicon)?.rest ?? first.text, ...rest.map(({ text }) => text)].join('');
}

/** A target in a paragraph of its own, below its level: `1.新建公厕≥12座；`. */
function isListed({ text }: Paragraph, { values }: Lexicon): boolean {
  const targets = splitTargets(text, values);
  return targets.length > 0 && targets.every(({ name, value }) => name !== value);
}

/** The rest of a goal on lines of its own; a line without a label after any other value is none of a form. */
function goesOn(head: Cell[][], paragraph: Paragraph, { forms }: Lexicon): boolean {
  const last = head.at(-1)?.at(-1);
  if (!last || !GOALS.includes(labelOf(last, forms)?.field ?? 'ignored')) return false;
  last.text += paragraph.text;
  last.raw += `\n${paragraph.raw}`;
  last.at.push(...paragraph.at);
  if (!last.repairs.includes('joined-lines')) last.repairs.push('joined-lines');
  return true;
}

/** A row for each label: amounts follow one another in one sentence, `680万元，其中：财政拨款650万元，其他资金30万元。` */
function headRows(paragraph: Paragraph, { forms }: Lexicon): Cell[][] {
  const parts = paragraph.text
    .replace(/[。；;]\s*$/u, '')
    .split(/[，,；;](?!\d{3})/u)
    .map((part) => part.trim().replace(/^(\D{2,20}?)[为:：]?\s*([\d,.]+\s*[万亿千]?元)$/u, '$1：$2'));
  const fields = parts.map((part) => labelOf(cellOf(part, [paragraph]), forms)?.field);
  const isFunds = parts.length > 1 && fields.every((field) => field?.startsWith('fund'));
  return isFunds ? parts.map((part) => [cellOf(part, [paragraph])]) : [[cellOf(paragraph.text, [paragraph])]];
}

/** A cell of a piece of text, at its place where it stands in one paragraph as it is, from a character on. */
function cellOf(text: string, sources: readonly Paragraph[], column = 0, from = 0): Cell {
  const only = sources.length === 1 ? sources[0]! : null;
  const start = only ? only.text.indexOf(text, from) : -1;
  const at = only && start >= 0 ? placesWithin(only, start, start + text.length) : sources.flatMap((each) => each.at);
  const repairs = [
    ...new Set(sources.flatMap((each) => each.repairs)),
    ...(sources.length > 1 ? ['joined-lines'] : []),
  ];
  return { row: 0, column, rowSpan: 1, columnSpan: 1, text, raw: text, at: [...at], repairs };
}

function tableOf(rows: readonly Cell[][]): Table {
  const cells = rows.flatMap((row, i) => row.map((cell) => ({ ...cell, row: i })));
  return { kind: 'table', method: METHOD, rows: rows.length, columns: GRID_HEADS.length, cells, breaks: [] };
}
