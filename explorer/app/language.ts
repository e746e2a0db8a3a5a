/** 中文 first, English at a click; the choice is kept in this browser. Texts stand beside their use: `say('项目', 'Project')`. */
import { useEffect, useState } from 'preact/hooks';

export type Language = 'zh' | 'en';

const KEY = 'gongkai-language';
const listeners = new Set<() => void>();

export function language(): Language {
  return localStorage.getItem(KEY) === 'en' ? 'en' : 'zh';
}

export function chooseLanguage(chosen: Language): void {
  localStorage.setItem(KEY, chosen);
  document.documentElement.lang = chosen === 'en' ? 'en' : 'zh-CN';
  for (const listener of listeners) listener();
}

/** Draws again when another language is chosen; used once, at the root. */
export function useLanguage(): Language {
  const [now, setNow] = useState(language);
  useEffect(() => {
    const update = () => setNow(language());
    listeners.add(update);
    return () => void listeners.delete(update);
  }, []);
  return now;
}

export function say(zh: string, en: string): string {
  return language() === 'en' ? en : zh;
}

export function sayOf(text: { zh: string; en: string }): string {
  return say(text.zh, text.en);
}
