#!/usr/bin/env node
// biome-ignore-all lint/suspicious/useIterableCallbackReturn: kept as it was handed over
// Copied from the scorer handed over with the project (shared/icdar2013/score.mjs), unchanged but for this note and the
// layout. It came without a licence of its own. The measure is that of the ICDAR 2013 table competition.
// score.mjs - scores table extraction against two kinds of ground truth.
//
//   node score.mjs --gt DIR --pred DIR [--json FILE] [--docs]
//       DIR of ICDAR-2013 "*-str.xml" files; prints one summary line.
//   node score.mjs --cases cases.json --pred DIR [--json FILE] [--docs]
//       expected-CSV cases (see scoreCase).
//
// A prediction is one JSON file per PDF, "<pdf name without .pdf>.json":
//   { "tables": [ { "page": 1, "rows": [["a", null, "b"], ...] } ] }
// or, where merged cells are known, cells in place of rows:
//   { "page": 1, "cells": [ {"row":0,"col":0,"rowSpan":1,"colSpan":2,"text":"a"} ] }
// Pages count from 1. Tables that an extractor stitches across pages must be
// given as one piece per page: that is how the ground truth holds them.
//
// The measure for -str.xml files is that of the ICDAR 2013 table competition
// (Goebel, Hassan, Oro, Orsi): each table becomes a list of adjacency
// relations, (text, text, direction, blank cells between), one for every pair
// of non-blank cells that are nearest neighbours in a row or in a column. The
// relations found are compared with those expected as multisets.
// Node built-ins only.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

// ---------------------------------------------------------------- text

/** Text as compared for relations: no white space, no case, letters and digits
 *  as they are, every other character "_" (so quote and dash styles do not
 *  matter, but "5", "-5" and "(5)" stay different). Runs of three or more
 *  dots (leaders) are dropped. */
export function normalizeText(s) {
  return String(s ?? '')
    .normalize('NFKC')
    .replace(/[\s\p{C}]+/gu, '') // white space, controls, zero-width, soft hyphen
    .replace(/[.\u00b7\u2022]{3,}/g, '')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}\p{M}]/gu, '_');
}

/** Text as compared for expected-CSV cells: only white space is forgiven. */
export function exactText(s) {
  return String(s ?? '')
    .normalize('NFKC')
    .replace(/[\s\p{C}]+/gu, '');
}

// ---------------------------------------------------------------- tables

/** Any accepted table form -> list of {row, col, rowSpan, colSpan, text}. */
export function toCells(table) {
  if (table.cells) {
    return table.cells.map((c) => ({
      row: c.row,
      col: c.col,
      rowSpan: c.rowSpan ?? 1,
      colSpan: c.colSpan ?? 1,
      text: c.text ?? '',
    }));
  }
  const out = [];
  (table.rows ?? []).forEach((r, row) =>
    r.forEach((text, col) => {
      if (text !== null && text !== undefined && text !== '') out.push({ row, col, rowSpan: 1, colSpan: 1, text });
    }),
  );
  return out;
}

/** List of cells -> rows of text; a merged cell's text stands in its first position. */
export function toRows(table) {
  const cells = toCells(table);
  const nRows = cells.reduce((m, c) => Math.max(m, c.row + c.rowSpan), 0);
  const nCols = cells.reduce((m, c) => Math.max(m, c.col + c.colSpan), 0);
  const rows = Array.from({ length: nRows }, () => new Array(nCols).fill(''));
  for (const c of cells) rows[c.row][c.col] = c.text;
  return rows;
}

/** Adjacency relations of one table: array of keys "dir|blanks|from|to".
 *  With countBlanks false the number of blank cells between is left out. */
export function relations(table, { countBlanks = true } = {}) {
  const cells = toCells(table)
    .map((c) => ({ ...c, norm: normalizeText(c.text) }))
    .filter((c) => c.norm !== '');
  // grid.get(row).get(col) = index of the cell that covers the position
  const byRow = new Map();
  const byCol = new Map();
  cells.forEach((c, i) => {
    for (let r = c.row; r < c.row + c.rowSpan; r++) {
      for (let k = c.col; k < c.col + c.colSpan; k++) {
        if (!byRow.has(r)) byRow.set(r, new Map());
        if (!byCol.has(k)) byCol.set(k, new Map());
        byRow.get(r).set(k, i);
        byCol.get(k).set(r, i);
      }
    }
  });
  const out = [];
  const seen = new Set(); // two cells side by side over several rows are one relation
  const walk = (lines, dir) => {
    for (const line of lines.values()) {
      const positions = [...line.keys()].sort((a, b) => a - b);
      for (let p = 1; p < positions.length; p++) {
        const from = line.get(positions[p - 1]);
        const to = line.get(positions[p]);
        if (from === to) continue;
        const id = `${dir}|${from}|${to}`;
        if (seen.has(id)) continue;
        seen.add(id);
        const blanks = countBlanks ? positions[p] - positions[p - 1] - 1 : '';
        out.push(`${dir}|${blanks}|${cells[from].norm}|${cells[to].norm}`);
      }
    }
  };
  walk(byRow, 'H');
  walk(byCol, 'V');
  return out;
}

const countOf = (list) => {
  const m = new Map();
  for (const k of list) m.set(k, (m.get(k) ?? 0) + 1);
  return m;
};

/** Size of the multiset intersection. */
export function common(a, b) {
  const m = countOf(a);
  let n = 0;
  for (const k of b) {
    const left = m.get(k) ?? 0;
    if (left > 0) {
      n++;
      m.set(k, left - 1);
    }
  }
  return n;
}

export function prf(correct, found, expected) {
  const p = found > 0 ? correct / found : 0;
  const r = expected > 0 ? correct / expected : 0;
  return { p, r, f1: p + r > 0 ? (2 * p * r) / (p + r) : 0 };
}

// ---------------------------------------------------------------- ICDAR 2013

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescapeXml = (s) =>
  s.replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, '$1').replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (all, e) => {
    if (e[0] !== '#') return ENTITIES[e] ?? all;
    return String.fromCodePoint(e[1] === 'x' || e[1] === 'X' ? parseInt(e.slice(2), 16) : parseInt(e.slice(1), 10));
  });
const attributes = (s) => {
  const a = {};
  for (const m of s.matchAll(/([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) a[m[1]] = m[2] ?? m[3];
  return a;
};

/** "-str.xml" text -> [{ page, pages, cells, boxes }]. A table of several
 *  regions becomes one grid: col-increment and row-increment are where the
 *  region starts in it. */
export function parseStrXml(xml) {
  const tables = [];
  for (const t of xml.matchAll(/<table\b[^>]*>([\s\S]*?)<\/table>/g)) {
    const table = { page: 0, pages: [], cells: [], boxes: [] };
    for (const g of t[1].matchAll(/<region\b([^>]*)>([\s\S]*?)<\/region>/g)) {
      const ga = attributes(g[1]);
      const page = Number(ga.page);
      if (!table.pages.includes(page)) table.pages.push(page);
      const dRow = Number(ga['row-increment'] ?? 0);
      const dCol = Number(ga['col-increment'] ?? 0);
      for (const c of g[2].matchAll(/<cell\b([^>]*)>([\s\S]*?)<\/cell>/g)) {
        const a = attributes(c[1]);
        const row = Number(a['start-row']);
        const col = Number(a['start-col']);
        const endRow = Number(a['end-row'] ?? a['row-end'] ?? row); // "col-end" occurs once, a slip
        const endCol = Number(a['end-col'] ?? a['col-end'] ?? col);
        const text = unescapeXml(/<content>([\s\S]*?)<\/content>/.exec(c[2])?.[1] ?? '');
        const b = /<bounding-box\b([^>]*)>/.exec(c[2]);
        const box = b ? attributes(b[1]) : null;
        table.cells.push({
          row: row + dRow,
          col: col + dCol,
          rowSpan: endRow - row + 1,
          colSpan: endCol - col + 1,
          text,
        });
        table.boxes.push(box ? { page, x1: +box.x1, y1: +box.y1, x2: +box.x2, y2: +box.y2 } : null);
      }
    }
    table.page = table.pages[0];
    tables.push(table);
  }
  return tables;
}

/** Pairs expected with found tables, one to one, on the same page, the pair
 *  that shares most relations first. Returns pairs [expected, found, shared]. */
export function matchTables(expected, found) {
  const candidates = [];
  expected.forEach((e, i) =>
    found.forEach((f, j) => {
      if (!e.pages.includes(f.page)) return;
      const shared = common(e.rel, f.rel);
      // with no relation shared, common cell texts still tell which table is meant
      const words = shared > 0 ? 0 : common(e.words, f.words) / (e.words.length + f.words.length + 1);
      if (shared + words > 0) candidates.push([i, j, shared, shared + words]);
    }),
  );
  candidates.sort((x, y) => y[3] - x[3] || x[0] - y[0] || x[1] - y[1]);
  const usedE = new Set();
  const usedF = new Set();
  const pairs = [];
  for (const [i, j, shared] of candidates) {
    if (usedE.has(i) || usedF.has(j)) continue;
    usedE.add(i);
    usedF.add(j);
    pairs.push([i, j, shared]);
  }
  return pairs;
}

/** Scores the tables found in one document. Relations of found tables that
 *  match no expected table count as wrong; so do those of expected tables not
 *  found as missed. `pooled` forgets table limits: all relations of a page
 *  together (an extractor that cuts one table in two loses only the relations
 *  across the cut). `loose` is as the main figure, but does not compare the
 *  number of blank cells between neighbours. */
export function scoreDocument(expectedTables, foundTables) {
  const prepare = (t, countBlanks) => ({
    pages: t.pages ?? [t.page],
    page: t.page,
    rel: relations(t, { countBlanks }),
    words: toCells(t)
      .map((c) => normalizeText(c.text))
      .filter(Boolean),
  });
  const run = (countBlanks) => {
    const e = expectedTables.map((t) => prepare(t, countBlanks));
    const f = foundTables.map((t) => prepare(t, countBlanks)).filter((t) => t.words.length > 0);
    const pairs = matchTables(e, f);
    const correct = pairs.reduce((n, x) => n + x[2], 0);
    const nFound = f.reduce((n, t) => n + t.rel.length, 0);
    const nExpected = e.reduce((n, t) => n + t.rel.length, 0);
    return { e, f, pairs, correct, found: nFound, expected: nExpected, ...prf(correct, nFound, nExpected) };
  };
  const strict = run(true);
  const loose = run(false);
  let pooled = 0;
  const pages = new Set(strict.e.flatMap((t) => t.pages));
  for (const page of pages) {
    pooled += common(
      strict.e.filter((t) => t.pages[0] === page).flatMap((t) => t.rel),
      strict.f.filter((t) => t.page === page).flatMap((t) => t.rel),
    );
  }
  const perTable = strict.e.map((t) => ({ page: t.pages[0], expected: t.rel.length, found: 0, correct: 0 }));
  for (const [i, j, shared] of strict.pairs) {
    perTable[i].found = strict.f[j].rel.length;
    perTable[i].correct = shared;
  }
  const { e, f, pairs, ...strictFigures } = strict;
  const { e: _e, f: _f, pairs: _p, ...looseFigures } = loose;
  return {
    ...strictFigures,
    loose: looseFigures,
    pooled: { correct: pooled, ...prf(pooled, strict.found, strict.expected) },
    tables: {
      expected: e.length,
      found: f.length,
      matched: pairs.length,
      perfect: perTable.filter((t) => t.expected > 0 && t.correct === t.expected && t.found === t.expected).length,
    },
    perTable,
  };
}

/** Mean of per-document F1 with a 95 % bootstrap interval over documents. */
export function meanWithInterval(values, rounds = 2000) {
  const mean = (v) => v.reduce((a, b) => a + b, 0) / (v.length || 1);
  let seed = 12345; // fixed, so that reports can be compared
  const random = () => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed / 2147483648;
  };
  const means = [];
  for (let i = 0; i < rounds; i++) means.push(mean(values.map(() => values[Math.floor(random() * values.length)])));
  means.sort((a, b) => a - b);
  return { mean: mean(values), low: means[Math.floor(rounds * 0.025)], high: means[Math.floor(rounds * 0.975)] };
}

const readPrediction = (dir, name) => {
  const file = join(dir, `${name}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')).tables ?? []) : [];
};

/** All documents of a folder of "-str.xml" files. Where a document has two
 *  ground truths ("us-011a", "us-011b": both readings are right) the one the
 *  prediction comes nearer to counts. */
export function scoreIcdar(gtDir, predDir) {
  const names = readdirSync(gtDir)
    .filter((f) => f.endsWith('-str.xml'))
    .map((f) => f.slice(0, -8))
    .sort();
  const have = new Set(names);
  const docs = [];
  for (const name of names) {
    if (name.endsWith('b') && have.has(`${name.slice(0, -1)}a`)) continue;
    const variants = [name];
    if (name.endsWith('a') && have.has(`${name.slice(0, -1)}b`)) variants.push(`${name.slice(0, -1)}b`);
    const found = readPrediction(predDir, name);
    let best = null;
    for (const v of variants) {
      const s = scoreDocument(parseStrXml(readFileSync(join(gtDir, `${v}-str.xml`), 'utf8')), found);
      if (!best || s.f1 > best.f1) best = { name, variant: v, ...s };
    }
    docs.push(best);
  }
  const total = (get) => docs.reduce((n, d) => n + get(d), 0);
  const expected = total((d) => d.expected);
  return {
    documents: docs.length,
    macroF1: meanWithInterval(docs.map((d) => d.f1)),
    macroF1Loose: docs.reduce((n, d) => n + d.loose.f1, 0) / docs.length,
    macroF1Pooled: docs.reduce((n, d) => n + d.pooled.f1, 0) / docs.length,
    micro: prf(
      total((d) => d.correct),
      total((d) => d.found),
      expected,
    ),
    microLoose: prf(
      total((d) => d.loose.correct),
      total((d) => d.loose.found),
      total((d) => d.loose.expected),
    ),
    microPooled: prf(
      total((d) => d.pooled.correct),
      total((d) => d.found),
      expected,
    ),
    tables: {
      expected: total((d) => d.tables.expected),
      found: total((d) => d.tables.found),
      matched: total((d) => d.tables.matched),
      perfect: total((d) => d.tables.perfect),
    },
    docs,
  };
}

// ---------------------------------------------------------------- expected CSV

/** RFC 4180 text -> rows. */
export function parseCsv(text) {
  const rows = [];
  let row = [];
  let field = '';
  let quoted = false;
  const s = text.replace(/^\ufeff/, '');
  for (let i = 0; i < s.length; i++) {
    const ch = s[i];
    if (quoted) {
      if (ch !== '"') field += ch;
      else if (s[i + 1] === '"') {
        field += '"';
        i++;
      } else quoted = false;
    } else if (ch === '"') quoted = true;
    else if (ch === ',') {
      row.push(field);
      field = '';
    } else if (ch === '\n' || ch === '\r') {
      if (ch === '\r' && s[i + 1] === '\n') i++;
      row.push(field);
      rows.push(row);
      row = [];
      field = '';
    } else field += ch;
  }
  if (field !== '' || row.length > 0) {
    row.push(field);
    rows.push(row);
  }
  return rows;
}

/** Best pairing in order of two lists (as in a diff) for a given gain(i, j). */
function alignLists(n, m, gain) {
  const best = Array.from({ length: n + 1 }, () => new Float64Array(m + 1));
  const g = Array.from({ length: n }, (_, i) => Float64Array.from({ length: m }, (_x, j) => gain(i, j)));
  for (let i = n - 1; i >= 0; i--) {
    for (let j = m - 1; j >= 0; j--) {
      best[i][j] = Math.max(best[i + 1][j], best[i][j + 1], g[i][j] > 0 ? best[i + 1][j + 1] + g[i][j] : 0);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < n && j < m; ) {
    if (g[i][j] > 0 && best[i][j] === best[i + 1][j + 1] + g[i][j]) pairs.push([i++, j++]);
    else if (best[i][j] === best[i + 1][j]) i++;
    else j++;
  }
  return pairs;
}

const compact = (rows) => {
  // without rows and columns that are wholly blank
  const t = rows.map((r) => r.map(exactText)).filter((r) => r.some((c) => c !== ''));
  const width = t.reduce((m, r) => Math.max(m, r.length), 0);
  const keep = [];
  for (let k = 0; k < width; k++) if (t.some((r) => (r[k] ?? '') !== '')) keep.push(k);
  return t.map((r) => keep.map((k) => r[k] ?? ''));
};

/** Cells of `found` that stand, with the very same text, in the right row and
 *  column of `expected`. Rows and columns are first paired in order, so that a
 *  title row or a surplus column costs its own cells only. */
export function exactCells(expectedRows, foundRows) {
  const e = compact(expectedRows);
  const f = compact(foundRows);
  const count = (t) => t.reduce((n, r) => n + r.filter((c) => c !== '').length, 0);
  const out = { expected: count(e), found: count(f), correct: 0 };
  if (out.expected === 0 || out.found === 0) return out;
  const column = (t, k) => t.map((r) => r[k]).filter((c) => c !== '');
  const eCols = e[0].map((_, k) => column(e, k));
  const fCols = f[0].map((_, k) => column(f, k));
  const cols = alignLists(eCols.length, fCols.length, (i, j) => common(eCols[i], fCols[j]));
  const equal = (i, j) => cols.reduce((n, [a, b]) => n + (e[i][a] !== '' && e[i][a] === f[j][b] ? 1 : 0), 0);
  for (const [i, j] of alignLists(e.length, f.length, equal)) out.correct += equal(i, j);
  return out;
}

/** One case: { id, pdf, pages, tables: [csv files or rows], wholePage, origin }.
 *  Expected and found tables are paired one to one, best first. Further tables
 *  found on those pages count as wrong only if the case says that it expects
 *  all there is on the page (wholePage). */
export function scoreCase(c, foundTables, baseDir = '.') {
  const expected = c.tables.map((t) => (Array.isArray(t) ? t : parseCsv(readFileSync(resolve(baseDir, t), 'utf8'))));
  const found = foundTables.filter((t) => c.pages.includes(t.page)).map(toRows);
  const all = [];
  expected.forEach((e, i) => found.forEach((f, j) => all.push([i, j, exactCells(e, f)])));
  all.sort((x, y) => y[2].correct - x[2].correct || x[2].found - y[2].found);
  const usedE = new Set();
  const usedF = new Set();
  const sum = { expected: 0, found: 0, correct: 0 };
  for (const [i, j, s] of all) {
    if (usedE.has(i) || usedF.has(j)) continue;
    usedE.add(i);
    usedF.add(j);
    sum.correct += s.correct;
    sum.found += s.found;
  }
  expected.forEach((e) => {
    sum.expected += exactCells(e, []).expected;
  });
  if (c.wholePage)
    found.forEach((f, j) => {
      if (!usedF.has(j)) sum.found += exactCells([], f).found;
    });
  return { id: c.id, origin: c.origin, ...sum, ...prf(sum.correct, sum.found, sum.expected) };
}

export function scoreCases(casesFile, predDir) {
  const cases = JSON.parse(readFileSync(casesFile, 'utf8'));
  const results = cases.map((c) => scoreCase(c, readPrediction(predDir, basename(c.pdf, '.pdf')), dirname(casesFile)));
  const origins = [...new Set(results.map((r) => r.origin))];
  const mean = (list) => list.reduce((n, r) => n + r.f1, 0) / (list.length || 1);
  return {
    cases: results.length,
    macroF1: mean(results),
    byOrigin: Object.fromEntries(origins.map((o) => [o, mean(results.filter((r) => r.origin === o))])),
    perfect: results.filter((r) => r.f1 === 1).length,
    results,
  };
}

// ---------------------------------------------------------------- command line

const pct = (x) => x.toFixed(3);

if (process.argv[1] && fileURLToPath(import.meta.url) === resolve(process.argv[1])) {
  const args = process.argv.slice(2);
  const opt = (name) => {
    const i = args.indexOf(name);
    return i >= 0 ? args[i + 1] : undefined;
  };
  const pred = opt('--pred');
  if (!pred || (!opt('--gt') && !opt('--cases'))) {
    console.error('usage: score.mjs (--gt DIR | --cases FILE) --pred DIR [--json FILE] [--docs]');
    process.exit(2);
  }
  const result = opt('--gt') ? scoreIcdar(opt('--gt'), pred) : scoreCases(opt('--cases'), pred);
  if (args.includes('--docs')) {
    for (const d of result.docs ?? result.results) {
      console.log(
        `${(d.name ?? d.id).padEnd(34)} P ${pct(d.p)} R ${pct(d.r)} F1 ${pct(d.f1)}  ${d.correct}/${d.found}/${d.expected}`,
      );
    }
  }
  if (opt('--gt')) {
    const { macroF1: m, micro, tables } = result;
    console.log(
      `docs ${result.documents}  macro-F1 ${pct(m.mean)} [${pct(m.low)}, ${pct(m.high)}]  micro P ${pct(micro.p)} R ${pct(micro.r)} F1 ${pct(micro.f1)}` +
        `  loose F1 ${pct(result.microLoose.f1)}  pooled F1 ${pct(result.microPooled.f1)}` +
        `  tables ${tables.matched}/${tables.expected} found ${tables.found} perfect ${tables.perfect}`,
    );
  } else {
    const o = Object.entries(result.byOrigin)
      .map(([k, v]) => `${k} ${pct(v)}`)
      .join('  ');
    console.log(`cases ${result.cases}  macro cell-F1 ${pct(result.macroF1)}  (${o})  perfect ${result.perfect}`);
  }
  if (opt('--json')) writeFileSync(opt('--json'), JSON.stringify(result, null, 1));
}
