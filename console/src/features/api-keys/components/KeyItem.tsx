/* A key in the list: what it is called and opens, who made it, and whether anybody uses it. */
import { Button, Paper } from '@mantine/core';
import type { ApiKey } from '../../../api/types';
import { formatFull } from '../../../ui/format';
import { serverNowMs } from '../../../ui/clock';
import { texts } from '../texts';
import classes from './KeyItem.module.css';

function lifeOf(key: ApiKey): string | null {
	const words = texts().keys;
	if (key.revokedAt) return `${words.revoked} · ${formatFull(key.revokedAt)}`;
	if (!key.expiresAt) return null;
	const isOver = Date.parse(key.expiresAt) <= serverNowMs();
	return isOver ? words.expired : words.expiresAt(formatFull(key.expiresAt));
}

function factsOf(key: ApiKey): string[] {
	const words = texts().keys;
	const made = words.madeBy(key.madeBy?.name ?? words.somebody, formatFull(key.createdAt));
	const used = key.lastUsedAt ? words.usedAt(formatFull(key.lastUsedAt)) : words.unused;
	return [made, used, lifeOf(key)].filter((fact) => fact !== null);
}

export function KeyItem({ item, revoke }: { item: ApiKey; revoke: () => void }) {
	const words = texts().keys;
	return (
		<Paper component="li" className={classes.item} data-over={!!item.revokedAt || undefined}>
			<div className={classes.what}>
				<div className={classes.name}>
					<bdi>{item.name}</bdi>
				</div>
				<div className={classes.scopes}>
					{item.scopes.map((scope) => words.scopes[scope] ?? scope).join(', ')}
				</div>
				{factsOf(item).map((fact) => (
					<div key={fact} className={classes.fact}>
						{fact}
					</div>
				))}
			</div>
			{!item.revokedAt && (
				<Button
					variant="outline"
					color="danger"
					size="compact-sm"
					aria-label={words.revokeNamed(item.name)}
					onClick={revoke}
				>
					{words.revoke}
				</Button>
			)}
		</Paper>
	);
}
