// A wire between a balancer and a worker that hands on every byte, and keeps what went over it.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export class Tap {
	/** Listens on `tap.port`, before `targetPort` of this machine. */
	static async start(targetPort) {
		const tap = Object.assign(new Tap(), { connections: new Set() });
		tap.listener = createServer(client => tap.#join(client, connect(targetPort, '127.0.0.1')));
		tap.listener.listen(0, '127.0.0.1');
		await once(tap.listener, 'listening');
		tap.port = tap.listener.address().port;
		return tap;
	}

	#join(client, worker) {
		const connection = { asked: '', answered: '', ends: [client, worker] };
		this.connections.add(connection);
		client.on('data', bytes => (connection.asked += bytes.toString('latin1'))).pipe(worker).on('error', () => client.destroy());
		worker.on('data', bytes => (connection.answered += bytes.toString('latin1'))).pipe(client).on('error', () => worker.destroy());
	}

	/** Of each connection but those of the balancer's checks: how often one pattern came from the balancer, how often
	 *  the other from the worker, and whether it is over. */
	counts(asked, answered) {
		const times = (text, pattern) => [...text.matchAll(pattern)].length;
		return [...this.connections].filter(each => !each.asked.startsWith('GET /readyz ')).map(each => ({
			asked: times(each.asked, asked), answered: times(each.answered, answered), isOver: each.ends.some(end => end.closed),
		}));
	}

	async stop() {
		for (const { ends } of this.connections) for (const end of ends) end.destroy();
		this.listener.close();
		await once(this.listener, 'close');
	}
}
