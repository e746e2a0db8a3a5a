/** Grey pictures as PNG, for the OCR engine. */
import { crc32, deflateSync } from 'node:zlib';
import type { Gray } from './bitmap.js';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const GRAY_8_BIT = [8, 0, 0, 0, 0];
/** Speed matters more than size: the picture lives for a second. */
const LEVEL = 1;
const METRES_PER_INCH = 0.0254;

/** Encodes a picture; `resolution` in dots an inch goes into the file, since engines judge letter sizes by it. */
export function encodePng({ width, height, data }: Gray, resolution: number): Uint8Array {
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    rows.set(data.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set(GRAY_8_BIT, 8);
  const density = Buffer.alloc(9);
  const dotsPerMetre = Math.round(resolution / METRES_PER_INCH);
  density.writeUInt32BE(dotsPerMetre, 0);
  density.writeUInt32BE(dotsPerMetre, 4);
  density[8] = 1;
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('pHYs', density),
    chunk('IDAT', deflateSync(rows, { level: LEVEL })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  whole.set(body, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
