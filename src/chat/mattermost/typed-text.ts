/** A name of someone in a command: "@ada.okafor", at the beginning of a word. Mattermost's names have at most 64 characters. */
const NAME = /(?<=^|\s)@([a-z0-9][a-z0-9._-]{0,63})/gi;
const MAX_NAMES = 5;

/**
 * Reads what a person typed: "@ada" becomes `@mattermost:<ID>`, which identifies the person. `find` returns the chat's ID of
 * the person with this name, or undefined.
 */
export async function typedText(
  text: string,
  find: (name: string) => Promise<string | undefined>,
): Promise<string> {
  const names = [...new Set([...text.matchAll(NAME)].map(([, name = ""]) => name))].slice(0, MAX_NAMES);
  const found = new Map<string, string>();
  for (const name of names) {
    // A sentence may end after a name, and a name may end with these characters, too.
    const user = (await find(name.toLowerCase())) ?? (await find(withoutEnd(name)));
    if (user !== undefined) found.set(name, user);
  }
  return text
    .replace(NAME, (typed, name: string) => {
      const user = found.get(name);
      return user === undefined ? typed : `@${user}`;
    })
    .trim();
}

const withoutEnd = (name: string) => name.toLowerCase().replace(/[._-]{1,64}$/, "");
