/** How things are called: layers, verdicts, places, repairs, and values with their units, in both languages. */
import type { Place, RecordFinding } from '../../pipeline/explorer/api.js';
import type { Catalogue } from '../app/catalogue.js';
import { language, say } from '../app/language.js';
import type { Layer } from './marks.js';
import type { Part } from './parts.js';

export function layerName(layer: Layer): string {
  const names: Record<Layer, string> = {
    value: say('读出的数值', 'Values'),
    repair: say('经过修复', 'Repaired'),
    corrected: say('人工核定', 'Corrected or accepted'),
    leftover: say('未被采用', 'Left over'),
    error: say('错误', 'Errors'),
    warning: say('警告', 'Warnings'),
    info: say('提示', 'Remarks'),
    hit: say('搜索命中', 'Search hits'),
  };
  return names[layer];
}

export function verdictName(verdict: string): string {
  const names: Record<string, string> = {
    pass: say('相符', 'agrees'),
    fail: say('不符', 'disagrees'),
    'not-applicable': say('不适用', 'does not apply'),
  };
  return names[verdict] ?? verdict;
}

/** A repair in words; what is not known here stays as its code. */
export function repairName(repair: string): string {
  const [, code = repair, detail = ''] = /^([^:]+)(?:: (.*))?$/s.exec(repair) ?? [];
  const names: Record<string, string> = {
    'carried-label': say('沿用合并单元格的名称', 'label of a merged cell, carried down'),
    'joined-table': say('跨页表格已拼接', 'table joined over a page break'),
    'joined-cell': say('被分开的单元格已合并', 'cell that was cut joined again'),
    'joined-label': say('被分开的名称已合并', 'label that was cut joined again'),
    'joined-line': say('被分开的行文字已合并', 'line that was cut joined again'),
    'joined-word': say('被分开的词已合并', 'word that was cut joined again'),
    'joined-rows': say('被分开的行已合并', 'rows that were cut joined again'),
    'joined-paragraph': say('被分开的段落已合并', 'paragraph that was cut joined again'),
    'shifted-columns': say('错列已还原', 'shifted columns put back'),
    'level1-from-level2': say('一级指标由二级指标推出', 'level 1 follows from level 2'),
    'level2-in-level1-column': say('二级指标印在一级指标栏', 'level 2 printed in the column of level 1'),
    'level1-in-level2-column': say('一级指标印在二级指标栏', 'level 1 printed in the column of level 2'),
    'list-number': say('自动编号', 'automatic number'),
    'hidden-layer': say('取自扫描件的隐藏文字层', 'from the hidden text of a scan'),
    'ocr-number': say('识别的数字已校正', 'number read by OCR, settled'),
    'ocr-sign': say('识别的符号已校正', 'sign read by OCR, settled'),
    'ocr-point': say('识别的小数点已校正', 'decimal point read by OCR, settled'),
    'ocr-corrected': say('识别的文字已校正', 'text read by OCR, settled'),
    'title/joined-lines': say('标题分行已合并', 'lines of the title joined'),
  };
  const name = names[code];
  if (!name) return repair;
  return detail ? `${name}（${detail.replaceAll('|', ' | ')}）` : name;
}

export function placeName(place: Place): string {
  if ('page' in place) return say(`第 ${place.page} 页`, `page ${place.page}`);
  if ('line' in place)
    return say(`第 ${place.line} 行第 ${place.column} 字`, `line ${place.line}, column ${place.column}`);
  return pathName(place.path);
}

/** A path in few words; the whole of it stands in the title. */
function pathName(path: string): string {
  const sheet = /^xl\/(.+?)(?:!([A-Z]+\d+))?$/.exec(path);
  if (sheet) return say(`工作表「${sheet[1]}」${sheet[2] ?? ''}`, `sheet ${sheet[1]} ${sheet[2] ?? ''}`);
  const [, inside] = path.split('#');
  const steps = [...(inside ?? '').matchAll(/(tbl|tr|tc|p)\[(\d+)\]/g)].map(([, kind, number]) => {
    const names: Record<string, string> = {
      tbl: say(`表 ${number}`, `table ${number}`),
      tr: say(`行 ${number}`, `row ${number}`),
      tc: say(`格 ${number}`, `cell ${number}`),
      p: say(`段 ${number}`, `paragraph ${number}`),
    };
    return names[kind!];
  });
  if (steps.length > 0) return steps.join(' · ');
  const cell = /.*(?:^| > )table(?::nth-of-type\((\d+)\))?( > .+)$/.exec(path);
  if (cell) return [say(`表 ${cell[1] ?? 1}`, `table ${cell[1] ?? 1}`), ...cellSteps(cell[2]!)].join(' · ');
  const elements = path.split(' > ');
  return elements.length > 3 ? `… > ${elements.slice(-3).join(' > ')}` : path;
}

/** The row and the cell of a path within a table of a page. */
function cellSteps(path: string): string[] {
  return [...path.matchAll(/ > (tr|td|th)(?::nth-of-type\((\d+)\))?/g)].map(([, kind, number = '1']) =>
    kind === 'tr' ? say(`行 ${number}`, `row ${number}`) : say(`格 ${number}`, `cell ${number}`),
  );
}

/** A place with all that is known of it. */
export function wholePlace(place: Place): string {
  return 'path' in place ? place.path : placeName(place);
}

/** How a value stands to a reader: codes in words, numbers with their unit. */
export function valueText(catalogue: Catalogue, part: Part, field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  const table = catalogue.tables.find(({ recordType }) => recordType === part.type);
  const code = (each: unknown) => (table ? catalogue.code(table.name, field, String(each)) : String(each));
  if (Array.isArray(value))
    return value.map((each) => (typeof each === 'object' ? JSON.stringify(each) : code(each))).join('、');
  if (typeof value === 'number') {
    const unit = table?.columns.find(({ name }) => name === field)?.unit;
    return unit ? `${plain(value)} ${unit}` : plain(value);
  }
  return typeof value === 'object' ? JSON.stringify(value) : code(value);
}

/** All digits and no exponent. */
export function plain(value: number): string {
  return value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 });
}

/** What a person has to write to mean this value; as the server reads it. */
export function writtenValue(value: unknown): string {
  if (value === null || value === undefined) return '(none)';
  if (typeof value === 'number') return plain(value);
  return Array.isArray(value) ? value.join('|') : String(value);
}

/** Whether what is printed says more than the value that was made of it. */
export function differs(raw: string, shown: string): boolean {
  const fold = (text: string) => text.normalize('NFKC').replace(/\s+/gu, '');
  return fold(raw) !== fold(shown);
}

/** The title of a field, also of one within a list: 维度得分 2 · 得分. */
export function fieldTitle(catalogue: Catalogue, part: Pick<Part, 'type'>, field: string): string {
  const [list, position, within] = field.split('.');
  if (list === 'dimension_scores' && within) {
    const title = catalogue.title('evaluation_dimensions', within);
    return `${say('维度', 'Dimension')} ${Number(position) + 1} · ${title}`;
  }
  return catalogue.field(part.type, field);
}

/** A finding in a few words: its kind in Chinese, in English the message itself. */
export function findingName(catalogue: Catalogue, { code, message }: Pick<RecordFinding, 'code' | 'message'>): string {
  return findingKind(catalogue, code) ?? message;
}

/** What a kind of finding is called; null in English, where the message itself says it. */
export function findingKind(catalogue: Catalogue, code: string): string | null {
  if (language() === 'en') return null;
  const name = catalogue.code('findings', 'code', code);
  return name === code ? null : name;
}
