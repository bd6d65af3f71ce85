// Where the visitor's earlier conversations stand in the window; what draws them is fetched by need.
import { useDesk } from "./context";
import { usePart } from "./usePart";

export function EarlierChats({ onLeave }: { onLeave(): void }) {
	const { locale } = useDesk();
	const { place, state, retry } = usePart(EARLIER_FILE, onLeave);
	return (
		<>
			<div class="earlier-host" ref={place} />
			{state === "busy" && <div class="loading">{locale.text("loading")}</div>}
			{state === "failed" && (
				<div class="panel">
					<p role="alert">{locale.text("notSaved")}</p>
					<div class="choices">
						<button type="button" class="secondary" onClick={onLeave}>
							{locale.text("cancel")}
						</button>
						<button type="button" class="primary" onClick={retry}>
							{locale.text("retry")}
						</button>
					</div>
				</div>
			)}
		</>
	);
}
