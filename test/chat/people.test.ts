import { expect, it } from "vitest";
import { readMembership } from "../../src/chat/slack/people.ts";

const OURS = "T0CAMPUS";

it.each<[string, Parameters<typeof readMembership>[0], ReturnType<typeof readMembership>]>([
  ["of our workspace", { team_id: OURS }, "member"],
  ["whom Slack shows without a workspace", { id: "W0WILMA" }, "member"],
  [
    "of an Enterprise Grid, whose first workspace is another one",
    { team_id: "T0OTHER", enterprise_user: { teams: ["T0OTHER", OURS] } },
    "member",
  ],
  [
    "of an Enterprise Grid, whom Slack shows with the organization",
    { team_id: "E0UNI", enterprise_user: { teams: [OURS] } },
    "member",
  ],
  [
    "of the same Enterprise Grid, but of other workspaces only",
    { team_id: "T0OTHER", enterprise_user: { teams: ["T0OTHER"] } },
    "external",
  ],
  ["of the organization without a list of workspaces", { team_id: "E0UNI" }, "external"],
  ["of another organization, in a shared channel", { team_id: "T0OTHER", is_stranger: true }, "external"],
  [
    "of another organization, whatever their workspaces are",
    { team_id: OURS, is_stranger: true, enterprise_user: { teams: [OURS] } },
    "external",
  ],
  ["who is a guest in one of our workspaces", { team_id: OURS, is_restricted: true }, "guest"],
])("A person %s is recognized", (_, user, membership) => {
  expect(readMembership(user, OURS)).toBe(membership);
});
