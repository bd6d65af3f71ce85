import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf } from "../src/app/page";

test("of an address stay scheme, host, path and the parameters that the tenant keeps", () => {
	const address = "https://ann:s3cret@shop.example:8443/p/1?sku=%20A&token=s3cret&utm=mail#s3cret";
	assert.equal(addressOf(address, []), "https://shop.example:8443/p/1");
	assert.equal(addressOf(address, ["sku", "utm"]), "https://shop.example:8443/p/1?sku=%20A&utm=mail");
	assert.equal(addressOf("https://shop.example/?caf%C3%A9=1&x", ["café"]), "https://shop.example/?caf%C3%A9=1");
});

test("what is no address of a page, or longer than 2,048 bytes, is none", () => {
	for (const address of ["", "about:srcdoc", "android-app://com.example/", "file:///etc/passwd", `https://a.example/${"x".repeat(2048)}`])
		assert.equal(addressOf(address, []), "");
});

test("parameters that make an address too long are left out", () => {
	assert.equal(addressOf(`https://a.example/?sku=${"x".repeat(2048)}`, ["sku"]), "https://a.example/");
});
