// Pictures as strangers send them: honest ones of each kind, and the means to make others.
import { crc32, deflateSync } from 'node:zlib';

/** 24 × 16, to be turned upright (EXIF's orientation 6), taken at 52° 31' 12" N, with a comment that says so. */
export const PHOTO = Buffer.from(`
	/9j/4QEeRXhpZgAASUkqAAgAAAAHABIBAwABAAAABgAAABoBBQABAAAAYgAAABsBBQABAAAAagAAACgBAwABAAAAAgAAABMCAwABAAAAAQAAAGmHBAABAAAA
	cgAAACWIBAABAAAA4AAAAAAAAAA4YwAA6AMAADhjAADoAwAABwAAkAcABAAAADAyMTABkQcABAAAAAECAwCGkgcAEwAAAMwAAAAAoAcABAAAADAxMDABoAMA
	AQAAAP//AAACoAQAAQAAABgAAAADoAQAAQAAABAAAAAAAAAAQVNDSUkAAABTRUNSRVRQTEFDRQACAAEAAgACAAAATgAAAAIABQADAAAA/gAAAAAAAAA0AAAA
	AQAAAB8AAAABAAAADAAAAAEAAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/
	2wBDAQkJCQwLDBgNDRgyIRwhMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjL/wAARCAAQABgDASIAAhEBAxEB/8QA
	HwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkK
	FhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXG
	x8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAEC
	AxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOE
	hYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDwILTgtPC0
	4LUNjjIaFoqULRU3NlI//9k=`, 'base64');
/** What of it nobody is to be told. */
export const PLACE = 'SECRETPLACE';
/** 12 × 8, with EXIF that has it turned as well. */
export const WEBP = Buffer.from(`
	UklGRmABAABXRUJQVlA4WAoAAAAIAAAACwAABwAAVlA4IB4AAABwAQCdASoMAAgAAgA0JZwC7AFAAAD++6RWPpU3AABFWElGHAEAAEV4aWYAAElJKgAIAAAA
	BwASAQMAAQAAAAYAAAAaAQUAAQAAAGIAAAAbAQUAAQAAAGoAAAAoAQMAAQAAAAIAAAATAgMAAQAAAAEAAABphwQAAQAAAHIAAAAliAQAAQAAAOAAAAAAAAAA
	OGMAAOgDAAA4YwAA6AMAAAcAAJAHAAQAAAAwMjEwAZEHAAQAAAABAgMAhpIHABMAAADMAAAAAKAHAAQAAAAwMTAwAaADAAEAAAD//wAAAqAEAAEAAAAMAAAA
	A6AEAAEAAAAIAAAAAAAAAEFTQ0lJAAAAU0VDUkVUUExBQ0UAAgABAAIAAgAAAE4AAAACAAUAAwAAAP4AAAAAAAAANAAAAAEAAAAfAAAAAQAAAAwAAAABAAAA`, 'base64');
/** 4 × 3, three frames. */
export const ANIMATION = Buffer.from(`
	R0lGODlhBAADAIMAAEdwTAMCAAICAAECAAACAAMBAAIBAAEBAAABAAMAAAIAAAEAAAAAAAAAAAAAAAAAACH/C05FVFNDQVBFMi4wAwEAAAAh+QQFCgAAACwA
	AAAABAADAAAECZAtldAxhQwRIgAh+QQFCgAAACwAAAAABAACAAAEBZAMESSNACH5BAUKAAAALAAAAAABAAEAAAQCkEQAOw==`, 'base64');
/** 1 × 1. */
export const DOT = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

export function chunk(type, data = Buffer.alloc(0)) {
	const body = Buffer.concat([Buffer.from(type), data]);
	const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
	size.writeUInt32BE(data.length);
	sum.writeUInt32BE(crc32(body));
	return Buffer.concat([size, body, sum]);
}

/** A grey PNG that says that it is so large, with what else is wanted in it; `rows` of it are there. */
export function png(width, height, { rows = height, extra = Buffer.alloc(0) } = {}) {
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head[8] = 8;
	const lines = Buffer.alloc((width + 1) * rows, 0x7f);
	for (let row = 0; row < rows; row++) lines[row * (width + 1)] = 0;
	return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), extra,
		chunk('IDAT', deflateSync(lines)), chunk('IEND')]);
}
