/** Accepts a value as it is read, or puts another one in its place: value, why, and who. */
import { useId, useState } from 'preact/hooks';
import { useCatalogue } from '../app/catalogue.js';
import { post, ServerError } from '../app/client.js';
import { say } from '../app/language.js';
import { fieldTitle, writtenValue } from './labels.js';
import { type Part, valueAt } from './parts.js';

const WHO = 'gongkai-who';

interface FormProps {
  document: string;
  part: Part;
  field: string;
  mode: 'accept' | 'correct';
  onDone(): void;
  onClose(): void;
}

export function CorrectionForm({ document, part, field, mode, onDone, onClose }: FormProps) {
  const catalogue = useCatalogue();
  const id = useId();
  const now = writtenValue(valueAt(part, field));
  const [value, setValue] = useState(mode === 'accept' || now !== '(none)' ? now : '');
  const [why, setWhy] = useState(mode === 'accept' ? say('与原件一致', 'as the original has it') : '');
  const [who, setWho] = useState(() => localStorage.getItem(WHO) ?? '');
  const [evidence, setEvidence] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, setSending] = useState(false);

  const send = async (event: Event) => {
    event.preventDefault();
    setSending(true);
    setProblem(null);
    try {
      localStorage.setItem(WHO, who.trim());
      await post('/api/corrections', {
        document_id: document,
        record_id: part.id,
        record_type: part.type,
        field,
        value,
        who: who.trim(),
        why: why.trim(),
        ...(evidence.trim() ? { evidence: evidence.trim() } : {}),
      });
      onDone();
    } catch (error) {
      setProblem(
        error instanceof ServerError
          ? error.message
          : say('服务器没有回应，更正没有保存。', 'The server does not answer; nothing was saved.'),
      );
      setSending(false);
    }
  };
  const codes = catalogue.tables
    .find(({ recordType }) => recordType === part.type)
    ?.columns.find(({ name }) => name === field)?.codes;
  const isLong = value.length > 30;
  return (
    <form class="correction" onSubmit={send} aria-label={say('更正', 'Correction')}>
      <label for={`${id}-value`}>{fieldTitle(catalogue, part, field)}</label>
      {codes && mode === 'correct' ? (
        <>
          <input
            id={`${id}-value`}
            list={`${id}-codes`}
            value={value}
            required
            onInput={(event) => setValue(event.currentTarget.value)}
          />
          <datalist id={`${id}-codes`}>
            {codes.map(({ code }) => (
              <option key={code} value={code}>
                {catalogue.code(tableOf(catalogue, part), field, code)}
              </option>
            ))}
          </datalist>
        </>
      ) : isLong ? (
        <textarea
          id={`${id}-value`}
          rows={4}
          value={value}
          readOnly={mode === 'accept'}
          required
          onInput={(event) => setValue(event.currentTarget.value)}
        />
      ) : (
        <input
          id={`${id}-value`}
          value={value}
          readOnly={mode === 'accept'}
          required
          autocomplete="off"
          aria-invalid={problem !== null}
          aria-describedby={`${id}-problem`}
          onInput={(event) => setValue(event.currentTarget.value)}
        />
      )}
      {mode === 'correct' && <p class="quiet small">{say('没有数值填 (none)', '(none) empties the field')}</p>}
      {/* Always there, so that what comes into it is read out. */}
      <p id={`${id}-problem`} class="problem" role="alert">
        {problem}
      </p>
      <label for={`${id}-why`}>{say('理由', 'Why')}</label>
      <input id={`${id}-why`} value={why} required onInput={(event) => setWhy(event.currentTarget.value)} />
      <label for={`${id}-who`}>{say('核对人', 'Who')}</label>
      <input
        id={`${id}-who`}
        value={who}
        required
        autocomplete="name"
        onInput={(event) => setWho(event.currentTarget.value)}
      />
      <label for={`${id}-evidence`}>
        {say('依据', 'Evidence')} <span class="quiet small">{say('可不填', 'if any')}</span>
      </label>
      <input
        id={`${id}-evidence`}
        value={evidence}
        placeholder={say('例：电话核实、决算公开第 3 页', 'e.g. a call, page 3 of the accounts')}
        onInput={(event) => setEvidence(event.currentTarget.value)}
      />
      <p class="correction-actions">
        <button type="submit" class="main-action" disabled={sending}>
          {mode === 'accept' ? say('确认无误', 'Accept') : say('保存更正', 'Save correction')}
        </button>
        <button type="button" onClick={onClose}>
          {say('取消', 'Cancel')}
        </button>
      </p>
    </form>
  );
}

function tableOf(catalogue: ReturnType<typeof useCatalogue>, part: Part): string {
  return catalogue.tables.find(({ recordType }) => recordType === part.type)?.name ?? '';
}
