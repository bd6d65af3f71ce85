import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "../../proto/client/http";
import { isOver, pauseAfter } from "../src/survey/survey";

test("who is not heard asks ever less often, and once a minute at least", () => {
	assert.deepEqual([0, 1, 2, 3, 4, 5, 50].map(pauseAfter), [2000, 4000, 8000, 16000, 32000, 60000, 60000]);
});

test("what is not there or over is not asked again; all else is", () => {
	for (const status of [404, 410]) assert(isOver(new Refusal(status, { code: "absent" })));
	for (const status of [0, 401, 429, 500, 503]) assert(!isOver(new Refusal(status, { code: "busy" })));
	assert(!isOver(new TypeError()));
});
