/** What the document's view computes before it draws: marks and their order, lines and tables in pieces, choices in the address. */

import { describe, expect, it } from 'vitest';
import { choiceIn, queryOf, resolve } from '../../explorer/document/choice.js';
import { inReadingOrder, MarkIndex, marksOf, meant } from '../../explorer/document/marks.js';
import {
  type Block,
  type Cell,
  coveredColumns,
  PART,
  piecesOf as piecesOfBlocks,
  positions,
  standIn,
} from '../../explorer/document/original/block-pieces.js';
import { piecesOf } from '../../explorer/document/original/line-pieces.js';
import { partsOf } from '../../explorer/document/parts.js';
import type { DocumentView, Place } from '../../pipeline/explorer/api.js';
import fc from '../properties.js';

const cellOf = (place: Place, ...repairs: string[]) => ({ raw: '≥95%', at: [place], repairs });
const box = (page: number, top: number): Place => ({ page, box: [10, top, 60, top + 10] });

const view = {
  record: {
    document: { sha256: 'd0c', title: '目标表', evidence: { title: { raw: '目标表', at: [box(1, 5)] } } },
    listings: [],
    statistics: [],
    evaluations: [],
    projects: [
      {
        id: 'project',
        name: '取暖费',
        tasks: [{ seq: 1, name: '任务', evidence: {} }],
        evidence: { name: cellOf(box(2, 10)) },
        indicators: [
          {
            id: 'one',
            name: '合格率',
            evidence: {
              level1: cellOf(box(2, 40)),
              raw_value: cellOf(box(2, 20)),
              value: cellOf(box(2, 20)),
              unit: cellOf(box(2, 20), 'ocr-number: 95'),
              weight: cellOf(box(2, 30), 'corrected by 王 on 2026-11-21: 看错; read as: 5'),
            },
          },
          { id: 'two', name: '满意度', evidence: { level1: cellOf(box(2, 40), 'carried-label') } },
        ],
      },
    ],
    findings: [
      { code: 'form/leftover-cells', severity: 'warning', message: '', at: [box(1, 50)] },
      { code: 'indicator/placeholder', severity: 'warning', message: '', at: [box(2, 20)], record_id: 'one' },
      { code: 'document/no-title', severity: 'info', message: '', at: [] },
    ],
  },
  checks: [
    {
      sides: [{ at: [box(2, 20)] }, { at: [box(9, 9)], document: { sha256: 'another' } }],
    },
  ],
} as unknown as DocumentView;
const parts = partsOf(view.record);
const marks = marksOf(view, parts.values());
const of = (layer: string) => marks.filter((mark) => mark.layer === layer);

describe('parts', () => {
  it('of two with one id the first is meant, and each is shown as it is', () => {
    const [project] = view.record.projects;
    const twin = { ...project!, name: '另一个' };
    const twins = partsOf({ ...view.record, projects: [project!, twin] });
    expect(twins.get('project')?.name).toBe('取暖费');
    expect(twins.of(twin).name).toBe('另一个');
  });
});

describe('marks', () => {
  it('are one for each place: what was read from one cell is one, led by what is printed', () => {
    const value = of('value').find(({ at }) => JSON.stringify(at) === JSON.stringify([box(2, 20)]));
    expect(value?.choices).toEqual([{ kind: 'value', record: 'one', field: 'raw_value' }]);
    const level = of('value').find(({ at }) => JSON.stringify(at) === JSON.stringify([box(2, 40)]));
    expect(level?.choices.map((choice) => 'record' in choice && choice.record)).toEqual(['one', 'two']);
  });

  it('tell repairs, hands, leftovers and findings apart; what has no place has no mark', () => {
    expect(of('repair').map(({ at }) => at)).toEqual([[box(2, 20)], [box(2, 40)]]);
    expect(of('corrected')[0]?.choices).toEqual([{ kind: 'value', record: 'one', field: 'weight' }]);
    expect(of('leftover')[0]?.choices).toEqual([{ kind: 'finding', number: 1 }]);
    expect(of('warning')[0]?.choices).toEqual([{ kind: 'finding', number: 2 }]);
    expect(of('info')).toEqual([]);
  });

  it('follow each other as they stand in the document', () => {
    const order = inReadingOrder(of('value')).map(({ at: [place] }) => place);
    expect(order).toEqual([box(1, 5), box(2, 10), box(2, 20), box(2, 30), box(2, 40)]);
  });

  it('of several under the pointer, the smallest is meant, and a value before its repair', () => {
    const index = new MarkIndex(marks);
    const under = index.onPage(2).filter(({ mark }) => JSON.stringify(mark.at) === JSON.stringify([box(2, 20)]));
    expect(under.map(({ mark }) => mark.layer).sort()).toEqual(['repair', 'value', 'warning']);
    expect(meant(under)?.mark.layer).toBe('value');
    expect(meant([])).toBeUndefined();
  });
});

describe('choices', () => {
  it('come back from the address as they went into it', () => {
    const texts = fc.string({ minLength: 1 });
    const numbers = fc.integer({ min: 1, max: 1e9 });
    const choices = fc.oneof(
      fc.record({ kind: fc.constant('value' as const), record: texts, field: texts }),
      fc.record({ kind: fc.constant('record' as const), record: texts }),
      fc.record({ kind: fc.constant('finding' as const), number: numbers }),
      fc.record({ kind: fc.constant('check' as const), number: numbers }),
    );
    fc.assert(
      fc.property(choices, (choice) => {
        const query = new URLSearchParams();
        for (const [name, value] of Object.entries(queryOf(choice))) {
          if (value !== undefined) query.set(name, String(value));
        }
        expect(choiceIn(query)).toEqual(choice);
      }),
    );
    expect(choiceIn(new URLSearchParams('finding=0'))).toBeNull();
    expect(choiceIn(new URLSearchParams('check=x'))).toBeNull();
  });

  it('lead to the places in this document, and to nothing where it has no such thing', () => {
    expect(resolve({ kind: 'value', record: 'one', field: 'weight' }, view, parts)?.at).toEqual([box(2, 30)]);
    expect(resolve({ kind: 'record', record: 'project/1' }, view, parts)?.at).toEqual([]);
    expect(resolve({ kind: 'check', number: 1 }, view, parts)?.at).toEqual([box(2, 20)]);
    expect(resolve({ kind: 'finding', number: 4 }, view, parts)).toBeNull();
    expect(resolve({ kind: 'value', record: 'gone', field: 'name' }, view, parts)).toBeNull();
  });
});

describe('a line in pieces', () => {
  it('keeps its text, and each piece has the marks that cover it', () => {
    const places = fc.array(
      fc.record({ column: fc.integer({ min: 1, max: 30 }), length: fc.integer({ min: 1, max: 30 }) }),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 24 }), places, places, (text, marked, litPlaces) => {
        const at = (list: { column: number; length: number }[]) => list.map((each) => ({ line: 7, ...each }));
        const shown = at(marked).map((place, index) => ({
          mark: { layer: 'value' as const, at: [place], choices: [], index },
          nth: 0,
        }));
        const lit = { at: at(litPlaces), nth: 0, asked: 0 };
        const pieces = piecesOf(text, 7, shown, lit);
        expect(pieces.map((piece) => piece.text).join('')).toBe(text);
        for (const piece of pieces) {
          for (let i = 0; i < piece.text.length; i++) {
            const covers = ({ column, length }: { column: number; length: number }) =>
              column - 1 <= piece.from + i && piece.from + i < column - 1 + length;
            expect(piece.shown.length).toBe(marked.filter(covers).length);
            expect(piece.nth !== null).toBe(litPlaces.some(covers));
          }
        }
        expect(piecesOf(text, 8, [], lit).every(({ nth }) => nth === null)).toBe(true);
      }),
    );
  });
});

describe('blocks in pieces', () => {
  /** A table without gaps: rows of cells of which some reach down or to the right. */
  const tables = fc
    .record({
      rows: fc.integer({ min: 1, max: 4 * PART }),
      columns: fc.integer({ min: 1, max: 5 }),
      seed: fc.array(fc.nat(99), { minLength: 1 }),
    })
    .map(({ rows, columns, seed }) => {
      const taken = new Set<string>();
      const cells: Cell[] = [];
      let next = 0;
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          if (taken.has(`${row} ${column}`)) continue;
          const number = seed[next++ % seed.length]!;
          const isFree = (c: number) => c < columns && !taken.has(`${row} ${c}`);
          const columnSpan = number % 3 === 0 && isFree(column + 1) ? 2 : 1;
          const rowSpan = Math.min(rows - row, 1 + (number % 7));
          for (let r = row; r < row + rowSpan; r++) {
            for (let c = column; c < column + columnSpan; c++) taken.add(`${r} ${c}`);
          }
          cells.push({ row, column, rowSpan, columnSpan, text: '', raw: '', at: [], repairs: [] });
        }
      }
      return { kind: 'table' as const, method: 'test', rows, columns, cells, breaks: [] } satisfies Block;
    });

  it('draws each cell once, on no position twice, and cuts none', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const pieces = piecesOfBlocks([table]);
        const drawn: Cell[] = [];
        for (const piece of pieces) {
          if (piece.kind !== 'rows') throw new Error('a table is no paragraph');
          const covered = coveredColumns(piece.rows);
          piece.rows.forEach((cells, i) => {
            const row = positions(cells, table.columns, covered[i]!);
            // Where each position belongs to a cell, none is empty: no cell was cut off from those that it reaches.
            expect(row).not.toContain(null);
            expect(row.length).toBe(table.columns);
            drawn.push(...row.filter((each): each is Cell => each !== null && each !== 'covered'));
          });
        }
        expect(drawn).toEqual(table.cells);
      }),
      { numRuns: 60 },
    );
  });

  it('finds what is shown for a place that is not drawn by itself', () => {
    const paths = (...texts: string[]) => texts.map((path) => ({ path }));
    const word = paths(
      'word/document.xml#tbl[1]/tr[1]/tc[1]',
      'word/document.xml#tbl[1]/tr[1]/tc[12]',
      'word/document.xml#p[1]',
    );
    const at = (drawn: Place[], path: string) => standIn(drawn, { path });
    expect(at(word, 'word/document.xml#p[1]')).toEqual(word[2]);
    expect(at(word, 'word/document.xml#tbl[1]/tr[1]/tc[1]/p[2]')).toEqual(word[0]);
    expect(at(word, 'word/document.xml#tbl[1]')).toEqual(word[0]);
    expect(at(word, 'docProps/core.xml')).toBeNull();
    const sheets = paths('xl/表1!A1', 'xl/表1!B1', 'xl/表12!A1');
    expect(at(sheets, 'xl/表12')).toEqual(sheets[2]);
    expect(at(sheets, 'xl/表2')).toBeNull();
    expect(standIn([{ line: 1, column: 2, length: 3 }], { line: 1, column: 2, length: 3 })).not.toBeNull();
    expect(standIn([{ line: 1, column: 2, length: 3 }], { line: 1, column: 2, length: 4 })).toBeNull();
  });

  it('keeps paragraphs in their order', () => {
    const blocks = Array.from(
      { length: 3 * PART + 1 },
      (_, i): Block => ({
        kind: 'paragraph',
        text: `${i}`,
        raw: `${i}`,
        at: [],
        offsets: [],
        repairs: [],
      }),
    );
    const pieces = piecesOfBlocks(blocks);
    expect(pieces.length).toBe(4);
    expect(pieces.flatMap((piece) => (piece.kind === 'paragraphs' ? piece.blocks : []))).toEqual(blocks);
  });
});
