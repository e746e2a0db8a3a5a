/**
 * The pieces of HTML and XML in the order in which they stand. The only file that imports htmlparser2, of which the
 * tokenizer is used and not the parser: that one keeps a list of open elements, and a page of a million tags that are
 * never closed costs it the square. Time and memory are linear in the page whatever it holds.
 */
import { type QuoteType, Tokenizer } from 'htmlparser2';

export interface MarkupHandler {
  /** A start tag; names in lower case, the first of attributes with one name counts, as in browsers. */
  open(name: string, attributes: Map<string, string>, closed: boolean): void;
  close(name: string): void;
  /** Text outside of tags; in scripts and styles what they hold. In pieces. */
  text(text: string): void;
  comment(text: string): void;
  cdata(text: string): void;
}

export interface MarkupEnd {
  /** Characters at the end that belong to a tag, comment or script that is never closed, and were not read. */
  unread: number;
}

/** Attributes of one tag beyond these, and characters of a value beyond those, are not read. */
const MOST_ATTRIBUTES = 256;
const LONGEST_VALUE = 1_000_000;
const LONGEST_NAME = 100;

/** Reads HTML, or XML with `xml`, where names are kept without their prefix. */
export function readMarkup(source: string, handler: MarkupHandler, { xml = false } = {}): MarkupEnd {
  let tag = '';
  let attribute = '';
  let value = '';
  let attributes = new Map<string, string>();
  let read = 0;
  const slice = (start: number, end: number) => source.slice(start, end);
  const nameOf = (start: number, end: number) => {
    const name = slice(start, Math.min(end, start + LONGEST_NAME)).toLowerCase();
    return xml ? name.slice(name.indexOf(':') + 1) : name;
  };
  const open = (end: number, closed: boolean) => {
    read = end;
    const given = attributes;
    attributes = new Map();
    handler.open(tag, given, closed);
  };
  const tokenizer = new Tokenizer(
    { xmlMode: xml, decodeEntities: true },
    {
      onopentagname(start, end) {
        tag = nameOf(start, end);
        attributes = new Map();
      },
      onattribname(start, end) {
        attribute = nameOf(start, end);
        value = '';
      },
      onattribdata(start, end) {
        if (value.length < LONGEST_VALUE) value += slice(start, end);
      },
      onattribentity(code) {
        if (value.length < LONGEST_VALUE) value += String.fromCodePoint(code);
      },
      onattribend(_quote: QuoteType, _end: number) {
        if (attributes.size < MOST_ATTRIBUTES && !attributes.has(attribute)) attributes.set(attribute, value);
      },
      onopentagend: (end) => open(end, false),
      onselfclosingtag: (end) => open(end, true),
      onclosetag(start, end) {
        read = end;
        handler.close(nameOf(start, end));
      },
      ontext(start, end) {
        read = end;
        handler.text(slice(start, end));
      },
      ontextentity(code, end) {
        read = end;
        handler.text(String.fromCodePoint(code));
      },
      oncomment(start, end, offset) {
        read = end;
        handler.comment(slice(start, end - offset));
      },
      oncdata(start, end, offset) {
        read = end;
        handler.cdata(slice(start, end - offset));
      },
      ondeclaration(_start, end) {
        read = end;
      },
      onprocessinginstruction(_start, end) {
        read = end;
      },
      onend() {},
    },
  );
  tokenizer.write(source);
  tokenizer.end();
  return { unread: Math.max(0, source.length - read - 1) };
}
