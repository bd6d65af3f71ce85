/* Where the console starts. */
import './app/nonce';
import './global.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { texts } from './locale';

document.documentElement.lang = texts().language;
createRoot(document.getElementById('root')!).render(<App />);
