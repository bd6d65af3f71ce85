// The partner of several workers: what one writes in an afternoon with `ws` and Redis. The first
// frame names a room, what follows is published to it; every process passes on what Redis tells it
// to all of the room but its sender. Nothing is checked, sealed or stored.
import { createConnection } from 'node:net';
import { WebSocketServer } from 'ws';

const [port, redisPath] = process.argv.slice(2);
const rooms = new Map(); // room → sockets
let nextId = 1;

// The least of a Redis client: commands as bulk strings, pushed messages parsed by length.
function redis(onMessage) {
	const socket = createConnection(redisPath);
	let rest = Buffer.alloc(0);
	socket.on('data', part => {
		rest = rest.length ? Buffer.concat([rest, part]) : part;
		let at = 0;
		for (;;) {
			const read = readReply(rest, at);
			if (!read) break;
			at = read.end;
			if (Array.isArray(read.value) && String(read.value[0]) === 'message') onMessage(String(read.value[1]), read.value[2]);
		}
		rest = rest.subarray(at);
	});
	// Commands of one turn leave in one write, as the usual clients do it.
	let isCorked = false;
	const uncork = () => {
		isCorked = false;
		socket.uncork();
	};
	return (...words) => {
		if (!isCorked) {
			isCorked = true;
			socket.cork();
			process.nextTick(uncork);
		}
		const parts = [Buffer.from(`*${words.length}\r\n`)];
		for (const word of words) {
			const bytes = Buffer.from(word);
			parts.push(Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n'));
		}
		socket.write(Buffer.concat(parts));
	};
}

function readReply(bytes, at) {
	const line = bytes.indexOf('\r\n', at);
	if (line < 0) return null;
	const kind = bytes[at], number = Number(bytes.toString('latin1', at + 1, line));
	if (kind === 0x24) { // $: a bulk string
		const end = line + 2 + Math.max(0, number);
		return end + 2 <= bytes.length ? { value: bytes.subarray(line + 2, end), end: end + 2 } : null;
	}
	if (kind !== 0x2a) return { value: number, end: line + 2 };
	const value = [];
	let end = line + 2;
	for (let i = 0; i < number; i++) {
		const read = readReply(bytes, end);
		if (!read) return null;
		value.push(read.value);
		end = read.end;
	}
	return { value, end };
}

// The sender's id goes in front, so that its own process can leave it out.
function pass(room, message) {
	const sender = message.toString('latin1', 0, 16);
	const text = message.subarray(16);
	for (const socket of rooms.get(room) ?? []) if (socket.id !== sender) socket.send(text, { binary: false });
}

const publish = redis(() => {}), subscribe = redis(pass);

new WebSocketServer({ port: Number(port), host: '127.0.0.1', perMessageDeflate: false }).on('connection', socket => {
	socket.id = `${process.pid}.${nextId++}`.padEnd(16);
	socket.on('error', () => {});
	socket.on('message', data => {
		if (socket.room === undefined) return join(socket, String(data));
		publish('PUBLISH', socket.room, Buffer.concat([Buffer.from(socket.id), data]));
	});
	socket.on('close', () => rooms.get(socket.room)?.delete(socket));
});

function join(socket, room) {
	socket.room = room;
	if (!rooms.has(room)) {
		rooms.set(room, new Set());
		subscribe('SUBSCRIBE', room);
	}
	rooms.get(room).add(socket);
	socket.send('joined');
}
