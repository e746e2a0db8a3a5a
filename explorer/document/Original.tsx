/** The original in the viewer that fits it, or why there is none. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { say } from '../app/language.js';
import { useOpened } from './context.js';
import { BlocksOriginal } from './original/BlocksOriginal.js';
import { HtmlOriginal } from './original/HtmlOriginal.js';
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
      {view.viewer === 'pdf' && <Pdf {...props} />}
      {view.viewer === 'html' && <HtmlOriginal {...props} />}
      {view.viewer === 'text' && <TextOriginal {...props} />}
      {view.viewer === 'blocks' && <BlocksOriginal {...props} />}
    </>
  );
}

/** pdf.js is half a megabyte: it is loaded with the first PDF that is looked at. */
let pdfOriginal: ComponentType<OriginalProps> | null = null;

function Pdf(props: OriginalProps) {
  const [View, setView] = useState(() => pdfOriginal);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (View) return;
    import('./original/PdfOriginal.js').then(
      (module) => {
        pdfOriginal = module.PdfOriginal;
        setView(() => module.PdfOriginal);
      },
      () => setFailed(true),
    );
  }, []);
  if (View) return <View {...props} />;
  return (
    <p class="original-note" role="status">
      {failed
        ? say('服务器没有回应，请刷新页面。', 'The server does not answer; load the page again.')
        : say('正在打开原件…', 'Opening the original…')}
    </p>
  );
}
