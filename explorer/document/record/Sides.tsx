/** Both sides of a check: what each says, and the way to where it is printed. */

import { say, sayOf } from '../../app/language.js';
import { hrefOf } from '../../app/route.js';
import { useOpened } from '../context.js';
import { differs, placeName } from '../labels.js';

/** So many are shown in a list of checks; all of them where the check is chosen. */
const FEW = 5;

export function Sides({ number, onPlace }: { number: number; onPlace?: (nth: number) => void }) {
  const { view, onChoose } = useOpened();
  const own = view.record.document.sha256;
  const { sides } = view.checks[number - 1]!;
  const few = onPlace ? sides : sides.slice(0, FEW);
  let before = 0;
  return (
    <table class="sides">
      <tbody>
        {few.map(({ what, value, raw, at, document }, i) => {
          const nth = before;
          const isElsewhere = document !== undefined && document.sha256 !== own;
          if (!isElsewhere) before += at.length;
          return (
            <tr key={i}>
              <th scope="row">{sayOf(what)}</th>
              <td>
                <b>{value || '—'}</b>
                {raw !== '' && differs(raw, value) && <span class="quiet small"> {raw}</span>}
              </td>
              <td class="small">
                {isElsewhere ? (
                  <a href={hrefOf(['documents', document.sha256])}>{say('另一份文件', 'another document')}</a>
                ) : at.length > 0 ? (
                  <button
                    type="button"
                    class="plain link"
                    onClick={() => (onPlace ? onPlace(nth) : onChoose({ kind: 'check', number }))}
                  >
                    {placeName(at[0]!)}
                  </button>
                ) : (
                  <span class="quiet">{say('推算', 'computed')}</span>
                )}
              </td>
            </tr>
          );
        })}
        {few.length < sides.length && (
          <tr>
            <td colSpan={3}>
              <button type="button" class="plain link small" onClick={() => onChoose({ kind: 'check', number })}>
                {say(`另有 ${sides.length - few.length} 项`, `${sides.length - few.length} more`)}
              </button>
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
