import { expect, it } from "vitest";
import { run } from "../../../dev/local-stack/run.ts";
import { dueToday } from "../../due-today.ts";
import { expectWholeWalk } from "./expect-whole-walk.ts";

async function walkWith(system: string): Promise<string> {
  const args = ["dev/demo/demo.ts", "--walk", "--with", system];
  const { code, stdout, stderr } = await run(process.execPath, args);
  expect(code, stdout + stderr).toBe(0);
  return stdout;
}

const walks: readonly (readonly [title: string, walk: () => Promise<void>])[] = [
  [
    "with OpenStack sets a temporary quota in nova, which is restored automatically",
    async () => {
      const said = await walkWith("openstack");
      expect(said).toContain("cores 20 → 40");
      expect(said).toContain("cores 40 → 20");
    },
  ],
  [
    "in Mattermost has the same steps as in Slack",
    async () => {
      await expectWholeWalk("mattermost");
    },
  ],
  [
    "with GitLab approves someone by rule, and a stranger by an admin, each with a line in the public log",
    async () => {
      const said = await walkWith("gitlab");
      const today = new Date().toISOString().slice(0, 10);
      expect(said).toContain("rule staff: uid=sortega,ou=people,dc=example,dc=org is a member of cn=staff,");
      expect(said).toMatch(new RegExp(`${today} \\d\\d:\\d\\d @sortega was approved\\. Rule: staff\\.`));
      expect(said).toMatch(/staff: no, because uid=omartin,.* is not a member of cn=staff,/);
      expect(said).toMatch(new RegExp(`${today} \\d\\d:\\d\\d @omartin was approved\\.$`, "m"));
    },
  ],
  [
    "with Arvados lets people in once they have signed, and hands over what they leave to their PI",
    async () => {
      const said = await walkWith("arvados");
      expect(said).toContain("her account in Arvados is set up, not active yet");
      expect(said).toMatch(/Pia reads the policy on the page and signs it: .* is active$/m);
      expect(said).toMatch(/acct_via web, acct_from 127\.0\.0\.1, acct_text_sha256 [0-9a-f]{64}$/m);
      expect(said).toMatch(/Ada approves, .*: her account in Arvados is not set up/);
      expect(said).toMatch(/Light curves, raw: Henrik Hopper, in Data from Pia Blank$/m);
    },
  ],
  [
    "in both chats, with requests from a sheet and tickets, settles each decision in the other chat",
    async () => {
      const said = await expectWholeWalk("both", ["--with", "sheets,rt"]);
      expect(said).toContain("Ada approves in the admin channel in Slack: settled in both chats");
      expect(said).toContain(
        "Grace denies Layla's request with a reason in Mattermost: settled in both chats",
      );
      expect(said).toContain("one line in both chats");
    },
  ],
];

it.each(dueToday(walks))("The demo's walk %s", { timeout: 600_000 }, (_, walk) => walk());
