/* The mark: a reception bell. */
export function Logo({ size = 28 }: { size?: number }) {
	return (
		<svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
			<rect width="32" height="32" rx="9" fill="#256a4a" />
			<path d="M9 21.5a7 7 0 0 1 14 0z" fill="#fff" />
			<rect x="7.5" y="22.6" width="17" height="2.4" rx="1.2" fill="#fff" />
			<circle cx="16" cy="11.4" r="1.9" fill="#fff" />
			<path d="M16 12.5v3" stroke="#fff" strokeWidth="1.8" />
		</svg>
	);
}
