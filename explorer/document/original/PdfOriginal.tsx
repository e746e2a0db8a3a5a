/** A PDF: its pages, drawn when they come near to the view, with what was read from them marked. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { addressOf } from '../../app/client.js';
import { say } from '../../app/language.js';
import { DownloadLink } from '../record/DocumentFacts.js';
import { Scrolling } from '../Scrolling.js';
import { PdfSheet } from './PdfSheet.js';
import { isLocked, openPdf, type PageSize, type Pdf, sizeOfPage } from './pdfjs.js';
import type { OriginalProps } from './shown.js';

/** Pages whose sizes are asked for at a time. */
const SIZES_AT_ONCE = 24;
/** CSS pixels left and right of a page. */
const AIR = 24;
/** A page is not blown up beyond this, in CSS pixels a point. */
const MOST_FITTING = 2.2;
const A4: PageSize = { width: 595, height: 842 };

type State = { is: 'opening'; share: number | null } | { is: 'open'; pdf: Pdf } | { is: 'failed'; error: Error };

export function PdfOriginal(props: OriginalProps) {
  const { id } = props;
  const [state, setState] = useState<State>({ is: 'opening', share: null });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let left = false;
    setState({ is: 'opening', share: null });
    const opening = openPdf(addressOf('/api/documents/:id/original', { id }, {}), (share) => {
      if (!left) setState((now) => (now.is === 'opening' ? { is: 'opening', share } : now));
    });
    opening.promise.then(
      (pdf) => left || setState({ is: 'open', pdf }),
      (error: Error) => left || setState({ is: 'failed', error }),
    );
    return () => {
      left = true;
      opening.close();
    };
  }, [id, tries]);
  if (state.is === 'open') return <Pages {...props} pdf={state.pdf} />;
  if (state.is === 'opening') {
    const share = state.share === null ? '' : ` ${Math.round(state.share * 100)}%`;
    return (
      <p class="original-note" role="status">
        {say('正在打开原件…', 'Opening the original…')}
        {share}
      </p>
    );
  }
  return (
    <div class="original-note" role="alert">
      <p>
        {isLocked(state.error)
          ? say('原件已加密，需要密码才能显示。', 'The original is encrypted; it cannot be shown without its password.')
          : say('原件无法显示。', 'The original cannot be shown.')}
      </p>
      <p class="quiet">{state.error.message}</p>
      <button type="button" onClick={() => setTries((n) => n + 1)}>
        {say('重试', 'Try again')}
      </button>
      <DownloadLink id={id} />
    </div>
  );
}

function Pages(props: OriginalProps & { pdf: Pdf }) {
  const { pdf, lit, zoom, index, onPage } = props;
  const scroller = useRef<HTMLElement>(null);
  const width = useWidth(scroller);
  const sizes = useSizes(pdf);
  const onScroll = () => {
    const { top } = scroller.current!.getBoundingClientRect();
    const sheets = [...scroller.current!.querySelectorAll<HTMLElement>('.sheet')];
    const seen = sheets.findIndex((sheet) => sheet.getBoundingClientRect().bottom > top + 120);
    onPage(seen < 0 ? pdf.numPages : seen + 1, pdf.numPages);
  };
  useEffect(() => onPage(1, pdf.numPages), [pdf]);
  const litPage = lit?.at[lit.nth];
  return (
    <Scrolling class="scroller sheets" label={say('原件', 'Original')} element={scroller} onScroll={onScroll}>
      {width > 0 &&
        Array.from({ length: pdf.numPages }, (_, i) => {
          const size = sizes[i] ?? sizes[0] ?? A4;
          const fitting = Math.min(MOST_FITTING, Math.max(80, width - AIR) / size.width);
          return (
            <PdfSheet
              key={i}
              pdf={pdf}
              number={i + 1}
              size={size}
              isKnown={sizes[i] !== undefined}
              scale={fitting * zoom}
              shown={index.onPage(i + 1)}
              layers={props.layers}
              lit={lit}
              isAsked={litPage !== undefined && 'page' in litPage && litPage.page === i + 1}
              onChoose={props.onChoose}
              onPoint={props.onPoint}
            />
          );
        })}
    </Scrolling>
  );
}

/** Width inside of an element, without its scroll bar. */
function useWidth(element: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => setWidth(element.current?.clientWidth ?? 0));
    observer.observe(element.current!);
    setWidth(element.current!.clientWidth);
    return () => observer.disconnect();
  }, []);
  return width;
}

/** The size of each page, as they become known: the first at once, so that the view can be laid out. */
function useSizes(pdf: Pdf): (PageSize | undefined)[] {
  const [sizes, setSizes] = useState<(PageSize | undefined)[]>([]);
  useEffect(() => {
    let left = false;
    const measure = async () => {
      const known: (PageSize | undefined)[] = [];
      for (let next = 0; next < pdf.numPages && !left; ) {
        const count = next === 0 ? 1 : Math.min(SIZES_AT_ONCE, pdf.numPages - next);
        const numbers = Array.from({ length: count }, (_, i) => next + i + 1);
        // A page that is broken is shown as such by its sheet.
        const found = await Promise.all(numbers.map((number) => pdf.getPage(number).then(sizeOfPage, () => A4)));
        if (left) return;
        known.push(...found);
        next += count;
        setSizes([...known]);
      }
    };
    void measure();
    return () => {
      left = true;
    };
  }, [pdf]);
  return sizes;
}
