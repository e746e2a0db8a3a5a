/** Which links a text of a script stands for, by its form, its key and the call whose argument it is. */
import { addressKind, isLibrary, isListScript, readRecords } from './link-text.js';
import type { ScriptText } from './script-reading.js';

/** Properties whose value is an address, also without an extension. */
export const ADDRESS_KEY =
  /(?:^|[_-])(?:url|urls|href|link|pc|pcurl|uri|path|file|filepath|download|jump|target|src)$|(?:url|href|link|path)$/i;
/** Data beside the page, which calls of these ask for. */
const DATA = /^[\w./%-]+\.(?:json|xml)(?:\?|$)/i;
const ASKS = /(?:^|\.)(?:get|getJSON|ajax|fetch|load|loadXML)$/;
const LOADS = /(?:^|\.)load$/;
/** `$('#list').load('/list.html #items')`: a part of the page. */
const PART = /\s+[#.][\w-]+\s*$/;
const OWN_SCRIPT = /^\.{0,2}\/(?!\/)[^?#]*\.js$/;

/** Links with the texts that name them; none where the text is no address, or one of what pages are dressed with. */
export function linksOfText({ value: written, key, call }: ScriptText, text: string): { href: string; text: string }[] {
  const value = LOADS.test(call) ? written.replace(PART, '') : written;
  const link = [{ href: value, text }];
  if (DATA.test(value) && ASKS.test(call)) return link;
  const files = value.split(/[,;|]/);
  // `var fj = '/up/a.pdf,/up/b.docx'`
  if (files.length > 1 && files.every((file) => addressKind(file.trim()) === 'file'))
    return files.map((href) => ({ href: href.trim(), text: '' }));
  const kind = addressKind(value);
  if (kind === null) return readRecords(value);
  if (/dataproxy\.jsp$/i.test(value)) return [];
  // Data for scripts of the page; the ones that are lists are asked for by the scripts that are read here.
  if (/\.json(?:[?#]|$)/i.test(value) && !/^url$/i.test(key) && !/get|ajax|fetch|post/i.test(call)) return [];
  const isHalf =
    kind === 'path' &&
    !ADDRESS_KEY.test(key) &&
    !/open|location|(?:^|\.)(?:ajax|get|getJSON|fetch|axios)$/i.test(call) &&
    !(key === '' && value.endsWith('/'));
  return isHalf ? [] : link;
}

/** A script of the site that a script adds to the page. */
export function addsScript({ value }: ScriptText): boolean {
  return OWN_SCRIPT.test(value) && !isListScript(value) && !isLibrary(value);
}
