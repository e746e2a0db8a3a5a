/** Writes OLE2 compound files with given streams at the root. */
import * as sheetjs from '@e965/xlsx';

export function compoundFileOf(...streams: string[]): Buffer {
  const file = sheetjs.CFB.utils.cfb_new();
  for (const path of streams) sheetjs.CFB.utils.cfb_add(file, `/${path}`, Buffer.from('content of the stream'));
  return Buffer.from(sheetjs.CFB.write(file, { type: 'buffer' }) as Uint8Array);
}
