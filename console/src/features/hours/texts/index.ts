import { inLanguage } from '../../../ui/language';
import { shared } from '../../../ui/texts';
import { de } from './de';
import { en } from './en';

const table = { ...shared, ...inLanguage({ en, de }) };

export const texts = () => table;
