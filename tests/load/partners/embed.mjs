// The partner of the widget: the least that any chat on a page does. A script of the loader's size that
// asks for the tenant's configuration and puts a round button in the corner; with a click a module of the
// app's size that puts a panel with a field there. All that their size is made of is a comment.
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';

/* In the page, by its source. */
async function drawButton(host, app, script) {
	const { src } = script;
	await (await fetch(`${host}/api/support/chat/widget-config${new URL(src).search.replace('tenant', 'tenantId')}`, { credentials: 'omit' })).json();
	const chat = document.createElement('frontdesk-chat');
	const button = document.createElement('button');
	button.textContent = 'Chat';
	button.style.cssText = 'position: fixed; right: 20px; bottom: 20px; width: 60px; height: 60px; border-radius: 50%; background: #374d42; color: #fff';
	button.addEventListener('click', async () => (await import(new URL(app, src))).drawPanel(chat.shadowRoot));
	chat.attachShadow({ mode: 'open' }).append(button);
	document.documentElement.append(chat);
	dispatchEvent(new CustomEvent('frontdesk:ready'));
}

function drawPanel(root) {
	const panel = document.createElement('div');
	panel.style.cssText = 'position: fixed; right: 20px; bottom: 96px; width: 392px; height: 600px; background: #fff; color: #000; font: 15px system-ui';
	const field = document.createElement('textarea');
	panel.append('How can we help?', field);
	root.append(panel);
	field.focus();
	dispatchEvent(new CustomEvent('frontdesk:opened'));
}

const sized = (code, size) => gzipSync(`${code}\n/*${size.replaceAll('*/', '')}*/`);

/** Serves them, as large as the files of the widget that `host` serves. */
export async function startEmbed(host) {
	const textOf = async path => (await fetch(host + path)).text();
	const loader = await textOf('/chat-widget.js');
	const [app] = loader.match(/app-\w+\.js/);
	const files = {
		'/embed.js': sized(`(${drawButton})(${JSON.stringify(host)}, "/panel.js", document.currentScript)`, loader),
		'/panel.js': sized(`export ${drawPanel}`, await textOf(`/widget/${app}`)),
	};
	const headers = { 'Content-Type': 'text/javascript', 'Content-Encoding': 'gzip', 'Access-Control-Allow-Origin': '*' };
	const http = createServer(({ url }, response) => response.writeHead(200, headers).end(files[url.split('?')[0]]));
	await new Promise(resolve => http.listen(0, '127.0.0.1', resolve));
	const close = () => {
		http.closeAllConnections();
		return new Promise(resolve => http.close(resolve));
	};
	return { script: `http://localhost:${http.address().port}/embed.js`, close };
}
