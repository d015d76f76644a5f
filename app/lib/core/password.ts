// How long a password may be: the one rule for the forms, the server and the settings.

export const PASSWORD_MIN_LENGTH = 10;
/** Longer ones only cost time to hash. */
export const PASSWORD_MAX_LENGTH = 128;
