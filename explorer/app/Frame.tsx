/** What stands around every view: where one can go, search, light or dark, 中文 or English. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { chooseLanguage, language, say } from './language.js';
import { go, hrefOf } from './route.js';
import { chooseTheme, theme } from './theme.js';

const PLACES = [
  { path: '', zh: '总览', en: 'Overview' },
  { path: 'documents', zh: '文件', en: 'Documents' },
  { path: 'tables', zh: '数据表', en: 'Tables' },
  { path: 'compare', zh: '比较', en: 'Compare' },
  { path: 'review', zh: '复核', en: 'Review' },
];

export function Frame({ path, children }: { path: string[]; children: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  const where = path.join('/');
  useEffect(() => setOpen(false), [where]);
  useEffect(() => {
    document.addEventListener('keydown', focusSearch);
    return () => document.removeEventListener('keydown', focusSearch);
  }, []);
  return (
    <>
      <a class="skip" href="#main">
        {say('跳到正文', 'Skip to the content')}
      </a>
      <header class="bar">
        <a class="wordmark" href="/">
          公开<span lang="en">gongkai</span>
        </a>
        <button
          type="button"
          class="menu-button"
          aria-expanded={open}
          aria-controls="menu"
          onClick={() => setOpen(!open)}
        >
          {say('菜单', 'Menu')}
        </button>
        <div id="menu" class={open ? 'bar-fold open' : 'bar-fold'}>
          <nav aria-label={say('主导航', 'Main')}>
            {PLACES.map((place) => (
              <a href={`/${place.path}`} aria-current={(path[0] ?? '') === place.path ? 'page' : undefined}>
                {say(place.zh, place.en)}
              </a>
            ))}
          </nav>
          <search class="bar-search">
            <SearchEverywhere />
          </search>
          <Choices />
        </div>
      </header>
      {children}
    </>
  );
}

function SearchEverywhere() {
  const label = say('搜索全部文件', 'Search all documents');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const search = new FormData(event.currentTarget).get('search');
        go(hrefOf(['documents'], { search: String(search ?? '').trim() }));
        event.currentTarget.reset();
      }}
    >
      <input type="search" name="search" aria-label={label} placeholder={`${label}  /`} autocomplete="off" />
    </form>
  );
}

function Choices() {
  const [now, setNow] = useState(theme);
  const other = now === 'dark' ? 'light' : 'dark';
  const toOther = other === 'dark' ? say('深色', 'Dark') : say('浅色', 'Light');
  const toLanguage = language() === 'zh' ? 'en' : 'zh';
  return (
    <div class="bar-choices">
      <button
        type="button"
        onClick={() => {
          chooseTheme(other);
          setNow(other);
        }}
      >
        {toOther}
      </button>
      <button type="button" lang={toLanguage === 'en' ? 'en' : 'zh-CN'} onClick={() => chooseLanguage(toLanguage)}>
        {toLanguage === 'en' ? 'English' : '中文'}
      </button>
    </div>
  );
}

/** `/` goes to the search of the view, else to that of the frame. */
function focusSearch(event: KeyboardEvent): void {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = event.target as HTMLElement;
  if (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) return;
  const search =
    document.querySelector<HTMLInputElement>('main input[type=search]') ??
    document.querySelector<HTMLInputElement>('.bar-search input');
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
}
