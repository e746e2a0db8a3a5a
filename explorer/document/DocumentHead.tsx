/** What the document is: title, county, year, how far it was read. */
import type { DocumentView } from '../../pipeline/explorer/api.js';
import { say } from '../app/language.js';
import { hrefOf } from '../app/route.js';
import { StatusTag } from '../app/words.js';
import { DownloadLink } from './record/DocumentFacts.js';

interface DocumentHeadProps {
  view: DocumentView;
  onAbout(): void;
  onHelp(): void;
}

export function DocumentHead({ view, onAbout, onHelp }: DocumentHeadProps) {
  const { document, status } = view.record;
  const note = statusNote(status);
  const gone = view.sources.length > 0 && view.sources.every((source) => source.gone !== null);
  return (
    <header class="document-head">
      <h1 title={document.title ?? undefined}>{document.title ?? say('（未识别标题）', '(no title was read)')}</h1>
      <p class="document-facts">
        <StatusTag status={status} />
        {view.supersededBy ? (
          <a class="tag tag-warning" href={hrefOf(['documents', view.supersededBy])}>
            {say('已有新版：打开', 'superseded: open what stands there now')}
          </a>
        ) : (
          gone && <span class="tag tag-warning">{say('网站已撤下', 'gone from the site')}</span>
        )}
        {document.region_name && <span>{document.region_name}</span>}
        {document.fiscal_year && <span>{say(`${document.fiscal_year} 年度`, `year ${document.fiscal_year}`)}</span>}
        {document.pages !== null && document.pages > 0 && (
          <span>{say(`${document.pages} 页`, `${document.pages} page${document.pages === 1 ? '' : 's'}`)}</span>
        )}
        <button type="button" class="plain link" onClick={onAbout}>
          {say('来源', 'Source')}
        </button>
        <DownloadLink id={document.sha256} />
        <button type="button" class="help-button" onClick={onHelp} aria-label={say('键盘操作（?）', 'Keys (?)')}>
          ?
        </button>
      </p>
      {note && <p class="document-status">{note}</p>}
    </header>
  );
}

/** What a status means for whoever looks for a value. */
function statusNote(status: string): string | null {
  const notes: Record<string, string> = {
    'needs-ocr': say(
      '这是扫描件，没有可读的文字。安装 tesseract 后重新读取即可识别。',
      'This is a scan without text. It can be read where tesseract is installed.',
    ),
    encrypted: say('文件已加密，没有密码不能读取。', 'The file is encrypted and cannot be read without its password.'),
    unsupported: say('这种文件格式还不能读取。', 'This format is not read yet.'),
    blocked: say('网站拦截了访问，没有取得原件。', 'The site refused access; the original was not obtained.'),
    gone: say('网站已撤下这份文件。', 'The site does not publish it any more.'),
  };
  return (
    notes[status] ??
    (status.startsWith('failed')
      ? say('文件没有读成，原因见“问题”。', 'It could not be read; the findings say why.')
      : null)
  );
}
