/** Which keys do what. */
import { useEffect, useRef } from 'preact/hooks';
import { say } from '../app/language.js';

export function Help({ onClose }: { onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current!.showModal(), []);
  const keys: [string[], string][] = [
    [
      ['n', 'j'],
      say('下一项（所选图层；搜索时为下一处命中）', 'next one of the chosen layer; while searching, the next hit'),
    ],
    [['p', 'k'], say('上一项', 'previous one')],
    [['Enter'], say('所选内容的下一处，或回到该处', 'next place of what is chosen, or back to it')],
    [['+', '-', '0'], say('放大、缩小、适合宽度', 'larger, smaller, fit the width')],
    [['o'], say('切换原件与识别结果（窄屏）', 'original or record (narrow screens)')],
    [['Esc'], say('取消选择', 'choose nothing')],
    [['/'], say('在本文件中搜索', 'search in this document')],
    [['?'], say('本帮助', 'this help')],
  ];
  return (
    <dialog ref={dialog} class="help" onClose={onClose} aria-labelledby="help-title">
      <h2 id="help-title">{say('键盘操作', 'Keys')}</h2>
      <dl>
        {keys.map(([names, meaning]) => (
          <div key={meaning}>
            <dt>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet small">
        {say(
          '点击数值，原件上相应位置会亮起；点击原件上的方框，右侧显示读出的内容。',
          'A click on a value lights up where it is printed; a click on a box of the original shows what was read there.',
        )}
      </p>
      <form method="dialog">
        <button type="submit">{say('关闭', 'Close')}</button>
      </form>
    </dialog>
  );
}
