import assert from "node:assert/strict";
import { test } from "node:test";
import { reconnectDelay } from "../src/app/socket";

test("the delay is anything between nothing and the doubled base", () => {
	assert.equal(reconnectDelay(0, () => 0), 0);
	assert.equal(reconnectDelay(0, () => 1), 500);
	assert.equal(reconnectDelay(3, () => 1), 4000);
});

test("the delay never exceeds half a minute", () => {
	for (const attempt of [6, 10, 1000]) assert.equal(reconnectDelay(attempt, () => 1), 30_000);
});
