/** Says that what is chosen stands where this viewer shows nothing: in the head of a web page, in the properties of a file. */
import { say } from '../../app/language.js';

export function Elsewhere({ path }: { path: string }) {
  return (
    <p class="original-note is-small" role="status">
      {say('所选内容的位置不在所显示的部分中：', 'What is chosen stands in a part that is not shown: ')}
      <code>{path}</code>
    </p>
  );
}
