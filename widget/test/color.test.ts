import assert from "node:assert/strict";
import { test } from "node:test";
import { AA_CONTRAST, contrast, readableOn, textOn } from "../../proto/client/color";

const SAMPLES = ["#374d42", "#ffffff", "#000000", "#ffb703", "#767676", "#ff0000", "#00ff00", "#5b3df5"];

test("text on any colour reaches the contrast of WCAG AA", () => {
	for (const color of SAMPLES) assert(contrast(color, textOn(color)) >= AA_CONTRAST, color);
});

test("any colour is moved until it is readable on light and on dark", () => {
	for (const color of SAMPLES)
		for (const surface of ["#f3f5f4", "#25292a"])
			assert(contrast(readableOn(color, surface), surface) >= AA_CONTRAST, color);
});

test("a colour that is readable already stays as it is", () => {
	assert.equal(readableOn("#374d42", "#ffffff"), "#374d42");
});

test("black on white has the greatest contrast there is", () => {
	assert.equal(contrast("#000000", "#ffffff"), 21);
});
