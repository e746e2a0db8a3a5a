/** Writes RAR 4 files whose members are stored, not packed. */
import { crc32 } from 'node:zlib';

export interface RarMember {
  name: string;
  content: string;
  encrypted?: boolean;
  /** Lies about the size. */
  size?: number;
}

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
    return [block(0x74, 0x8200 | (encrypted ? 4 : 0), Buffer.concat([rest, bytes])), data];
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
