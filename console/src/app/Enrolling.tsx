/* What whoever must set up a second factor sees: how to, and what goes with every page. */
import type { SignedIn } from '../api/types';
import EnrolPage from '../features/security/EnrolPage';
import { NoticeBar } from '../shell/NoticeBar';
import { useSignOut } from '../shell/useSignOut';
import classes from './Enrolling.module.css';

export default function Enrolling({ me }: { me: SignedIn }) {
	const leave = useSignOut();
	return (
		<div className={classes.house}>
			<EnrolPage me={me} leave={() => void leave(false)} />
			<NoticeBar />
		</div>
	);
}
