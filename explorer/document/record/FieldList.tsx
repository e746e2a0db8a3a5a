/** Fields of a part with their titles, each to be chosen; those that hold nothing only when they are asked for. */
import { useState } from 'preact/hooks';
import { useCatalogue } from '../../app/catalogue.js';
import { say } from '../../app/language.js';
import { type Part, valueAt } from '../parts.js';
import { Value } from './Value.js';

/** What a text is longer than where it takes a line of its own, in characters. */
const LONG = 24;

export function FieldList({ part, fields }: { part: Part; fields: readonly string[] }) {
  const catalogue = useCatalogue();
  const [all, setAll] = useState(false);
  const filled = fields.filter((field) => valueAt(part, field) !== null);
  const empty = fields.length - filled.length;
  return (
    <div class="fields">
      <dl>
        {(all ? fields : filled).map((field) => {
          const value = valueAt(part, field);
          const isLong = typeof value === 'string' && value.length > LONG;
          return (
            <div key={field} class={isLong ? 'field is-long' : 'field'}>
              <dt>{catalogue.field(part.type, field)}</dt>
              <dd>
                <Value part={part} field={field} />
              </dd>
            </div>
          );
        })}
      </dl>
      {empty > 0 && (
        <button type="button" class="plain small quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all
            ? say('收起空白字段', 'Hide empty fields')
            : say(`另有 ${empty} 个字段原件未载`, `${empty} more not printed`)}
        </button>
      )}
    </div>
  );
}
