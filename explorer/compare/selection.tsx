/** Which regions and years are compared; all of it stands in the URL. */
import { useEffect, useState } from 'preact/hooks';
import type { Selection } from '../../pipeline/explorer/api.js';
import { say } from '../app/language.js';
import { goWith } from '../app/route.js';

export function selectionFrom(query: URLSearchParams): Selection {
  const region = query.get('region');
  const year = (name: string) => (/^\d{4}$/.test(query.get(name) ?? '') ? Number(query.get(name)) : undefined);
  const [from, to] = [year('from'), year('to')];
  return {
    ...(region ? { region } : {}),
    ...(from !== undefined ? { from } : {}),
    ...(to !== undefined ? { to } : {}),
  };
}

export function SelectionFields({ query }: { query: URLSearchParams }) {
  return (
    <>
      <Field name="region" query={query} label={say('地区（名称或代码）', 'Region (name or code)')} />
      <Field name="from" query={query} label={say('从年度', 'From year')} isYear />
      <Field name="to" query={query} label={say('到年度', 'To year')} isYear />
    </>
  );
}

interface FieldProps {
  name: string;
  query: URLSearchParams;
  label: string;
  isYear?: boolean;
}

function Field({ name, query, label, isYear = false }: FieldProps) {
  const there = query.get(name) ?? '';
  const [text, setText] = useState(there);
  useEffect(() => setText(there), [there]);
  return (
    <label class={isYear ? 'field field-year' : 'field'}>
      <span class="small quiet">{label}</span>
      <input
        value={text}
        inputMode={isYear ? 'numeric' : undefined}
        pattern={isYear ? '\\d{4}' : undefined}
        autocomplete="off"
        onInput={(event) => setText(event.currentTarget.value)}
        onChange={(event) => {
          if (event.currentTarget.validity.valid) goWith({ [name]: event.currentTarget.value.trim() });
        }}
      />
    </label>
  );
}
