// Which page is told, and when.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Whereabouts } from "../src/app/page";
import { inWorld } from "./world";

function open(state: { isUp: boolean }) {
	const told: string[] = [];
	const whereabouts = new Whereabouts(["sku"], (pageUrl) => {
		if (state.isUp) told.push(pageUrl);
		return state.isUp;
	});
	whereabouts.begin();
	return { whereabouts, told };
}

const go = (href: string) => Object.assign(location, { href });
const see = (isSeen: boolean) =>
	Object.assign(document, { visibilityState: isSeen ? "visible" : "hidden" });

test(
	"a page is told once there is somebody to tell, and again when it is another one",
	inWorld(async ({ pass }) => {
		const state = { isUp: false };
		const { whereabouts, told } = open(state);
		await pass(3_000);
		assert.deepEqual(told, []);
		state.isUp = true;
		whereabouts.anew();
		await pass(3_000);
		assert.deepEqual(told, ["https://shop.example/ferns"]);
		go("https://shop.example/ferns#care");
		await pass(2_000);
		go("https://shop.example/figs?sku=1&token=x");
		await pass(2_000);
		assert.deepEqual(told, ["https://shop.example/ferns", "https://shop.example/figs?sku=1"]);
		whereabouts.stop();
	}),
);

test(
	"a page that nobody looks at says nothing until somebody does",
	inWorld(async ({ pass }) => {
		const { whereabouts, told } = open({ isUp: true });
		see(false);
		whereabouts.anew();
		go("https://shop.example/unseen");
		await pass(3_000);
		assert.deepEqual(told, []);
		see(true);
		whereabouts.anew();
		assert.deepEqual(told, ["https://shop.example/unseen"]);
		whereabouts.anew();
		assert.equal(told.length, 2);
		whereabouts.stop();
	}),
);
