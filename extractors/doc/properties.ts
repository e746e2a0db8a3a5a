/** Properties of characters and paragraphs of a Word 97 file: FKP pages, and the "single property modifiers" in them. */

export interface Sprm {
  code: number;
  operand: Buffer;
}

/** Properties of the bytes from `from` to `to` of the WordDocument stream. */
export interface Run {
  from: number;
  to: number;
  sprms: Sprm[];
  /** Of a paragraph: the number of its style. */
  style?: number;
}

const PAGE = 512;
/** The row definition has a length of two bytes, unlike all others. */
const TABLE_DEFINITION = 0xd608;
/** The properties are too long for the page and stand in the Data stream: rows of many columns. */
const HUGE = new Set([0x6645, 0x6646]);

/** Runs of paragraph properties (`plcfbtePapx`), in file order. */
export function paragraphRuns(document: Buffer, table: Buffer, data: Buffer | null): Run[] {
  return runs(document, table, 0x102, (page, count, i) => {
    const offset = page[(count + 1) * 4 + i * 13]! * 2;
    if (offset === 0) return { sprms: [] };
    const words = page[offset]!;
    const start = words === 0 ? offset + 2 : offset + 1;
    const length = words === 0 ? page[offset + 1]! * 2 : words * 2 - 1;
    // Two bytes of style come first.
    const sprms = readSprms(page.subarray(start + 2, start + length));
    return {
      style: start + 2 <= PAGE ? page.readUInt16LE(start) : 0,
      sprms: sprms.flatMap((sprm) => (HUGE.has(sprm.code) && data ? [sprm, ...inData(data, sprm.operand)] : [sprm])),
    };
  });
}

/** Runs of character properties (`plcfbteChpx`), in file order. */
export function characterRuns(document: Buffer, table: Buffer): Run[] {
  return runs(document, table, 0xfa, (page, count, i) => {
    const offset = page[(count + 1) * 4 + i]! * 2;
    return { sprms: offset === 0 ? [] : readSprms(page.subarray(offset + 1, offset + 1 + page[offset]!)) };
  });
}

/** The run that a byte lies in. Pieces are in any order, so each character asks. */
export function runAt(runs: readonly Run[], position: number): Run | null {
  let [low, high] = [0, runs.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const run = runs[middle]!;
    if (position < run.from) high = middle - 1;
    else if (position >= run.to) low = middle + 1;
    else return run;
  }
  return null;
}

function runs(
  document: Buffer,
  table: Buffer,
  fib: number,
  propertiesOf: (page: Buffer, count: number, i: number) => Pick<Run, 'sprms' | 'style'>,
): Run[] {
  const start = document.readUInt32LE(fib);
  const plc = table.subarray(start, start + document.readUInt32LE(fib + 4));
  const pages = Math.floor((plc.length - 4) / 8);
  const found: Run[] = [];
  for (let i = 0; i < pages; i++) {
    const number = plc.readUInt32LE((pages + 1) * 4 + i * 4) & 0x3fffff;
    const page = document.subarray(number * PAGE, (number + 1) * PAGE);
    if (page.length < PAGE) continue;
    const count = page[PAGE - 1]!;
    if ((count + 1) * 4 > PAGE) continue;
    for (let j = 0; j < count; j++) {
      found.push({
        from: page.readUInt32LE(j * 4),
        to: page.readUInt32LE((j + 1) * 4),
        ...propertiesOf(page, count, j),
      });
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

/** A list of properties (`grpprl`). */
export function readSprms(bytes: Buffer): Sprm[] {
  const sprms: Sprm[] = [];
  for (let at = 0; at + 2 < bytes.length; ) {
    const code = bytes.readUInt16LE(at);
    at += 2;
    const [skip, length] = operandOf(code, bytes, at);
    sprms.push({ code, operand: bytes.subarray(at + skip, at + skip + length) });
    at += skip + length;
  }
  return sprms;
}

/** How many bytes of length come before the operand, and how long that is: told by the top bits of the code. */
function operandOf(code: number, bytes: Buffer, at: number): [skip: number, length: number] {
  if (code === TABLE_DEFINITION) return at + 2 <= bytes.length ? [2, Math.max(0, bytes.readUInt16LE(at) - 1)] : [2, 0];
  switch (code >> 13) {
    case 2:
    case 4:
    case 5:
      return [0, 2];
    case 3:
      return [0, 4];
    case 6:
      return [1, bytes[at] ?? 0];
    case 7:
      return [0, 3];
    default:
      return [0, 1];
  }
}

function inData(data: Buffer, operand: Buffer): Sprm[] {
  if (operand.length < 4) return [];
  const at = operand.readUInt32LE(0);
  return at + 2 <= data.length ? readSprms(data.subarray(at + 2, at + 2 + data.readUInt16LE(at))) : [];
}
