// Reads text/event-stream (WHATWG HTML, 9.2.6) as it comes, in pieces of any size. Only data matters
// here: our server names no events and no ids, a resume says where to go on.

export class EventStream {
	private rest = "";
	private data: string[] = [];

	constructor(private readonly onData: (data: string) => void) {}

	push(text: string): void {
		// A carriage return at the end may be half of a line's end: it waits for what follows.
		const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/);
		this.rest = lines.pop()!;
		for (const line of lines) this.line(line);
	}

	private line(line: string): void {
		if (line.startsWith("data:")) this.data.push(line.slice(line[5] === " " ? 6 : 5));
		if (line || this.data.length === 0) return;
		const data = this.data.join("\n");
		this.data = [];
		this.onData(data);
	}
}

/** Hands every piece of a body to `onPiece`, until its end. */
export async function readBody(
	body: ReadableStream<Uint8Array>,
	onPiece: (text: string) => void,
): Promise<void> {
	const reader = body.getReader();
	const decoder = new TextDecoder();
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return;
		onPiece(decoder.decode(value, { stream: true }));
	}
}
