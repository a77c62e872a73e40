/** slapo-ppolicy(5): locked until an admin unlocks it. Any other time comes from wrong passwords, and that lock expires. */
export const LOCKED_BY_ADMIN = "000001010000Z";
/**
 * What acct sets itself, and what no one else does: slapd compares the time with the present, so a time in the far future locks
 * the entry too.
 */
export const OUR_LOCKED_TIME = "99991231235959Z";
/** A day that is long past, counted from 1970 (shadow(5)). Admins use 0 or 1. */
export const OUR_SHADOW_EXPIRE = "2";
