/** The style sheet (STSH) of a Word 97 file: lists and hidden text that paragraphs have by their style alone. */
import { readSprms, type Sprm } from './properties.js';

/** sprmPIlfo and sprmCFVanish. */
export const LIST = 0x460b;
export const HIDDEN = 0x083c;
const PARAGRAPH_STYLE = 1;
/** Style sheets that lead in a circle must not loop. */
const LONGEST_CHAIN = 20;

interface Style {
  basedOn: number;
  sprms: Sprm[];
}

export class Styles {
  readonly #styles: (Style | null)[] = [];

  /** `document` is the WordDocument stream, by which the sheet is found in the table stream. */
  constructor(document: Buffer, table: Buffer) {
    const start = document.readUInt32LE(0xa2);
    const sheet = table.subarray(start, start + document.readUInt32LE(0xa6));
    if (sheet.length < 6) return;
    const baseBytes = sheet.readUInt16LE(4);
    for (let at = 2 + sheet.readUInt16LE(0); at + 2 <= sheet.length; ) {
      const length = sheet.readUInt16LE(at);
      this.#styles.push(styleOf(sheet.subarray(at + 2, at + 2 + length), baseBytes));
      at += 2 + length + (length % 2);
    }
  }

  /** A property of a paragraph style, its own or that of a style it is based on; null where none says anything. */
  property(style: number, code: number): Buffer | null {
    for (let at = style, i = 0; i < LONGEST_CHAIN; i++) {
      const found = this.#styles[at];
      if (!found) return null;
      const own = found.sprms.findLast((sprm) => sprm.code === code);
      if (own) return own.operand;
      at = found.basedOn;
    }
    return null;
  }
}

/** The properties of a paragraph style, of its paragraphs and of their characters; null for other styles. */
function styleOf(definition: Buffer, baseBytes: number): Style | null {
  if (definition.length < baseBytes + 2 || baseBytes < 6) return null;
  const kind = definition.readUInt16LE(2);
  if ((kind & 0xf) !== PARAGRAPH_STYLE) return null;
  const style: Style = { basedOn: kind >> 4, sprms: [] };
  // The name, and what ends it.
  let at = baseBytes + 2 + definition.readUInt16LE(baseBytes) * 2 + 2;
  for (const numberBytes of [2, 0]) {
    if (at + 2 > definition.length) break;
    const length = definition.readUInt16LE(at);
    style.sprms.push(...readSprms(definition.subarray(at + 2 + numberBytes, at + 2 + length)));
    at += 2 + length + (length % 2);
  }
  return style;
}
