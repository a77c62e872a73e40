import { afterAll, expect, it } from "vitest";
import { approveAsAdmin, ask, fill, press, pressAndFill } from "../../dev/local-stack/people.ts";
import type { View } from "../../dev/sandbox/workspace.ts";
import { blocksAsText } from "../blocks-as-text.ts";
import { importRows } from "../story/import-rows.ts";
import { newSite } from "../story/new-site.ts";
import { untilRequest } from "../story/until.ts";

/** They look at no request of these tests. */
const rules = {
  "known-staff": {
    for: ["gitlab-account"],
    when: {
      anyOf: [
        { emailDomain: "example.org" },
        { allOf: [{ allowList: "trusted.txt" }, { not: { emailDomain: "gmail.com" } }] },
      ],
    },
    approve: "admin",
    cap: "20 per hour",
    mode: "on",
  },
  large: {
    for: ["quota"],
    when: { not: { quotasUpTo: { cores: 100, instances: 5 } } },
    warn: "Ask for the plan of the project.",
  },
};
const site = await newSite({ withLdap: false, settings: { rules } });
const { sandbox } = site;
afterAll(() => site.stop());

const asText = ({ content }: View) => {
  const { title, submit, blocks } = content as unknown as {
    title?: { text: string };
    submit?: { text: string };
    blocks: { type: string }[];
  };
  const head = title ? `# ${title.text}${submit ? ` [${submit.text}]` : ""}\n` : "";
  // Times and the IDs of deliveries differ from run to run.
  return (head + blocksAsText(blocks))
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "…")
    .replace(/slack:[\w.]+/g, "slack:…");
};

it("Every form and every Home looks as approved", async () => {
  await site.start();
  const pages: string[] = [];
  const keep = async (name: string, user: string) => {
    const view = await sandbox.until(() => sandbox.modal(user), name);
    pages.push(`== ${name}\n${asText(view)}`);
    await sandbox.close({ user, viewId: view.id });
  };
  const keepHome = async (name: string, user: string, ...parts: readonly string[]) => {
    await sandbox.openHome({ user });
    const view = await sandbox.until(() => {
      const home = sandbox.home(user);
      const blocks = JSON.stringify(home?.content ?? "");
      return parts.every((part) => blocks.includes(part)) ? home : undefined;
    }, name);
    pages.push(`== ${name}\n${asText(view)}`);
  };

  await keepHome("Home of a newcomer", "U0AMY", "request-account");
  await sandbox.pressAtHome({ user: "U0AMY", actionId: "request-account" });
  await keep("request an account", "U0AMY");
  expect(await ask(site, "U0AMY")).toBe("closed");
  await importRows(site, [{ email: "xena@gmail.com", givenName: "Xena" }]);
  await untilRequest(site, "Xena", { waitsFor: "admin" });
  await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
  for (const action of ["deny", "ask", "details"]) {
    await press(site, "U0ADA", action, "Amy Ash");
    await keep(action, "U0ADA");
  }
  await press(site, "U0ADA", "details", "Xena Ypsilon");
  await keep("details of a CSV row", "U0ADA");
  await keepHome("Home of an admin", "U0ADA", "Amy Ash", "Xena Ypsilon");
  await sandbox.pressAtHome({ user: "U0ADA", actionId: "review-queue" });
  await keep("review the queue", "U0ADA");
  await pressAndFill(site, "U0ADA", ["ask", "Amy Ash"], { question: "Which software?" });
  await untilRequest(site, "Amy Ash", { isAsked: true });
  await keepHome("Home of a requester with a question", "U0AMY", "Which software?");
  await sandbox.pressAtHome({ user: "U0AMY", actionId: "answer" });
  await keep("answer", "U0AMY");
  await sandbox.pressAtHome({ user: "U0AMY", actionId: "answer" });
  await fill(site, "U0AMY", { answer: "GROMACS" });
  await approveAsAdmin(site, "Amy Ash");
  await approveAsAdmin(site, "Xena");
  await untilRequest(site, "Amy Ash", { waitsFor: "pi" });
  await untilRequest(site, "Xena", { waitsFor: "pi" });
  await keepHome("Home of a PI", "U0HOPPER", "Amy Ash", "Xena Ypsilon");
  for (const action of ["reassign", "delegate"]) {
    await press(site, "U0HOPPER", action, "Amy Ash", "D0HOPPER");
    await keep(action, "U0HOPPER");
  }
  await sandbox.pressAtHome({ user: "U0HOPPER", actionId: "approve-several" });
  await keep("approve several", "U0HOPPER");
  await expect(`${pages.join("\n\n")}\n`).toMatchFileSnapshot("forms-and-homes.txt");
});
