/* Where the console starts. */
import './app/trusted';
import './app/nonce';
import './global.css';
import 'all-styles';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { preload } from './app/Gate';
import { language } from './ui/language';
import { currentPlace } from './ui/place';

document.documentElement.lang = language;
preload(currentPlace());
createRoot(document.getElementById('root')!).render(<App />);
