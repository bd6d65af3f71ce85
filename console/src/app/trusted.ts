/*
 * The page's policy lets nothing become code or markup that was a text before. This says what may all
 * the same: the styles that Mantine writes, which have no tags in them, and the one worker.
 */
interface Policies {
	createPolicy(name: string, rules: Record<string, (text: string) => string | null>): void;
}

const { trustedTypes } = globalThis as { trustedTypes?: Policies };

trustedTypes?.createPolicy('default', {
	createHTML: (text) => (text.includes('<') ? null : text),
	createScriptURL: (url) => (url === NOTIFIER_URL ? url : null),
});

export {};
