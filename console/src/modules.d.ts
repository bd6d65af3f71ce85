declare module '*.module.css' {
	const classes: Record<string, string>;
	export default classes;
}
declare module '*.css';

/* The address of notifier.worker.ts, as it was built. */
declare const NOTIFIER_URL: string;

/* Every room's styles, gathered by build.mjs. */
declare module 'all-styles';
