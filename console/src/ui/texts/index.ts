import { inLanguage } from '../language';
import { de } from './de';
import { en } from './en';

/* What every room's texts have beside their own. */
export const shared = inLanguage({ en, de });

export const texts = () => shared;
