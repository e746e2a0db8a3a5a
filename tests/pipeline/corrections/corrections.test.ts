/** Corrections: what survives, what reopens, what is told; on a document of the corpus, through the command line. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GongkaiRecord } from '../../../normalizers/record.js';
import { Corrections, isLookedAt } from '../../../pipeline/corrections/corrections.js';
import { partsOf, readValue, textOf } from '../../../pipeline/corrections/fields.js';
import { type Correction, readCorrections } from '../../../pipeline/corrections/file.js';
import { csvLine } from '../../../pipeline/csv.js';
import { DATABASE_FILE } from '../../../pipeline/dataset/build.js';
import fc from '../../properties.js';
import { emptyRecord, hashOf, someRecords } from '../dataset-records.js';
import { query, folder as temporary } from '../dataset-workspace.js';
import { filesUnder, runCli, temporaryFolder } from '../workspace.js';

const FORM = join(
  import.meta.dirname,
  '../../../corpora/documents/cn-jilin-dehui-2024-targets-cell-lines/original.txt',
);
const HEAD = ['record_id', 'document_id', 'field', 'value', 'previous', 'who', 'when', 'why', 'evidence'];
const BY = ['李明', '2026-11-20', '与原件不符', '原件第3页'];

function correction(fields: Partial<Correction>): Correction {
  const [who, when, why, evidence] = BY as [string, string, string, string];
  const said = { who, when, why, evidence, file: 'a.csv', line: 2, problem: null, document_id: '', previous: '' };
  return { ...said, record_id: 'p1', field: 'name', value: '', ...fields };
}

/** A folder with the form, or what `text` makes of it, and the data folder that it was read into. */
async function read(text = (original: string) => original): Promise<string> {
  const folder = mkdtempSync(join(temporary, 'form-'));
  const file = join(folder, 'form.txt');
  writeFileSync(file, text(readFileSync(FORM, 'utf8')));
  const { code, stderr } = await runCli(folder, ['run', 'form.txt']);
  expect(code, stderr).toBe(0);
  return folder;
}
let unchanged: Promise<string> | undefined;

/** A data folder with the form read: a copy of the one that was read first, where the text is as it was. */
async function readForm(text?: (original: string) => string) {
  unchanged ??= read();
  const folder = temporaryFolder();
  cpSync(await (text ? read(text) : unchanged), folder, { recursive: true });
  const data = join(folder, 'gongkai-data');
  const dataset = (sql: string) => query(sql, join(data, 'dataset', DATABASE_FILE));
  const write = (...rows: string[][]) => {
    mkdirSync(join(data, 'corrections'), { recursive: true });
    writeFileSync(join(data, 'corrections', 'mine.csv'), [HEAD, ...rows].map(csvLine).join(''));
  };
  return { folder, data, dataset, write };
}

const INDICATOR = `
  SELECT i.*, r.raw FROM indicators i JOIN readings r ON r.record_id = i.id AND r.field = 'value'
  WHERE i.value IS NOT NULL AND i.raw_value = r.raw AND length(i.name) > 6 AND i.unit IS NOT NULL
    AND NOT contains(i.name, '率') ORDER BY i.ordinal LIMIT 1`;

describe('a correction', () => {
  it('replaces a value in the dataset and for the checks, is marked, and leaves the record on disk alone', async () => {
    const { folder, data, dataset, write } = await readForm();
    const records = filesUnder(join(data, 'records'));
    const [indicator] = await dataset(INDICATOR);
    const { id, raw, document_id: document } = indicator as Record<string, string>;
    write([id!, document!, 'value', '4711', raw!, ...BY]);
    const { code, stderr } = await runCli(folder, ['build']);
    expect(code).toBe(0);
    expect(stderr).toContain('1 applied');
    expect(await dataset(`SELECT value::DOUBLE AS value FROM indicators WHERE id = '${id}'`)).toEqual([
      { value: 4711 },
    ]);
    const [reading] = await dataset(
      `SELECT raw, value, repairs FROM readings WHERE record_id = '${id}' AND field = 'value'`,
    );
    expect(reading).toMatchObject({
      raw,
      value: '4711',
      repairs: expect.stringContaining('corrected by 李明 on 2026-11-20: 与原件不符'),
    });
    expect(await dataset('SELECT state, record_id, record_type, read_raw, corrected_by FROM corrections')).toEqual([
      { state: 'applied', record_id: id, record_type: 'indicator', read_raw: raw, corrected_by: '李明' },
    ]);
    expect(filesUnder(join(data, 'records'))).toEqual(records);
    const [total] = await dataset(`SELECT p.id, r.raw FROM projects p JOIN readings r
      ON r.record_id = p.id AND r.field = 'budget_total_wan' WHERE p.budget_total_wan > 0 ORDER BY p.ordinal LIMIT 1`);
    const before = await runCli(folder, ['check', '--format', 'csv', '--failed-only', '--rule', 'A01,A05']);
    write([String(total!.id), '', 'budget_total_wan', '99999', String(total!.raw), ...BY]);
    const after = await runCli(folder, ['check', '--format', 'csv', '--failed-only', '--rule', 'A01,A05']);
    expect(before.stdout).not.toContain('99999');
    expect(after.stdout).toContain('99999');
  });

  it('survives that the form is put in another order and published anew, as other bytes', async () => {
    const first = await readForm();
    const [indicator] = await first.dataset(INDICATOR);
    const { id, raw, name, document_id: document } = indicator as Record<string, string>;
    // The blocks of the document, the last first.
    const second = await readForm(reordered);
    const [moved] = await second.dataset(`SELECT document_id, ordinal, name FROM indicators WHERE id = '${id}'`);
    expect(moved!.name).toBe(name);
    expect(moved!.document_id).not.toBe(document);
    expect(moved!.ordinal).not.toBe(indicator!.ordinal);
    second.write([id!, document!, 'value', '4711', raw!, ...BY]);
    await runCli(second.folder, ['build']);
    expect(await second.dataset('SELECT state, document_id FROM corrections')).toEqual([
      { state: 'applied', document_id: moved!.document_id },
    ]);
    expect(await second.dataset(`SELECT value::DOUBLE AS value FROM indicators WHERE id = '${id}'`)).toEqual([
      { value: 4711 },
    ]);
  });

  it('survives another version of the reading, whatever that did to the rest of the record', async () => {
    const { folder, data, dataset, write } = await readForm();
    const [indicator] = await dataset(INDICATOR);
    const { id, raw } = indicator as Record<string, string>;
    write([id!, '', 'value', '4711', raw!, ...BY]);
    // As another extractor would read it: white space in what is raw, another unit, the projects the other way round.
    for (const [path, text] of filesUnder(join(data, 'records'))) {
      const record = JSON.parse(text) as GongkaiRecord;
      record.projects.reverse();
      for (const { fields } of partsOf(record)) {
        if ('unit' in fields) fields.unit = '另';
        for (const evidence of Object.values(fields.evidence)) evidence.raw = [...evidence.raw].join(' ');
      }
      writeFileSync(join(data, 'records', path), JSON.stringify(record));
    }
    await runCli(folder, ['build']);
    expect(await dataset('SELECT state FROM corrections')).toEqual([{ state: 'applied' }]);
    expect(await dataset(`SELECT value::DOUBLE AS value, unit FROM indicators WHERE id = '${id}'`)).toEqual([
      { value: 4711, unit: '另' },
    ]);
  });

  it('is reopened as a finding with both values when the printed value changed, and not applied', async () => {
    const first = await readForm();
    const [indicator] = await first.dataset(INDICATOR);
    const { id, raw, name } = indicator as Record<string, string>;
    const digits = /\d+/.exec(raw!)![0];
    const changed = raw!.replace(digits, `${digits}7`);
    const second = await readForm((text) => replaceAfter(text, name!, raw!, changed));
    const [now] = await second.dataset(`SELECT value::DOUBLE AS value FROM indicators WHERE id = '${id}'`);
    expect(now!.value).toBe(Number(`${digits}7`));
    second.write([id!, '', 'value', '4711', raw!, ...BY]);
    const { code, stderr } = await runCli(second.folder, ['build']);
    expect(code).toBe(0);
    expect(stderr).toContain('correction reopened');
    expect(await second.dataset(`SELECT value::DOUBLE AS value FROM indicators WHERE id = '${id}'`)).toEqual([now]);
    expect(
      await second.dataset(`SELECT severity, record_id, actual, expected, place IS NOT NULL AS placed
        FROM findings WHERE code = 'correction/reopened'`),
    ).toEqual([{ severity: 'warning', record_id: id, actual: changed, expected: raw, placed: true }]);
  });

  it('of an unknown record, of no use or unreadable is listed, and costs nothing else', async () => {
    const { folder, data, dataset, write } = await readForm();
    const [indicator] = await dataset(INDICATOR);
    const { id, raw } = indicator as Record<string, string>;
    write(
      ['0123456789abcdef0123', '', 'value', '1', '2', ...BY],
      [id!, '', 'value', 'viel', raw!, ...BY],
      [id!, '', 'operator', '≈', '', ...BY],
      [id!, '', 'colour', 'red', '', ...BY],
      [id!, '', 'id', 'x', id!, ...BY],
      [id!, '', 'deadline', '2024-13', '', ...BY],
      [id!, '', 'value', '5', raw!, '', '2026-11-20', 'why', ''],
      [id!, '', 'value', '4711', raw!, ...BY],
    );
    writeFileSync(join(data, 'corrections', 'broken.csv'), `${HEAD.join(',')}\r\n"never closed,1,2`);
    writeFileSync(join(data, 'corrections', 'other.csv'), 'a,b\r\n1,2\r\n');
    const { code } = await runCli(folder, ['build']);
    expect(code).toBe(0);
    const rows = await dataset(
      "SELECT state, file, line, reason FROM corrections WHERE file = 'mine.csv' ORDER BY line",
    );
    expect(rows.map(({ state }) => state)).toEqual([
      'unknown-record',
      ...['invalid', 'invalid', 'invalid', 'invalid', 'invalid', 'invalid'],
      'applied',
    ]);
    expect(rows.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(rows[6]!.reason).toContain('who');
    const ofFiles = await dataset("SELECT state, file FROM corrections WHERE file <> 'mine.csv' ORDER BY file");
    expect(new Set(ofFiles.map(({ state }) => state))).toEqual(new Set(['invalid']));
    expect(new Set(ofFiles.map(({ file }) => file))).toEqual(new Set(['broken.csv', 'other.csv']));
    const findings = await dataset("SELECT count(*)::INTEGER AS n FROM findings WHERE code = 'correction/invalid'");
    expect(findings).toEqual([{ n: 5 }]);
  });
});

describe('the files', () => {
  it('are read as Excel and people save them: GB18030, semicolons, a byte order mark', async () => {
    const data = temporaryFolder();
    mkdirSync(join(data, 'corrections'));
    const rows = `${HEAD.join(';')}\n1234;;name;甲;"乙;丙";王;2026-01-02;错字;\n`;
    // 甲 乙 丙 王 错字 in GB18030.
    const gb: Record<string, number[]> = {
      甲: [0xbc, 0xd7],
      乙: [0xd2, 0xd2],
      丙: [0xb1, 0xfb],
      王: [0xcd, 0xf5],
      错: [0xb4, 0xed],
      字: [0xd7, 0xd6],
    };
    const bytes = Buffer.from([...rows].flatMap((character) => gb[character] ?? [character.charCodeAt(0)]));
    writeFileSync(join(data, 'corrections', 'gb.csv'), bytes);
    writeFileSync(join(data, 'corrections', 'bom.csv'), `\uFEFF${rows.replace('2026-01-02', '2026-01-01')}`);
    const read = await readCorrections(data);
    expect(
      read.map(({ file, value, previous, who, why, problem }) => [file, value, previous, who, why, problem]),
    ).toEqual([
      ['bom.csv', '甲', '乙;丙', '王', '错字', null],
      ['gb.csv', '甲', '乙;丙', '王', '错字', null],
    ]);
  });
});

describe('Corrections', () => {
  const project = (record: GongkaiRecord, name: string) => {
    const statistic = {
      id: 's1',
      seq: 1,
      metric: 'm',
      label: name,
      value: 3,
      unit: '个',
      fiscal_year: 2024,
      quote: 'q',
    };
    record.statistics.push({ ...statistic, evidence: { value: { raw: '３ 个', at: [] } } });
    return record;
  };
  const states = (corrections: Corrections) => [...corrections.outcomes()].map(({ state }) => state);

  it('of two that hold the later one counts, and none is left open', () => {
    const of = (value: string, previous: string, line: number) =>
      correction({ record_id: 's1', field: 'value', value, previous, line });
    const corrections = new Corrections([of('4', '3个', 2), of('5', '3', 3), of('6', '9', 4)]);
    const record = corrections.correct(project(emptyRecord('a'), '项目'));
    expect(record.statistics[0]!.value).toBe(5);
    expect(states(corrections)).toEqual(['superseded', 'applied', 'superseded']);
    expect(record.findings).toEqual([]);
  });

  it('what the reading got right by itself needs none', () => {
    const corrections = new Corrections([correction({ record_id: 's1', field: 'value', value: '3', previous: '8' })]);
    const given = project(emptyRecord('a'), '项目');
    expect(corrections.correct(given)).toEqual(given);
    expect(states(corrections)).toEqual(['not-needed']);
  });

  it('of the value that is read, by somebody who saw it, accepts it: marked, and no value changed', () => {
    const of = (value: string, previous: string, line = 2) =>
      new Corrections([correction({ record_id: 's1', field: 'value', value, previous, line })]);
    const given = project(emptyRecord('a'), '项目');
    for (const previous of ['3', '3个']) {
      const corrections = of('3.0', previous);
      const [accepted] = corrections.correct(given).statistics;
      expect(states(corrections)).toEqual(['accepted']);
      const { repairs = [], ...evidence } = accepted!.evidence.value!;
      expect(repairs.at(-1)).toMatch(/^accepted by /);
      expect(isLookedAt({ ...evidence, repairs })).toBe(true);
      expect({ ...accepted, evidence: given.statistics[0]!.evidence }).toEqual(given.statistics[0]);
    }
    // Later somebody corrects it after all, and somebody else takes that back.
    const [first, second, third] = [of('3', '3'), of('4', '3', 3), of('3', '3个', 4)].map(
      (each) => [...each.outcomes()][0]!.correction,
    );
    const all = new Corrections([first!, second!, third!]);
    expect(all.correct(given).statistics[0]!.value).toBe(3);
    expect(states(all)).toEqual(['superseded', 'superseded', 'accepted']);
  });

  it('fills what nothing was read for, empties what should not be there, and reaches a document by its hash', () => {
    const corrections = new Corrections([
      correction({ record_id: 's1', field: 'unit', value: '(none)', previous: '个' }),
      correction({ record_id: hashOf('a'), field: 'published_on', value: '2024/9/30', previous: '' }),
      correction({ record_id: hashOf('a'), field: 'kinds', value: 'project_listing|management_report', previous: '' }),
      correction({ record_id: hashOf('a'), field: 'title', value: 'b', previous: 'a' }),
    ]);
    const { document, statistics } = corrections.correct(project(emptyRecord('a'), '项目'));
    expect(statistics[0]!.unit).toBeNull();
    expect(document).toMatchObject({ published_on: '2024-09-30', kinds: ['project_listing', 'management_report'] });
    expect(document.title).toBeNull();
    expect(states(corrections)).toEqual(['applied', 'applied', 'applied', 'reopened']);
  });

  it('never changes the record given, nor any field but the one named', () => {
    fc.assert(
      fc.property(someRecords, fc.nat(), fc.nat(), fc.string(), (records, i, j, value) => {
        for (const record of records) {
          const before = structuredClone(record);
          const parts = [...partsOf(record)];
          const part = parts[i % parts.length]!;
          const fields = Object.keys(part.fields);
          const field = fields[j % fields.length]!;
          const previous = part.fields.evidence[field]?.raw ?? textOf(part.fields[field]);
          const corrections = new Corrections([correction({ record_id: part.id, field, value, previous })]);
          const after = corrections.correct(record);
          expect(record).toEqual(before);
          const [outcome] = [...corrections.outcomes()];
          if (outcome!.state !== 'applied') expect({ ...after, findings: [] }).toEqual({ ...before, findings: [] });
          else {
            const changed = [...partsOf(after)].filter(
              (each, at) => JSON.stringify(shallow(each.fields)) !== JSON.stringify(shallow(parts[at]!.fields)),
            );
            expect(changed.map(({ id }) => id)).toEqual([part.id]);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('what a person writes', () => {
  it.each([
    ['listing', 'amount_wan', '60,000.50', 60000.5],
    ['evaluation', 'execution_rate_pct', '９５％', 95],
    ['indicator', 'operator', '>=', '>='],
    ['indicator', 'deadline', '2024年9月', '2024-09'],
    ['project', 'fiscal_year', '2024', 2024],
    ['project', 'department_code', '001', '001'],
    ['evaluation', 'dimension_scores.0.score', '18.5', 18.5],
    ['evaluation', 'grade', '(none)', null],
  ] as const)('%s.%s: %s', (type, field, written, value) => {
    expect(readValue(type, field, written)).toEqual({ value });
  });

  it.each([
    ['project', 'fiscal_year', '2024.5'],
    ['evaluation', 'grade', '优秀'],
    ['document', 'published_on', '2024-02-30'],
    ['document', 'kinds', 'project_listing|poem'],
    ['statistic', 'quote', '(none)'],
    ['project', 'indicators', 'x'],
    ['project', '__proto__', 'x'],
    ['listing', 'amount_wan', '1e400'],
  ] as const)('%s.%s refuses %s', (type, field, written) => {
    expect(readValue(type, field, written)).toHaveProperty('problem');
  });
});

function shallow(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => !['tasks', 'indicators', 'facts'].includes(name)),
  );
}

/** The text with its forms in the opposite order; each begins at its first label. */
function reordered(text: string): string {
  const starts = [...text.matchAll(/^\t项目名称$/gm)].map(({ index }) => index);
  expect(starts.length).toBeGreaterThan(1);
  const head = text.slice(0, starts[0]);
  const forms = starts.map((start, i) => text.slice(start, starts[i + 1] ?? text.length));
  return (
    head +
    forms
      .map((form) => (form.endsWith('\n') ? form : `${form}\n`))
      .reverse()
      .join('')
  );
}

/** Replaces a text at its first occurrence after another one. */
function replaceAfter(text: string, after: string, from: string, to: string): string {
  const at = text.indexOf(from, text.indexOf(after.slice(0, 6)));
  expect(at).toBeGreaterThan(-1);
  return text.slice(0, at) + to + text.slice(at + from.length);
}
