/* A dialog as this console has them: Mantine's, with a plain box for its head. */
import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { texts } from './texts';
import classes from './Dialog.module.css';

interface Props {
	title: string;
	isOpen: boolean;
	close: () => void;
	children: ReactNode;
}

/* Mantine's own head is a header element, which counts as a second banner of the page. */
export function Dialog({ title, isOpen, close, children }: Props) {
	return (
		<Modal.Root opened={isOpen} onClose={close} centered>
			<Modal.Overlay backgroundOpacity={0.45} />
			<Modal.Content radius="lg">
				<div className={classes.head}>
					<Modal.Title className={classes.title}>{title}</Modal.Title>
					<Modal.CloseButton aria-label={texts().app.close} />
				</div>
				<Modal.Body className={classes.body}>{children}</Modal.Body>
			</Modal.Content>
		</Modal.Root>
	);
}
