/**
 * `word/document.xml` to its skeleton, in one pass: the table grid and the places, which mammoth does not tell, and for
 * mammoth a document that has only paragraphs, each with a bookmark `gongkai-N` by which its text is found again.
 *
 * Accepted is what the reader of the document sees: tracked insertions but not deletions, results of fields but not
 * their codes, text boxes after the paragraph that they are anchored to.
 */
import { Equations } from './equations.js';
import { drawnBy, Fields } from './fields.js';
import { FormField } from './form-field.js';
import { Refused } from './refused.js';
import type { Flow, LeftOut, ParagraphRef, Skeleton } from './skeleton.js';
import { Structure } from './structure.js';
import { isOn, type Styles } from './styles.js';
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

interface OpenParagraph {
  ref: ParagraphRef;
  xml: string;
  /** Its mark is deleted: it is one with the next paragraph. */
  joined: boolean;
  /** Paragraphs and tables of its text boxes, which follow it. */
  boxes: Flow;
  /** Of a style that is not displayed. */
  hidden: boolean;
}

/** A paragraph for mammoth, which joins it with the next one where its mark is deleted. */
interface WrittenParagraph {
  style: string;
  content: string;
  joined: boolean;
}

/**
 * Reads the main part. Throws {@link Refused} for what is broken or too large. `withoutToday` leaves out the results of
 * fields that show today's date: a program that converts a document fills them in anew.
 */
export function rewriteDocument(
  bytes: Uint8Array,
  part: string,
  styles: Styles,
  { withoutToday = false } = {},
): Skeleton {
  const rewriter = new Rewriter(part, styles, new Fields(withoutToday));
  readXml(bytes, part, rewriter);
  return rewriter.skeleton();
}

class Rewriter implements XmlHandler {
  readonly #structure: Structure;
  readonly #written: WrittenParagraph[] = [];
  readonly #writtenInBoxes: WrittenParagraph[] = [];
  readonly #leftOut: LeftOut[] = [];
  readonly #images: string[] = [];
  readonly #embedded: { program: string; path: string }[] = [];
  /** Open elements. */
  readonly #names: string[] = [];
  #outputs: WrittenParagraph[][] = [this.#written];
  readonly #paragraphs: OpenParagraph[] = [];
  readonly #equations = new Equations();
  readonly #alternatives: { length: number; taken: boolean }[] = [];
  readonly #controls: { placeholder: boolean }[] = [];
  /** The run stands above the line. */
  #raised = false;
  /** Fonts of the run, in which characters of the private use area mean something. */
  #fonts: string[] = [];
  #formField: FormField | null = null;
  #skip: { depth: number; reason: LeftOut['reason'] | null; text: string } | null = null;
  #runHidden = false;
  #count = 0;
  /** Characters that were written, and a picture for one. */
  #length = 0;

  constructor(
    part: string,
    private readonly styles: Styles,
    private readonly fields: Fields,
  ) {
    this.#structure = new Structure(part);
  }

  skeleton(): Skeleton {
    this.#endFlow();
    // Text boxes last: in between they would part paragraphs that are one. Their place is in the flow.
    const xml = [...this.#written, ...this.#writtenInBoxes].map(
      ({ style, content, joined }) =>
        `<w:p><w:pPr>${style}${joined ? '<w:rPr><w:del/></w:rPr>' : ''}</w:pPr>${content}</w:p>`,
    );
    return {
      flow: this.#structure.flow,
      xml: xml.join(''),
      leftOut: this.#leftOut,
      images: this.#images,
      embedded: this.#embedded,
      today: this.fields.today,
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
      this.#structure.property(name, attributes);
      return;
    }
    if (this.#inProperties(parent)) {
      this.#property(name, attributes, parent);
      return;
    }
    if (this.#formField?.take(name, attributes.val, parent)) return;
    if (name.startsWith('m:')) {
      this.#equation('open', name, attributes.val);
      return;
    }
    switch (name) {
      case 'w:ffData':
        this.#formField = new FormField();
        return;
      case 'w:del':
      case 'w:moveFrom':
        this.#startSkip('tracked-deletion');
        return;
      case 'w:tbl':
        this.#endFlow();
        this.#structure.openTable();
        return;
      case 'w:tr':
        this.#structure.openRow();
        return;
      case 'w:tc':
        this.#structure.openCell();
        return;
      case 'w:p':
        this.#openParagraph();
        return;
      case 'w:txbxContent':
        this.#openTextBox();
        return;
      case 'w:r':
        this.#runHidden = this.#paragraphs.at(-1)?.hidden ?? false;
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
        this.#alternatives.push({ length: this.#length, taken: false });
        return;
      case 'mc:Choice':
      case 'mc:Fallback':
        // The first form that has anything in it; a text box stands in both, as DrawingML and as VML.
        if (this.#alternatives.at(-1)?.taken) this.#startSkip(null);
        return;
      case 'w:fldSimple':
        if (this.fields.isToday(attributes.instr ?? '')) this.#startSkip(null);
        return;
      case 'w:fldChar':
        this.#field(attributes.fldCharType);
        return;
      case ':blip':
      case ':imagedata':
        this.#images.push(this.#structure.path);
        this.#length++;
        return;
      case ':textpath':
        if (attributes.string)
          this.#leftOut.push({ reason: 'word-art', text: attributes.string, path: this.#structure.path });
        return;
      case ':OLEObject':
        this.#embedded.push({ program: attributes.ProgID ?? 'an unknown program', path: this.#structure.path });
        return;
      case 'w:altChunk':
        this.#embedded.push({ program: 'a document in another format (altChunk)', path: this.#structure.path });
        return;
      case 'w:br':
        // What follows a page break stands on the next page, never on the same line.
        this.#emit('<w:br/>');
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
    if (name === 'w:instrText') this.fields.code(text);
    if (name !== 'w:t' && name !== 'm:t') return;
    if (this.#runHidden) this.#leftOut.push({ reason: 'hidden-text', text, path: this.#structure.path });
    else {
      const isRaised = name === 'm:t' ? this.#equations.raised : this.#raised;
      this.#emitText(isRaised ? raised(text) : withSymbols(text, this.#fonts));
    }
  }

  close(name: string): void {
    this.#names.pop();
    if (this.#skip) {
      if (this.#names.length >= this.#skip.depth) return;
      const { reason, text } = this.#skip;
      this.#skip = null;
      if (reason && text) this.#leftOut.push({ reason, text, path: this.#structure.path });
      return;
    }
    if (name.startsWith('m:')) this.#equation('close', name);
    switch (name) {
      case 'w:p':
        if (!this.#inProperties(this.#names.at(-1) ?? '')) this.#closeParagraph();
        return;
      case 'w:txbxContent':
        this.#closeTextBox();
        return;
      case 'w:tbl':
        this.#structure.closeTable();
        return;
      case 'w:tr':
        this.#structure.closeRow();
        return;
      case 'w:tc':
        this.#endFlow();
        this.#structure.closeCell();
        return;
      case 'w:sdt':
        this.#controls.pop();
        return;
      case 'w:ffData':
        this.#closeFormField();
        return;
      case 'mc:Choice': {
        const alternative = this.#alternatives.at(-1);
        if (alternative && this.#length > alternative.length) alternative.taken = true;
        return;
      }
      case 'mc:AlternateContent':
        this.#alternatives.pop();
    }
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
    if (name === 'w:pStyle') {
      paragraph.ref.style = attributes.val ?? null;
      paragraph.hidden = this.styles.isHidden(paragraph.ref.style);
    } else if (name === 'w:numPr' && parent === 'w:pPr') paragraph.ref.numbering = { list: null, level: null };
    else if (parent === 'w:numPr' && paragraph.ref.numbering) {
      if (name === 'w:numId') paragraph.ref.numbering.list = attributes.val ?? null;
      if (name === 'w:ilvl') paragraph.ref.numbering.level = Number(attributes.val) || 0;
    } else if (parent === 'w:rPr' && inParagraph) {
      if (name === 'w:del' || name === 'w:moveFrom') paragraph.joined = true;
    } else if (name === 'w:vertAlign') this.#raised = attributes.val === 'superscript';
    else if (name === 'w:rFonts') this.#fonts = Object.values(attributes);
    else if (name === 'w:rStyle') this.#runHidden ||= this.styles.isHidden(attributes.val ?? null);
    else if (name === 'w:vanish') this.#runHidden = isOn(attributes.val);
  }

  /** A paragraph at the end of a cell, or before a table, has nothing to be joined with, though its mark is deleted. */
  #endFlow(): void {
    const last = this.#outputs.at(-1)!.at(-1);
    if (last) last.joined = false;
  }

  #openParagraph(): void {
    if (++this.#count > MOST_PARAGRAPHS)
      throw new Refused('failed/too-large', `more than ${MOST_PARAGRAPHS} paragraphs`);
    const ref = this.#structure.openParagraph(this.#count);
    this.#paragraphs.push({ ref, xml: '', joined: false, boxes: [], hidden: false });
  }

  #closeParagraph(): void {
    const { ref, xml, joined, boxes } = this.#paragraphs.pop()!;
    const style = ref.style === null ? '' : `<w:pStyle w:val="${escapeXml(ref.style)}"/>`;
    const content = `<w:bookmarkStart w:id="${ref.id}" w:name="gongkai-${ref.id}"/>${xml}`;
    this.#outputs.at(-1)!.push({ style, content, joined });
    this.#structure.closeParagraph(boxes);
  }

  /** A text box in a paragraph: what it holds is kept apart until the paragraph ends. */
  #openTextBox(): void {
    this.#structure.openTextBox(this.#paragraphs.at(-1)?.boxes ?? null);
    this.#outputs.push([]);
    this.fields.openBox();
  }

  #closeTextBox(): void {
    this.#endFlow();
    this.#structure.closeTextBox();
    for (const paragraph of this.#outputs.pop()!) this.#writtenInBoxes.push(paragraph);
    this.fields.closeBox();
    this.#runHidden = false;
  }

  #field(type: string | undefined): void {
    if (type === 'begin') this.fields.begin();
    else if (type !== 'end') this.fields.separate();
    else {
      const code = this.fields.end();
      if (code === null) return;
      const drawn = drawnBy(code);
      if (drawn !== null) this.#emitText(drawn);
      else this.#leftOut.push({ reason: 'field-code', text: code.trim(), path: this.#structure.path });
    }
  }

  #equation(event: 'open' | 'close', name: string, value?: string): void {
    const paragraph = this.#paragraphs.at(-1);
    if (!paragraph) return;
    const write = (text: string) => this.#emitText(text);
    if (event === 'open') {
      if (name === 'm:r') this.#runHidden = paragraph.hidden;
      this.#equations.open(name, value, paragraph, write);
    } else this.#equations.close(name, paragraph, write);
  }

  #symbol(font: string, char: string): void {
    const symbol = symbolOf(font, Number.parseInt(char, 16));
    // One that is not known is left to mammoth, which says so.
    if (symbol === null) this.#emit(`<w:sym w:font="${escapeXml(font)}" w:char="${escapeXml(char)}"/>`);
    else this.#emit(`<w:t>${symbol}</w:t>`);
  }

  #closeFormField(): void {
    const text = this.#formField?.text;
    this.#formField = null;
    // It stands in the code of its field, which is not displayed itself.
    if (text) this.#emitAlways(`<w:t xml:space="preserve">${escapeXml(text)}</w:t>`, text.length);
  }

  #emitText(text: string): void {
    this.#emit(`<w:t xml:space="preserve">${escapeXml(text)}</w:t>`, text.length);
  }

  #emit(xml: string, length = 1): void {
    if (this.fields.displayed) this.#emitAlways(xml, length);
  }

  #emitAlways(xml: string, length: number): void {
    const paragraph = this.#paragraphs.at(-1);
    if (!paragraph || this.#runHidden) return;
    this.#length += length;
    if (this.#length > MOST_TEXT) throw new Refused('failed/too-large', `more than ${MOST_TEXT} characters`);
    paragraph.xml += `<w:r>${xml}</w:r>`;
  }
}
