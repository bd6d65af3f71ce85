/* What was handed over is not offered again at once: for a minute from the last time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onFakeTime } from '../../proto/client/test/clock';
import { HandedOver } from '../src/features/chat/live/handedOver';

test(
	'a chat that came back and is handed over once more is not offered for a whole minute',
	onFakeTime((clock) => {
		const handedOver = new HandedOver();
		handedOver.add('a');
		clock.pass(50_000);
		handedOver.drop('a');
		handedOver.add('a');
		clock.pass(50_000);
		assert.deepEqual([...handedOver.ids.get()], ['a']);
		clock.pass(11_000);
		assert.deepEqual([...handedOver.ids.get()], []);
	}),
);
