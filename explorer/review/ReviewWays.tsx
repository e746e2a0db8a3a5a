/** The two sides of reviewing: what is still doubtful, and what people have decided. */
import { say } from '../app/language.js';

export function ReviewWays({ chosen }: { chosen: 'queue' | 'corrections' }) {
  return (
    <div class="view-head">
      <h1>{say('复核', 'Review')}</h1>
      <nav class="compare-ways" aria-label={say('复核', 'Review')}>
        <a href="/review" aria-current={chosen === 'queue' ? 'page' : undefined}>
          {say('待复核', 'To review')}
        </a>
        <a href="/review/corrections" aria-current={chosen === 'corrections' ? 'page' : undefined}>
          {say('更正记录', 'Corrections')}
        </a>
      </nav>
    </div>
  );
}
