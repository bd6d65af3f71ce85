// A text that may change, in an element of its own that goes with it: translators and extensions put
// other nodes in the place of a text, which then cannot be changed or taken away by itself.
export function Words({ children }: { children: string }) {
	return <span key={children}>{children}</span>;
}
