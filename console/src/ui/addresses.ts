/* The pages that others lead to. */
export const SIGN_IN_PATH = '/admin/sign-in';

/* Where a provider of the desk sends people back to. */
export const SIGN_IN_CALLBACK_PATH = '/admin/sign-in/callback';

/* Where an invitation's link leads; the token stands behind the #. */
export const INVITATION_PATH = '/admin/invitation';

/* Where one asks for a link to a new password, and where that leads; the token stands behind the #. */
export const FORGOTTEN_PATH = '/admin/forgotten';
export const NEW_PASSWORD_PATH = '/admin/password';

/* Where one begins. */
export const HOME_PATH = '/admin/support/chat';

/* How one signs in oneself. */
export const ACCOUNT_SECURITY_PATH = '/admin/account/security';

/* What admins set, a page each below it. */
export const SETTINGS_PATH = '/admin/settings';

/* How the widget looks: one of the settings, under the address of its interface. */
export const WIDGET_PATH = '/admin/support/chat/config';

/* When the desk is open. */
export const HOURS_PATH = `${SETTINGS_PATH}/hours`;

/* How satisfied customers are, and what is asked of them. */
export const CSAT_PATH = '/admin/support/csat';
export const SURVEY_SETTINGS_PATH = `${SETTINGS_PATH}/surveys`;

/* What is wanted until it is done; one of them stands below it, by its id. */
export const TICKETS_PATH = '/admin/support/tickets';
