/** An option of both doctor commands. */
export const TRY_AGAIN = [
  "--try-again",
  "retry logins that acct has paused because they were rejected; use it after you fixed them on the other side",
] as const;
