/** `gongkai schema`: the JSON Schema of a record as text. */
import { recordJsonSchema } from '../../normalizers/record.js';

/** What `schema/record.schema.json` holds; `gongkai schema > schema/record.schema.json` writes it anew. */
export function recordSchemaText(): string {
  return `${JSON.stringify(recordJsonSchema(), null, 2)}\n`;
}
