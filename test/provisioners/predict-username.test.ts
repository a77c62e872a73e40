import { afterAll, expect, it } from "vitest";
import { predictUsername } from "../../src/provisioners/arvados/predict-username.ts";
import { newArvados } from "../arvados/new-arvados.ts";

const { server, client } = await newArvados();
afterAll(() => server.stop());

for (const email of ["taken@example.org", "gap@example.org", "gap@example.com", "gap@example.net"])
  server.addUser({ email });
server.state.tables.users.splice(
  server.state.tables.users.findIndex(({ username }) => username === "gap2"),
  1,
);

it.each([
  ["amy@example.org", "amy"],
  ["Amy.Smith-Jones@example.org", "AmySmithJones"],
  ["tom+tag@example.org", "tom"],
  ["+tag@example.org", "tag"],
  ["1-2amy9@example.org", "amy9"],
  ["andré@example.org", "andr"],
  ["taken@example.net", "taken2"],
  ["gap@example.edu", "gap2"],
  ["root@example.org", "root2"],
  ["gitolite-admin@example.org", "gitoliteadmin"],
  ["123@example.org", undefined],
  ["@example.org", undefined],
  ["nobody", undefined],
])(
  "The username for %s is predicted as %s, and that is what Arvados makes of it",
  async (email, expected) => {
    expect(await predictUsername(client, email)).toBe(expected);
    const uuid = `zzzzz-tpzed-${Math.random().toString(36).slice(2).padEnd(15, "0").slice(0, 15)}`;
    const made = await client.createUser({ uuid, email, firstName: "", lastName: "" });
    expect(made.username || undefined).toBe(expected);
  },
);
