/**
 * `word/document.xml` to its skeleton, in one pass: the table grid and the places, which mammoth does not tell, and for
 * mammoth a document that has only paragraphs, each with a bookmark `gongkai-N` by which its text is found again.
 *
 * Accepted is what the reader of the document sees: tracked insertions but not deletions, results of fields but not
 * their codes, text boxes after the paragraph that they are anchored to.
 */
import { Path } from './paths.js';
import { Refused } from './refused.js';
import type { CellRef, Flow, LeftOut, ParagraphRef, RowRef, Skeleton, TableRef } from './skeleton.js';
import { raised, symbolOf, withSymbols } from './symbols.js';
import { escapeXml, readXml, type XmlHandler } from './xml.js';

const MOST_PARAGRAPHS = 150_000;
const MOST_TEXT = 20_000_000;

/** Former properties and what is not content: left out without a trace. */
const SKIPPED = new Set(
  'w:pPrChange w:rPrChange w:tblPrChange w:tblGridChange w:trPrChange w:tcPrChange w:tblPrExChange w:sectPrChange w:numberingChange w:sectPr w:tblPr w:tblPrEx w:delInstrText w:rubyPr w:rt w:tabs w:sdtEndPr w:framePr'.split(
    ' ',
  ),
);
const MARKS: Record<string, string> = {
  'w:tab': '<w:tab/>',
  'w:ptab': '<w:tab/>',
  'w:cr': '<w:br/>',
  'w:noBreakHyphen': '<w:noBreakHyphen/>',
};

const FORM_FIELD = new Set('w:checkBox w:default w:checked w:ddList w:result w:listEntry'.split(' '));

interface OpenParagraph {
  ref: ParagraphRef;
  xml: string;
  path: Path;
  /** Its mark is deleted: it is one with the next paragraph. */
  joined: boolean;
  /** Paragraphs and tables of its text boxes, which follow it. */
  boxes: Flow;
  boxesXml: string[];
}

/** Fields that show when the document was opened. */
const TODAY = /^\s*(?:DATE|TIME)\b/i;

/**
 * Reads the main part. Throws {@link Refused} for what is broken or too large. `withoutToday` leaves out the results of
 * fields that show today's date: a program that converts a document fills them in anew.
 */
export function rewriteDocument(bytes: Uint8Array, part: string, { withoutToday = false } = {}): Skeleton {
  const rewriter = new Rewriter(part, withoutToday);
  readXml(bytes, part, rewriter);
  return rewriter.skeleton();
}

class Rewriter implements XmlHandler {
  readonly #flow: Flow = [];
  readonly #xml: string[] = [];
  readonly #leftOut: LeftOut[] = [];
  readonly #images: string[] = [];
  readonly #embedded: { program: string; path: string }[] = [];
  /** Open elements. */
  readonly #names: string[] = [];
  #flows: Flow[] = [this.#flow];
  #outputs: string[][] = [this.#xml];
  #paths: Path[];
  readonly #paragraphs: OpenParagraph[] = [];
  readonly #tables: TableRef[] = [];
  readonly #rows: RowRef[] = [];
  readonly #cells: CellRef[] = [];
  /** Complex fields around: only their result is displayed. */
  readonly #fields: ('code' | 'today' | 'result')[] = [];
  #today = 0;
  readonly #alternatives: { written: number; taken: boolean }[] = [];
  readonly #controls: { placeholder: boolean }[] = [];
  /** The run stands above the line. */
  #raised = false;
  /** Fonts of the run, in which characters of the private use area mean something. */
  #fonts: string[] = [];
  /** A check box or a list of a form, whose state stands in its properties and nowhere in the text. */
  #formField: { checked: boolean | null; entries: string[]; result: number } | null = null;
  #skip: { depth: number; reason: LeftOut['reason'] | null; text: string } | null = null;
  #runHidden = false;
  #count = 0;
  #written = 0;

  constructor(
    part: string,
    private readonly withoutToday: boolean,
  ) {
    this.#paths = [new Path(`${part}#`)];
  }

  skeleton(): Skeleton {
    return {
      flow: this.#flow,
      xml: this.#xml.join(''),
      leftOut: this.#leftOut,
      images: this.#images,
      embedded: this.#embedded,
      today: this.#today,
    };
  }

  open(name: string, attributes: Record<string, string>): void {
    const parent = this.#names.at(-1) ?? '';
    this.#names.push(name);
    if (this.#skip) return;
    if (SKIPPED.has(name)) {
      this.#startSkip(null);
      return;
    }
    if (parent === 'w:trPr' || parent === 'w:tcPr' || parent === 'w:tblGrid') {
      this.#tableProperty(name, attributes);
      return;
    }
    if (this.#inProperties(parent)) {
      this.#property(name, attributes, parent);
      return;
    }
    if (this.#formField && FORM_FIELD.has(name)) {
      this.#formProperty(name, attributes, parent);
      return;
    }
    switch (name) {
      case 'w:ffData':
        this.#formField = { checked: null, entries: [], result: 0 };
        return;
      case 'w:del':
      case 'w:moveFrom':
        this.#startSkip('tracked-deletion');
        return;
      case 'w:tbl':
        this.#openTable();
        return;
      case 'w:tr':
        this.#openRow();
        return;
      case 'w:tc':
        this.#openCell();
        return;
      case 'w:p':
        this.#openParagraph();
        return;
      case 'w:txbxContent':
        this.#openTextBox();
        return;
      case 'w:r':
        this.#runHidden = false;
        this.#raised = false;
        this.#fonts = [];
        return;
      case 'w:sdt':
        this.#controls.push({ placeholder: false });
        return;
      case 'w:showingPlcHdr':
        if (this.#controls.length > 0) this.#controls.at(-1)!.placeholder = true;
        return;
      case 'w:sdtContent':
        if (this.#controls.at(-1)?.placeholder) this.#startSkip('placeholder-text');
        return;
      case 'mc:AlternateContent':
        this.#alternatives.push({ written: this.#written, taken: false });
        return;
      case 'mc:Choice':
      case 'mc:Fallback':
        // The first form that has anything in it; a text box stands in both, as DrawingML and as VML.
        if (this.#alternatives.at(-1)?.taken) this.#startSkip(null);
        return;
      case 'w:fldSimple':
        if (this.#isToday(attributes.instr ?? '')) this.#startSkip(null);
        return;
      case 'w:fldChar':
        this.#field(attributes.fldCharType);
        return;
      case ':blip':
      case ':imagedata':
        this.#images.push(this.#path.text);
        this.#written++;
        return;
      case ':OLEObject':
        this.#embedded.push({ program: attributes.ProgID ?? 'an unknown program', path: this.#path.text });
        return;
      case 'w:altChunk':
        this.#embedded.push({ program: 'a document in another format (altChunk)', path: this.#path.text });
        return;
      case 'w:br':
        if (!attributes.type || attributes.type === 'textWrapping') this.#emit('<w:br/>');
        return;
      case 'w:sym':
        this.#symbol(attributes.font ?? '', attributes.char ?? '');
        return;
      case 'w:footnoteReference':
      case 'w:endnoteReference':
        this.#emit(`<${name} w:id="${escapeXml(attributes.id ?? '')}"/>`);
        return;
      default:
        if (name in MARKS) this.#emit(MARKS[name]!);
    }
  }

  text(text: string): void {
    const name = this.#names.at(-1);
    if (this.#skip) {
      if (this.#skip.reason && (name === 'w:t' || name === 'w:delText')) this.#skip.text += text;
      return;
    }
    if (name === 'w:instrText' && this.#fields.at(-1) === 'code' && this.#isToday(text))
      this.#fields.splice(-1, 1, 'today');
    if (name !== 'w:t' && name !== 'm:t') return;
    if (this.#runHidden) this.#leftOut.push({ reason: 'hidden-text', text, path: this.#path.text });
    else {
      const shown = this.#raised ? raised(text) : withSymbols(text, this.#fonts);
      this.#emit(`<w:t xml:space="preserve">${escapeXml(shown)}</w:t>`, text.length);
    }
  }

  close(name: string): void {
    this.#names.pop();
    if (this.#skip) {
      if (this.#names.length >= this.#skip.depth) return;
      const { reason, text } = this.#skip;
      this.#skip = null;
      if (reason && text) this.#leftOut.push({ reason, text, path: this.#path.text });
      return;
    }
    switch (name) {
      case 'w:p':
        if (!this.#inProperties(this.#names.at(-1) ?? '')) this.#closeParagraph();
        return;
      case 'w:txbxContent':
        this.#closeTextBox();
        return;
      case 'w:tbl':
        this.#tables.pop();
        this.#paths.pop();
        return;
      case 'w:tr':
        this.#rows.pop();
        this.#paths.pop();
        return;
      case 'w:tc':
        this.#cells.pop();
        this.#flows.pop();
        this.#paths.pop();
        return;
      case 'w:sdt':
        this.#controls.pop();
        return;
      case 'w:ffData':
        this.#closeFormField();
        return;
      case 'mc:Choice': {
        const alternative = this.#alternatives.at(-1);
        if (alternative && this.#written > alternative.written) alternative.taken = true;
        return;
      }
      case 'mc:AlternateContent':
        this.#alternatives.pop();
    }
  }

  get #path(): Path {
    return this.#paths.at(-1)!;
  }

  #inProperties(parent: string): boolean {
    return parent === 'w:pPr' || parent === 'w:rPr' || parent === 'w:numPr';
  }

  #startSkip(reason: LeftOut['reason'] | null): void {
    this.#skip = { depth: this.#names.length, reason, text: '' };
  }

  #property(name: string, attributes: Record<string, string>, parent: string): void {
    const paragraph = this.#paragraphs.at(-1);
    if (!paragraph) return;
    const inParagraph = this.#names.at(-3) === 'w:pPr' || parent === 'w:pPr';
    if (name === 'w:pStyle') paragraph.ref.style = attributes.val ?? null;
    else if (name === 'w:numPr' && parent === 'w:pPr') paragraph.ref.numbering = { list: null, level: null };
    else if (parent === 'w:numPr' && paragraph.ref.numbering) {
      if (name === 'w:numId') paragraph.ref.numbering.list = attributes.val ?? null;
      if (name === 'w:ilvl') paragraph.ref.numbering.level = Number(attributes.val) || 0;
    } else if (parent === 'w:rPr' && inParagraph) {
      if (name === 'w:del' || name === 'w:moveFrom') paragraph.joined = true;
    } else if (name === 'w:vertAlign') this.#raised = attributes.val === 'superscript';
    else if (name === 'w:rFonts') this.#fonts = Object.values(attributes);
    else if (name === 'w:vanish' && !['0', 'false', 'off'].includes(attributes.val ?? '')) this.#runHidden = true;
  }

  #tableProperty(name: string, { val, w }: Record<string, string>): void {
    const row = this.#rows.at(-1);
    const cell = this.#cells.at(-1);
    const merge = () => (val === 'restart' ? 'begin' : 'continue');
    if (name === 'w:gridCol') this.#tables.at(-1)?.widths.push(Number(w) || 0);
    else if (name === 'w:gridBefore' && row) row.gridBefore = Number(val) || 0;
    else if (name === 'w:del' && row) row.deleted = true;
    else if (name === 'w:gridSpan' && cell) cell.gridSpan = Number(val) || 1;
    else if (name === 'w:vMerge' && cell) cell.vertical = merge();
    else if (name === 'w:hMerge' && cell) cell.horizontal = merge();
    else if (name === 'w:cellDel' && cell) cell.deleted = true;
  }

  #openTable(): void {
    this.#paths.push(this.#path.child('tbl'));
    const table: TableRef = { kind: 'table', path: this.#path.text, widths: [], rows: [] };
    this.#tables.push(table);
    this.#flows.at(-1)!.push(table);
  }

  #openRow(): void {
    this.#paths.push(this.#path.child('tr'));
    const row: RowRef = { path: this.#path.text, gridBefore: 0, deleted: false, cells: [] };
    this.#rows.push(row);
    this.#tables.at(-1)?.rows.push(row);
  }

  #openCell(): void {
    this.#paths.push(this.#path.child('tc'));
    const path = this.#path.text;
    const cell: CellRef = { path, gridSpan: 1, vertical: null, horizontal: null, deleted: false, flow: [] };
    this.#cells.push(cell);
    this.#rows.at(-1)?.cells.push(cell);
    this.#flows.push(cell.flow);
  }

  #openParagraph(): void {
    if (++this.#count > MOST_PARAGRAPHS)
      throw new Refused('failed/too-large', `more than ${MOST_PARAGRAPHS} paragraphs`);
    const path = this.#path.child('p');
    const ref: ParagraphRef = { kind: 'paragraph', id: this.#count, path: path.text, style: null, numbering: null };
    this.#flows.at(-1)!.push(ref);
    this.#paragraphs.push({ ref, xml: '', path, joined: false, boxes: [], boxesXml: [] });
    this.#paths.push(path);
  }

  #closeParagraph(): void {
    const { ref, xml, joined, boxes, boxesXml } = this.#paragraphs.pop()!;
    this.#paths.pop();
    const style = ref.style === null ? '' : `<w:pStyle w:val="${escapeXml(ref.style)}"/>`;
    const mark = joined ? '<w:rPr><w:del/></w:rPr>' : '';
    const bookmark = `<w:bookmarkStart w:id="${ref.id}" w:name="gongkai-${ref.id}"/>`;
    this.#outputs.at(-1)!.push(`<w:p><w:pPr>${style}${mark}</w:pPr>${bookmark}${xml}</w:p>`, ...boxesXml);
    this.#flows.at(-1)!.push(...boxes);
  }

  /** A text box in a paragraph: what it holds is kept apart until the paragraph ends. */
  #openTextBox(): void {
    const paragraph = this.#paragraphs.at(-1);
    this.#flows.push(paragraph?.boxes ?? this.#flows.at(-1)!);
    this.#outputs.push(paragraph?.boxesXml ?? this.#outputs.at(-1)!);
    this.#paths.push(this.#path.child('txbxContent'));
    this.#fields.push('result');
  }

  #closeTextBox(): void {
    this.#flows.pop();
    this.#outputs.pop();
    this.#paths.pop();
    this.#fields.pop();
    this.#runHidden = false;
  }

  #field(type: string | undefined): void {
    if (type === 'begin') this.#fields.push('code');
    else if (type === 'end') this.#fields.pop();
    else if (this.#fields.length > 0 && this.#fields.at(-1) !== 'today') this.#fields.splice(-1, 1, 'result');
  }

  #isToday(code: string): boolean {
    const found = this.withoutToday && TODAY.test(code);
    if (found) this.#today++;
    return found;
  }

  #symbol(font: string, char: string): void {
    const symbol = symbolOf(font, Number.parseInt(char, 16));
    // One that is not known is left to mammoth, which says so.
    if (symbol === null) this.#emit(`<w:sym w:font="${escapeXml(font)}" w:char="${escapeXml(char)}"/>`);
    else this.#emit(`<w:t>${symbol}</w:t>`);
  }

  #formProperty(name: string, { val }: Record<string, string>, parent: string): void {
    const field = this.#formField!;
    const set = !['0', 'false', 'off'].includes(val ?? '');
    if (name === 'w:checkBox') field.checked = false;
    else if (name === 'w:listEntry') field.entries.push(val ?? '');
    else if (name === 'w:result' && parent === 'w:ddList') field.result = Number(val) || 0;
    // `w:checked` comes after `w:default`, where the form was filled in.
    else if (parent === 'w:checkBox' && (name === 'w:default' || name === 'w:checked')) field.checked = set;
  }

  #closeFormField(): void {
    const { checked, entries, result } = this.#formField!;
    this.#formField = null;
    const text = checked === null ? entries[result] : checked ? '☑' : '□';
    if (text) this.#emitAlways(`<w:t xml:space="preserve">${escapeXml(text)}</w:t>`, text.length);
  }

  #emit(xml: string, length = 1): void {
    if (!this.#fields.some((field) => field !== 'result')) this.#emitAlways(xml, length);
  }

  /** Also within the code of a field, which is not displayed itself. */
  #emitAlways(xml: string, length: number): void {
    const paragraph = this.#paragraphs.at(-1);
    if (!paragraph || this.#runHidden) return;
    this.#written += length;
    if (this.#written > MOST_TEXT) throw new Refused('failed/too-large', `more than ${MOST_TEXT} characters`);
    paragraph.xml += `<w:r>${xml}</w:r>`;
  }
}
