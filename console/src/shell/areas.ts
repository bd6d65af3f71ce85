/* What the navigation leads to, as the house gives it: an area has its pages, of which one may be shown. */
import type { LucideIcon } from 'lucide-react';

export interface Area {
	href: string;
	title: string;
	isHere: boolean;
	Icon: LucideIcon;
}
