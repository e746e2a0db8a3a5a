/** Writes RAR files whose members are stored, not packed. */
import { crc32 } from 'node:zlib';

export interface RarMember {
  /** Bytes are a name in a code page, text one in Unicode. */
  name: string | Uint8Array;
  content: string;
  encrypted?: boolean;
  /** Lies about the size. */
  size?: number;
}

/** Version 4. */
export function rarOf(...members: RarMember[]): Buffer {
  const blocks = members.flatMap(({ name, content, encrypted, size }) => {
    const data = Buffer.from(content);
    const bytes = Buffer.from(name);
    const rest = Buffer.alloc(25);
    rest.writeUInt32LE(data.length, 0);
    rest.writeUInt32LE(size ?? data.length, 4);
    rest.writeUInt8(3, 8); // Unix
    rest.writeUInt32LE(crc32(data), 9);
    rest.writeUInt8(20, 17);
    rest.writeUInt8(0x30, 18); // stored
    rest.writeUInt16LE(bytes.length, 19);
    rest.writeUInt32LE(0o100644, 21);
    // 0x0200: the name is Unicode, here UTF-8.
    const flags = (typeof name === 'string' ? 0x8200 : 0x8000) | (encrypted ? 4 : 0);
    return [block(0x74, flags, Buffer.concat([rest, bytes])), data];
  });
  return Buffer.concat([
    Buffer.from('Rar!\x1a\x07\x00', 'latin1'),
    block(0x73, 0, Buffer.alloc(6)),
    ...blocks,
    block(0x7b, 0x4000, Buffer.alloc(0)),
  ]);
}

function block(type: number, flags: number, rest: Uint8Array): Buffer {
  const head = Buffer.alloc(7);
  head.writeUInt8(type, 2);
  head.writeUInt16LE(flags, 3);
  head.writeUInt16LE(7 + rest.length, 5);
  const whole = Buffer.concat([head, rest]);
  whole.writeUInt16LE(crc32(whole.subarray(2)) & 0xffff, 0);
  return whole;
}

/** Version 5. `damaged`: the checksum of the content is another one. */
export function rar5Of(...members: { name: string; content: string; damaged?: boolean }[]): Buffer {
  const blocks = members.flatMap(({ name, content, damaged }) => {
    const data = Buffer.from(content);
    const bytes = Buffer.from(name);
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE((damaged ? ~crc32(data) : crc32(data)) >>> 0);
    // File header with data and a checksum, Unix, stored.
    const numbers = [2, 2, data.length, 4, data.length, 0o100644].map(variable);
    return [block5(...numbers, sum, ...[0, 1, bytes.length].map(variable), bytes), data];
  });
  return Buffer.concat([
    Buffer.from('Rar!\x1a\x07\x01\x00', 'latin1'),
    block5(...[1, 0, 0].map(variable)),
    ...blocks,
    block5(...[5, 0, 0].map(variable)),
  ]);
}

function block5(...parts: Buffer[]): Buffer {
  const rest = Buffer.concat(parts);
  const head = Buffer.concat([variable(rest.length), rest]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(head));
  return Buffer.concat([sum, head]);
}

/** A number in bytes of seven bits, the lowest first. */
function variable(number: number): Buffer {
  const bytes: number[] = [];
  for (let rest = number; bytes.length === 0 || rest > 0; rest >>= 7)
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
  return Buffer.from(bytes);
}
