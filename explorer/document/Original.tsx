/** The original in the viewer that fits it, or why there is none. */
import { say } from '../app/language.js';
import { useOpened } from './context.js';
import { BlocksOriginal } from './original/BlocksOriginal.js';
import { HtmlOriginal } from './original/HtmlOriginal.js';
import { PdfOriginal } from './original/PdfOriginal.js';
import type { OriginalProps } from './original/shown.js';
import { TextOriginal } from './original/TextOriginal.js';
import { DownloadLink } from './record/DocumentFacts.js';

/** What the viewers leave out, in Chinese; the server says it in English. */
const NOTES: Record<string, string> = {
  html: '已停用脚本、表单和外部资源',
  blocks: '按阅读顺序显示提取的内容，不保留原件版式',
};

export function Original(props: OriginalProps) {
  const { view } = useOpened();
  const note = view.viewerNote && (
    <p class="original-note is-small">{say(NOTES[view.viewer ?? ''] ?? view.viewerNote, view.viewerNote)}</p>
  );
  if (view.viewer === null) {
    return (
      <div class="original-note">
        <p>{say('原件不能在这里显示。', 'The original cannot be shown here.')}</p>
        {view.viewerNote && <p class="quiet">{view.viewerNote}</p>}
        <p>
          <DownloadLink id={props.id} />
        </p>
      </div>
    );
  }
  return (
    <>
      {note}
      {view.viewer === 'pdf' && <PdfOriginal {...props} />}
      {view.viewer === 'html' && <HtmlOriginal {...props} />}
      {view.viewer === 'text' && <TextOriginal {...props} />}
      {view.viewer === 'blocks' && <BlocksOriginal {...props} />}
    </>
  );
}
