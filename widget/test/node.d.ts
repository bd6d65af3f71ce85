// The little of Node that the tests use, so that the widget needs no types of Node.
declare module "node:test" {
	export function test(name: string, run: () => void | Promise<void>): void;
}
declare module "node:fs" {
	export function readFileSync(path: string, encoding: "utf8"): string;
}
declare module "node:assert/strict" {
	interface Assert {
		(value: unknown, message?: string): asserts value;
		equal(actual: unknown, expected: unknown, message?: string): void;
		deepEqual(actual: unknown, expected: unknown, message?: string): void;
	}
	const assert: Assert;
	export default assert;
}
