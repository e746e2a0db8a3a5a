/** Accepts a value or puts another in its place; what the server will not take is said beside it. */
import { useRef, useState } from 'preact/hooks';
import type { NewCorrection } from '../../pipeline/explorer/api.js';
import { post } from '../app/client.js';
import { say } from '../app/language.js';
import { person, rememberPerson } from '../app/person.js';

interface DecisionFormProps {
  subject: Pick<NewCorrection, 'document_id' | 'record_id' | 'record_type' | 'field'>;
  /** What is read there. */
  value: string;
  onDone: (how: 'accepted' | 'corrected') => void;
}

/** What stands for a value that is to be empty (pipeline/corrections). */
const NOTHING = '(none)';

export function DecisionForm({ subject, value, onDone }: DecisionFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [isCorrecting, setIsCorrecting] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const decide = async (how: 'accepted' | 'corrected') => {
    const given = new FormData(form.current!);
    const text = (name: string) => String(given.get(name) ?? '').trim();
    const who = text('who');
    if (!who) {
      setProblem(say('请填写姓名：更正要有人负责。', 'Say who you are: somebody has to answer for it.'));
      form.current!.querySelector<HTMLInputElement>('[name=who]')?.focus();
      return;
    }
    rememberPerson(who);
    setBusy(true);
    setProblem(null);
    try {
      await post('/api/corrections', {
        ...subject,
        who,
        value: (how === 'accepted' ? value : text('value')) || NOTHING,
        why: text('why') || (how === 'accepted' ? say('与原文一致', 'as printed') : ''),
        ...(text('evidence') ? { evidence: text('evidence') } : {}),
      });
      onDone(how);
    } catch (error) {
      setProblem((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  const correct = () => {
    setIsCorrecting(true);
    // Drawn first, then written in.
    requestAnimationFrame(() => form.current?.querySelector<HTMLInputElement>('[name=value]')?.select());
  };
  return (
    <form
      ref={form}
      class="decision"
      onSubmit={(event) => {
        event.preventDefault();
        void decide(isCorrecting ? 'corrected' : 'accepted');
      }}
      onKeyDown={(event) => event.key === 'Escape' && setIsCorrecting(false)}
    >
      {isCorrecting && (
        <>
          <label>
            <span>{say('更正为', 'Correct to')}</span>
            <input name="value" defaultValue={value} required autocomplete="off" />
          </label>
          <label class="decision-why">
            <span>{say('理由', 'Why')}</span>
            <input name="why" required autocomplete="off" />
          </label>
          <label>
            <span>{say('依据（可不填）', 'Evidence (optional)')}</span>
            <input name="evidence" autocomplete="off" />
          </label>
        </>
      )}
      <label>
        <span>{say('姓名', 'Who')}</span>
        <input name="who" defaultValue={person()} required autocomplete="name" />
      </label>
      <div class="decision-buttons">
        {isCorrecting ? (
          <>
            <button type="submit" class="main-action" disabled={busy}>
              {say('更正', 'Correct')}
            </button>
            <button type="button" onClick={() => setIsCorrecting(false)}>
              {say('取消', 'Cancel')}
            </button>
          </>
        ) : (
          <>
            <button type="submit" class="main-action" data-key="accept" disabled={busy}>
              {say('与原文一致', 'Accept')}
            </button>
            <button type="button" data-key="correct" onClick={correct}>
              {say('更正…', 'Correct…')}
            </button>
          </>
        )}
      </div>
      {problem && (
        <p class="decision-problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
