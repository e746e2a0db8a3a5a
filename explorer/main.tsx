/** Starts the application in the page. */
import { render } from 'preact';
import { App } from './app/App.js';
import { followLinks } from './app/route.js';
import './app/style.css';

document.addEventListener('click', followLinks);
render(<App />, document.getElementById('app')!);
