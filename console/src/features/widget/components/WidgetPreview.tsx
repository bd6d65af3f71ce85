/* A picture of the widget with what the form says: a window and its bubble, in the corner of a page. */
import { MessageCircle, Send, X } from 'lucide-react';
import type { CSSProperties } from 'react';
import { textOn } from '../../../../../proto/client/color';
import type { Fields } from '../fields';
import { texts } from '../texts';
import classes from './WidgetPreview.module.css';

function colorsOf({ primaryColor, secondaryColor }: Fields): CSSProperties {
	return {
		'--primary': primaryColor,
		'--on-primary': textOn(primaryColor),
		'--secondary': secondaryColor,
		'--on-secondary': textOn(secondaryColor),
	} as CSSProperties;
}

export function WidgetPreview({ fields }: { fields: Fields }) {
	const { widget: words } = texts();
	const { colorScheme, position } = fields;
	return (
		<div
			className={classes.page}
			role="img"
			aria-label={words.preview}
			data-scheme={colorScheme === 'dark' ? 'dark' : 'light'}
			data-position={position}
			style={colorsOf(fields)}
		>
			<div className={classes.window}>
				<div className={classes.head}>
					<span className={classes.face} />
					<span className={classes.title} dir="auto">
						{fields.headerText}
					</span>
					<X size={16} aria-hidden="true" />
				</div>
				<div className={classes.thread}>
					<p className={classes.theirs} dir="auto">
						{fields.greetingMessage}
					</p>
					<p className={classes.mine}>{words.sample}</p>
				</div>
				<div className={classes.composer}>
					<Send size={16} aria-hidden="true" />
				</div>
			</div>
			<div className={classes.bubble}>
				<MessageCircle size={22} aria-hidden="true" />
			</div>
		</div>
	);
}
