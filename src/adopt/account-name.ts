/** Returns what acct calls an account: a cloud whose users are named by their addresses gets the part before the @. */
export function accountName(username: string): string {
  const name = username.toLowerCase();
  const at = name.lastIndexOf("@");
  return at > 0 ? name.slice(0, at) : name;
}
