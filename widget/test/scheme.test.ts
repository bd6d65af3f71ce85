import assert from "node:assert/strict";
import { test } from "node:test";
import { lightnessOf } from "../src/view/scheme";

const round = (color: string) => {
	const lightness = lightnessOf(color);
	return lightness === undefined ? undefined : Math.round(lightness * 10) / 10;
};

test("a computed colour is as light as it looks, however it is written", () => {
	assert.deepEqual(["rgb(255, 255, 255)", "rgb(0, 0, 0)", "rgba(23, 25, 26, 0.9)"].map(round), [1, 0, 0.1]);
	assert.deepEqual(["oklch(0.21 0.034 264.665)", "lab(97 0 0)", "color(srgb 0.1 0.1 0.1)", "color(display-p3 1 1 1 / 0.8)"].map(round), [0.2, 1, 0.1, 1]);
});

test("what lets through what is behind it says nothing", () => {
	for (const color of ["rgba(0, 0, 0, 0)", "rgba(0, 0, 0, 0.3)", "color(srgb 0 0 0 / 0.2)", "transparent", ""])
		assert.equal(lightnessOf(color), undefined, color);
});
