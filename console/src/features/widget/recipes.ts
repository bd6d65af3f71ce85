/* The chat's line as each kind of page wants it. */

export const PLACES = ['page', 'tagManager', 'wordpress', 'shopify', 'app'] as const;
export type PlaceName = (typeof PLACES)[number];

export interface Desk {
	id: string;
	scriptUrl: string;
}

const line = ({ id, scriptUrl }: Desk) =>
	`<script src="${scriptUrl}" data-tenant-id="${id}" async></script>`;

export const RECIPES: Record<PlaceName, (desk: Desk) => string> = {
	page: line,
	/* Tag managers make the element anew, and its attributes are lost: the address says whose it is. */
	tagManager: ({ id, scriptUrl }) => `<script src="${scriptUrl}?tenant=${id}" async></script>`,
	wordpress: ({ id, scriptUrl }) =>
		[
			"add_action( 'wp_footer', function () {",
			'	wp_print_script_tag( array(',
			`		'src' => '${scriptUrl}',`,
			`		'data-tenant-id' => '${id}',`,
			"		'async' => true,",
			'	) );',
			'} );',
		].join('\n'),
	shopify: line,
	app: ({ id, scriptUrl }) =>
		[
			"if (!document.querySelector('script[data-tenant-id]')) {",
			"	const script = document.createElement('script');",
			`	script.src = '${scriptUrl}';`,
			`	script.dataset.tenantId = '${id}';`,
			'	script.async = true;',
			'	document.head.append(script);',
			'}',
		].join('\n'),
};
