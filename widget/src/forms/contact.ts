// What somebody says of how to be reached, and what is plainly wrong with it; the server judges.
import { bytesOf, EMAIL_MOST_BYTES, NAME_MOST_BYTES, TEXT_MOST_BYTES } from "../../../proto/client/limits";
import type { Contact } from "../shared/contract";
import type { TextKey } from "./texts";

export type Problems = { [name in "name" | "email" | "message"]?: TextKey | undefined };

const EMAIL = /.@./;

export const trimmed = (name: string, email: string): Contact => ({
	...(name.trim() ? { name: name.trim() } : {}),
	...(email.trim() ? { email: email.trim() } : {}),
});

export function problemsOf({ name, email }: Contact): Problems {
	return {
		name: bytesOf(name ?? "") > NAME_MOST_BYTES ? "fieldLong" : undefined,
		email: !email || (EMAIL.test(email) && bytesOf(email) <= EMAIL_MOST_BYTES) ? undefined : "emailWrong",
	};
}

/** The server's sentence begins with the member that it will not take. */
export function refusedProblems(detail: string | undefined): Problems {
	if (!detail) return {};
	return detail.startsWith("visitorName") ? { name: "nameWrong" } : { email: "emailWrong" };
}

/** Of a message that is left: it goes nowhere without an address. */
export function leftProblems(left: Contact, message: string): Problems {
	return {
		...problemsOf(left),
		...(left.email ? {} : { email: "emailWanted" as const }),
		message: !message ? "messageWanted" : bytesOf(message) > TEXT_MOST_BYTES ? "fieldLong" : undefined,
	};
}

/** The server's sentence begins with the member that it will not take. */
export function leftRefused(detail: string): Problems {
	const name = (["name", "email"] as const).find((member) => detail.startsWith(`${member} `));
	return name === "name" ? { name: "nameWrong" } : name ? { email: "emailWrong" } : { message: "messageWrong" };
}
