import type { GongkaiRecord } from '../../normalizers/record.js';

export function syntheticRecords(documents: number): Generator<GongkaiRecord>;
export function writeSyntheticRecords(dataFolder: string, documents: number, version: string): void;
