/** Light or dark: as the system has it, until the reader chooses; the choice is kept in this browser. */

export type Theme = 'light' | 'dark';

const KEY = 'gongkai-theme';

export function theme(): Theme {
  const chosen = localStorage.getItem(KEY);
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function chooseTheme(chosen: Theme): void {
  localStorage.setItem(KEY, chosen);
  showTheme();
}

/** Puts what was chosen before on the page; nothing, where the system decides. */
export function showTheme(): void {
  const chosen = localStorage.getItem(KEY);
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
}
