// What the build puts in: stylesheets as strings, and files' names with their hashes.
declare module "*.css" {
	const text: string;
	export default text;
}
declare const APP_FILE: string;
declare const EARLIER_FILE: string;
declare const SURVEY_FILE: string;
declare const STREAM_FILE: string;
declare const LAUNCHER_FILE: string;
declare const FORMS_FILE: string;
