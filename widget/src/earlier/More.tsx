// What stands where more could be: a button for it, that it is coming, or that it did not come.
import { useArchive } from "./context";
import type { Pages } from "./usePages";

interface MoreProps {
	pages: Pages<unknown>;
	label: string;
}

export function More({ pages, label }: MoreProps) {
	const { texts } = useArchive();
	const { reading, hasMore, items, more } = pages;
	const isFirst = items.length === 0;
	return (
		<div class="earlier-more">
			<div role="status">{reading === "busy" && <div class="loading">{texts.loading}</div>}</div>
			{reading === "failed" && (
				<p class="problem" role="alert">
					{texts.failed}
				</p>
			)}
			{hasMore && !(isFirst && reading === "busy") && (
				<button type="button" aria-disabled={reading === "busy"} onClick={more}>
					{reading === "failed" ? texts.retry : label}
				</button>
			)}
		</div>
	);
}
