import { afterAll, expect, it } from "vitest";
import {
  approveAsAdmin,
  ask,
  fill,
  homeOf,
  press,
  pressAndFill,
  untilCardSays,
  untilTold,
} from "../../dev/local-stack/people.ts";
import type { View } from "../../dev/sandbox/workspace.ts";
import { blocksAsText } from "../blocks-as-text.ts";
import { importRows } from "../story/import-rows.ts";
import { newSite } from "../story/new-site.ts";

const site = await newSite({ withLdap: false });
const { sandbox } = site;
afterAll(() => site.stop());

const asText = ({ content }: View) => {
  const { title, submit, blocks } = content as unknown as {
    title?: { text: string };
    submit?: { text: string };
    blocks: { type: string }[];
  };
  const head = title ? `# ${title.text}${submit ? ` [${submit.text}]` : ""}\n` : "";
  // What differs from run to run: moments and the ids of deliveries.
  return (head + blocksAsText(blocks))
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "…")
    .replace(/slack:[\w.]+/g, "slack:…");
};

it("Every form and every Home looks as it was found good", async () => {
  await site.start();
  const pages: string[] = [];
  const keep = async (name: string, user: string) => {
    const view = await sandbox.until(() => sandbox.modal(user), name);
    pages.push(`== ${name}\n${asText(view)}`);
    await sandbox.close({ user, viewId: view.id });
  };
  const keepHome = async (name: string, user: string, words: RegExp) => {
    await homeOf(site, user, words);
    const view = sandbox.home(user);
    if (view) pages.push(`== ${name}\n${asText(view)}`);
  };

  await keepHome("Home of somebody new", "U0AMY", /no account/);
  await sandbox.pressAtHome({ user: "U0AMY", actionId: "request-account" });
  await keep("ask for an account", "U0AMY");
  expect(await ask(site, "U0AMY")).toBe("closed");
  await importRows(site, [{ 4: "xena@gmail.com", 5: "Xena" }]);
  await untilCardSays(site, "Xena", "waits for an admin");
  for (const action of ["deny", "ask", "details"]) {
    await press(site, "U0ADA", action, "Amy Ash");
    await keep(action, "U0ADA");
  }
  await press(site, "U0ADA", "details", "Xena Ypsilon");
  await keep("details of a row of a sheet", "U0ADA");
  await keepHome("Home of an admin", "U0ADA", /The queue: 2/);
  await sandbox.pressAtHome({ user: "U0ADA", actionId: "review-queue" });
  await keep("look through what waits", "U0ADA");
  await pressAndFill(site, "U0ADA", ["ask", "Amy Ash"], { question: "Which software?" });
  await untilCardSays(site, "Amy Ash", "to answer");
  await keepHome("Home of somebody who was asked", "U0AMY", /Ada Okafor asks/);
  await sandbox.pressAtHome({ user: "U0AMY", actionId: "answer" });
  await keep("answer", "U0AMY");
  await sandbox.pressAtHome({ user: "U0AMY", actionId: "answer" });
  await fill(site, "U0AMY", { answer: "GROMACS" });
  await approveAsAdmin(site, "Amy Ash");
  await approveAsAdmin(site, "Xena");
  await untilTold(site, "U0HOPPER", /Xena Ypsilon requests/);
  await untilTold(site, "U0HOPPER", /Amy Ash requests/);
  await keepHome("Home of a PI", "U0HOPPER", /2 requests wait/);
  for (const action of ["reassign", "delegate"]) {
    await press(site, "U0HOPPER", action, "Amy Ash", "D0HOPPER");
    await keep(action, "U0HOPPER");
  }
  await sandbox.pressAtHome({ user: "U0HOPPER", actionId: "approve-several" });
  await keep("approve several", "U0HOPPER");
  await expect(`${pages.join("\n\n")}\n`).toMatchFileSnapshot("forms-and-homes.txt");
});
