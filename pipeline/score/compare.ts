/**
 * How well a record agrees with the truth: fields right, expected and spurious, for each kind of record.
 *
 * Only fields that the golden names are compared. A field counts where the golden or the record has a value: null on
 * both sides is neither right nor wrong. Rows are matched in order, so that one missing row costs its own fields only.
 */
export interface Tally {
  right: number;
  expected: number;
  /** Fields with a value that is not the golden's, or that the golden does not have. */
  spurious: number;
}

export interface Miss {
  kind: string;
  /** Which record, for example `projects[3].indicators[12]`. */
  where: string;
  field: string;
  expected: unknown;
  actual: unknown;
}

export interface Comparison {
  tallies: Record<string, Tally>;
  misses: Miss[];
}

type Row = Record<string, unknown>;

/** Fields that are names of ours or positions, not readings of the source. */
const NOT_COMPARED = new Set(['file', 'seq', 'id', 'evidence', 'label', 'quote']);
/** A text field that names a row: rows that agree in it belong together even where all else is wrong. */
const KEY_FIELDS = ['name', 'project_name', 'quote'];

/** The share that right fields have of expected and given ones, from 0 to 1. */
export function f1({ right, expected, spurious }: Tally): number {
  const given = right + spurious;
  return expected + given === 0 ? 1 : (2 * right) / (expected + given);
}

export function sumTallies(tallies: readonly Tally[]): Tally {
  const sum = { right: 0, expected: 0, spurious: 0 };
  for (const tally of tallies) {
    sum.right += tally.right;
    sum.expected += tally.expected;
    sum.spurious += tally.spurious;
  }
  return sum;
}

/** Compares a record with a golden of the same shape (gold fields may be fewer). */
export function compareRecord(golden: Row, record: Row): Comparison {
  const comparison: Comparison = { tallies: {}, misses: [] };
  compareRow('document', 'document', golden.document as Row, record.document as Row, comparison);
  for (const kind of ['listings', 'projects', 'evaluations', 'statistics']) {
    compareRows(kind, kind, rowsOf(golden[kind]), rowsOf(record[kind]), comparison);
  }
  return comparison;
}

function compareRows(kind: string, where: string, expected: Row[], actual: Row[], into: Comparison): void {
  into.tallies[kind] ??= { right: 0, expected: 0, spurious: 0 };
  for (const [wanted, given] of matchInOrder(expected, actual)) {
    const seq = String((wanted ?? given)?.seq ?? '?');
    compareRow(
      kind,
      `${where}[${seq}]${wanted ? '' : ' (not in golden)'}`,
      wanted ?? {},
      given ?? {},
      into,
      wanted ? null : expected[0],
    );
  }
}

function compareRow(
  kind: string,
  where: string,
  expected: Row,
  actual: Row,
  into: Comparison,
  shape: Row | null = null,
): void {
  into.tallies[kind] ??= { right: 0, expected: 0, spurious: 0 };
  const tally = into.tallies[kind];
  for (const field of Object.keys(shape ?? expected)) {
    // What a fact of a project is called is our wording; what it counts is its value, unit and year.
    if (NOT_COMPARED.has(field) || (kind === 'facts' && field === 'metric')) continue;
    const [wanted, given] = [expected[field], actual[field]];
    if (field === 'indicators' || field === 'facts') {
      compareRows(field, `${where}.${field}`, rowsOf(wanted), rowsOf(given), into);
      continue;
    }
    const same = JSON.stringify(canonical(wanted)) === JSON.stringify(canonical(given));
    if (isSet(wanted)) tally.expected++;
    if (isSet(wanted) && same) tally.right++;
    else if (isSet(given)) tally.spurious++;
    if (!same && (isSet(wanted) || isSet(given)))
      into.misses.push({ kind, where, field, expected: wanted, actual: given });
  }
}

/** Pairs rows of two lists in order, with the most fields in common; what has no partner stands alone. */
function matchInOrder(expected: Row[], actual: Row[]): [Row | null, Row | null][] {
  const best = Array.from({ length: expected.length + 1 }, () => new Array<number>(actual.length + 1).fill(0));
  const gain = (i: number, j: number) => similarity(expected[i]!, actual[j]!);
  for (let i = expected.length - 1; i >= 0; i--) {
    for (let j = actual.length - 1; j >= 0; j--) {
      best[i]![j] = Math.max(best[i + 1]![j]!, best[i]![j + 1]!, best[i + 1]![j + 1]! + gain(i, j));
    }
  }
  const pairs: [Row | null, Row | null][] = [];
  let [i, j] = [0, 0];
  while (i < expected.length || j < actual.length) {
    if (
      i < expected.length &&
      j < actual.length &&
      best[i]![j] === best[i + 1]![j + 1]! + gain(i, j) &&
      gain(i, j) > 0
    ) {
      pairs.push([expected[i++]!, actual[j++]!]);
    } else if (j >= actual.length || (i < expected.length && best[i]![j] === best[i + 1]![j]))
      pairs.push([expected[i++]!, null]);
    else pairs.push([null, actual[j++]!]);
  }
  return pairs;
}

function similarity(a: Row, b: Row): number {
  let score = 0;
  for (const field of Object.keys(a)) {
    if (!isSet(a[field]) || Array.isArray(a[field])) continue;
    if (JSON.stringify(canonical(a[field])) === JSON.stringify(canonical(b[field])))
      score += KEY_FIELDS.includes(field) ? 3 : 1;
  }
  return score;
}

function canonical(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'string') return value.replace(/\s+/gu, '');
  // Dimension scores are lists of small objects whose order and keys the golden gives; kinds are a set.
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? [...value].sort() : value;
  return value;
}

function isSet(value: unknown): boolean {
  return value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);
}

function rowsOf(value: unknown): Row[] {
  return Array.isArray(value) ? (value as Row[]) : [];
}
