/* The pages that others lead to. */
export const SIGN_IN_PATH = '/admin/sign-in';

/* Where one begins. */
export const HOME_PATH = '/admin/support/chat';
