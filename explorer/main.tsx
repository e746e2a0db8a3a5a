/** Starts the application in the page. */
// First, so that the styles of the views can differ from it.
import './app/style.css';
import { render } from 'preact';
import { App } from './app/App.js';
import { chooseLanguage, language } from './app/language.js';
import { followLinks } from './app/route.js';
import { showTheme } from './app/theme.js';

showTheme();
chooseLanguage(language());
document.addEventListener('click', followLinks);
render(<App />, document.getElementById('app')!);
