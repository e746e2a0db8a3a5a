/** What the documents can be narrowed by, with how many there are of each. */
import { useState } from 'preact/hooks';
import type { Documents } from '../../pipeline/explorer/api.js';
import { type Catalogue, useCatalogue } from '../app/catalogue.js';
import { say } from '../app/language.js';
import { count } from '../app/numbers.js';
import { hrefOf } from '../app/route.js';
import { severityWord, statusWord } from '../app/words.js';

export const FACETS = [
  { name: 'region', zh: '地区', en: 'Region' },
  { name: 'year', zh: '年度', en: 'Year' },
  { name: 'kind', zh: '内容', en: 'Content' },
  { name: 'form', zh: '表格', en: 'Form' },
  { name: 'status', zh: '状态', en: 'State' },
  { name: 'severity', zh: '问题', en: 'Findings' },
] as const;
type Facet = (typeof FACETS)[number];

/** Values of a facet that are shown before somebody asks for more. */
const FEW = 8;

export function Facets({ facets, query }: { facets: Documents['facets']; query: URLSearchParams }) {
  const chosen = FACETS.filter(({ name }) => query.has(name));
  // Open beside the list, folded above it where there is no room beside.
  const [open, setOpen] = useState(false);
  return (
    <aside class="facets" aria-label={say('筛选', 'Filter')}>
      <button type="button" class="facets-button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {say('筛选', 'Filter')} {chosen.length > 0 && `(${chosen.length})`}
      </button>
      <div class={open ? 'facets-body open' : 'facets-body'}>
        {chosen.length > 0 && (
          <p>
            <a href={hrefOf(['documents'], { search: query.get('search') ?? undefined })}>
              {say('清除筛选', 'Clear filters')}
            </a>
          </p>
        )}
        {FACETS.map((facet) => (
          <FacetValues facet={facet} values={facets[facet.name] ?? []} query={query} />
        ))}
      </div>
    </aside>
  );
}

interface FacetValuesProps {
  facet: Facet;
  values: Documents['facets'][Facet['name']];
  query: URLSearchParams;
}

function FacetValues({ facet, values, query }: FacetValuesProps) {
  const catalogue = useCatalogue();
  const [all, setAll] = useState(false);
  const chosen = query.get(facet.name);
  if (values.length === 0 && chosen === null) return null;
  // What is chosen is always there, or nobody could take it back.
  const known = values.some(({ value }) => value === chosen) || chosen === null;
  const shown = all ? values : values.filter(({ value }, i) => i < FEW || value === chosen);
  const others = Object.fromEntries([...query].filter(([name]) => name !== 'offset'));
  const href = (value: string | undefined) => hrefOf(['documents'], { ...others, [facet.name]: value });
  const label = (value: string, given: string | null) => given ?? labelOf(facet.name, value, catalogue);
  return (
    <section class="facet">
      <h2>{say(facet.zh, facet.en)}</h2>
      <ul>
        {!known && (
          <li>
            <a href={href(undefined)} aria-current="true">
              <span>{label(chosen!, null)}</span>
              <span>0</span>
            </a>
          </li>
        )}
        {shown.map(({ value, label: given, documents }) => (
          <li>
            <a href={href(value === chosen ? undefined : value)} aria-current={value === chosen ? 'true' : undefined}>
              <span>{label(value, given)}</span>
              <span class="number">{count(documents)}</span>
            </a>
          </li>
        ))}
      </ul>
      {values.length > FEW && (
        <button type="button" class="plain small" onClick={() => setAll(!all)}>
          {all ? say('收起', 'Fewer') : say(`全部 ${values.length} 项`, `All ${values.length}`)}
        </button>
      )}
    </section>
  );
}

/** Codes in words, where the server gives none. */
function labelOf(facet: Facet['name'], value: string, catalogue: Catalogue): string {
  if (facet === 'status') return statusWord(value);
  if (facet === 'severity') return severityWord(value);
  if (facet === 'kind') return catalogue.code('documents', 'kinds', value);
  if (facet === 'form') return catalogue.code('projects', 'form', value);
  return value;
}
