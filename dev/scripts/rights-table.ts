import { denyReason, type Right } from "../../src/handlers/policy.ts";

/** Each right in the words of a manual. */
const RIGHTS: readonly [Right, what: string][] = [
  ["see-own", "see their own requests, the help, and the Home tab"],
  ["request", "request an account"],
  ["see", "see a request and its history"],
  ["see-all", "list all open requests"],
  ["decide-as-admin", "approve, deny or mark as spam in the admin channel"],
  ["decide-as-pi", "approve or deny as the PI"],
  ["decide-in-place-of-pi", "decide in the place of a PI who is not in the chat, or has not answered"],
  ["ask-requester", "ask the requester something; the clock stands still"],
  ["answer", "answer such a question"],
  ["claim", "look after a request, for the others to see"],
  ["change-pi", "have another PI decide"],
  ["delegate", "let somebody else decide as well, as the PI"],
  ["retry", "let a stuck request go on"],
  ["abandon", "end a stuck request that cannot be mended"],
  ["release", "let a request go on that was held back"],
  ["withdraw", "take a request back"],
  ["reset-own-password", "get a link for a new password of their own"],
  ["reset-others-password", "send somebody a link for a new password"],
  ["link-account", "say to whom in the chat an account belongs"],
];

const request = {
  id: 1,
  requesterUser: "requester",
  email: "requester@example.org",
  piUser: "pi",
  piEmail: "pi@example.org",
  delegates: [{ user: "delegate", name: "Delegate" }],
  escalatedAt: null,
};
const absent = { ...request, piUser: null };

const person = (user: string, but: object = {}) => ({
  user,
  email: `${user}@example.org`,
  membership: "member" as const,
  isAdmin: false,
  ...but,
});
const PEOPLE = [
  ["an admin", person("admin", { isAdmin: true })],
  ["the PI", person("pi")],
  ["whom the PI named", person("delegate")],
  ["the requester", person("requester")],
  ["an admin who is the requester", person("requester", { isAdmin: true })],
  ["another member", person("member")],
  ["a guest, a stranger, a bot", person("guest", { membership: "guest" as const })],
] as const;

/** Who may do what, as a Markdown page, by asking the one predicate that decides it everywhere. */
export function rightsTable(): string {
  const rows = RIGHTS.map(([right, what]) => {
    const subject = right === "decide-in-place-of-pi" ? absent : request;
    const cells = PEOPLE.map(([, who]) => (denyReason(right, who, subject) === undefined ? "yes" : "–"));
    return `| ${[what, ...cells].join(" | ")} |`;
  });
  return [
    "# Who may do what",
    "",
    "Written by `npm run rights` from [policy.ts](../src/handlers/policy.ts), the one predicate for buttons, commands, forms and links.",
    "Nobody is anything by a name or an address that they typed: the chat vouches for who acts, at the click.",
    "",
    `| | ${PEOPLE.map(([name]) => name).join(" | ")} |`,
    `|${"---|".repeat(PEOPLE.length + 1)}`,
    ...rows,
    "",
  ].join("\n");
}

if (import.meta.main) process.stdout.write(rightsTable());
