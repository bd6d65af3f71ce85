import { inLanguage } from '../../../../ui/language';
import { de } from './de';
import { en } from './en';

const table = inLanguage({ en, de });

export const liveTexts = () => table;
