// What the build puts in: stylesheets as strings, and the app's file name with its hash.
declare module "*.css" {
	const text: string;
	export default text;
}
declare const APP_FILE: string;
