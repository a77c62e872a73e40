/** What a person reads whose verified address the chat keeps from acct. Adding one would not help them. */
export const explainHiddenEmail = (chat: string): string =>
  `${chat} doesn't show acct your email address at the moment. The cause is not your account: the people who run acct are told. Please try again later.`;
