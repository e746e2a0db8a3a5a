/** Starts the application in the page. */
import { render } from 'preact';
import { App } from './app/App.js';
import { chooseLanguage, language } from './app/language.js';
import { followLinks } from './app/route.js';
import { showTheme } from './app/theme.js';
import './app/style.css';

showTheme();
chooseLanguage(language());
document.addEventListener('click', followLinks);
render(<App />, document.getElementById('app')!);
