import { describe, expect, it } from "vitest";
import { projectForm } from "../../src/handlers/project-form.ts";
import { LANGUAGES } from "../../src/view/languages.ts";
import { foundingPage } from "../../src/web/founding-page.ts";
import { invitationPage } from "../../src/web/invitation-page.ts";
import { mountOf } from "../../src/web/mount.ts";
import { localizedPage, type Site } from "../../src/web/pages.ts";
import { rosterPage } from "../../src/web/roster-page.ts";
import { choosePageText } from "../../src/web/text/choose-page-text.ts";
import type { PageText } from "../../src/web/text/page-text.ts";
import { someRules } from "../in-memory/pipeline-deps.ts";
import { pageAsText } from "../page-as-text.ts";
import { aFounding, anInvitation, aRoster } from "../web/a-roster.ts";

const site: Site = {
  ...{ name: "Campus", helpAddress: "help@example.org", timeZone: "UTC", language: "en" },
  mount: mountOf("https://accounts.example.org"),
};
const page = (name: string, html: string) => `== ${name}\n${pageAsText(html)}\n`;
const texts = (name: string, ...lines: readonly string[]) => `== ${name}\n${lines.join("\n")}\n`;

const { failed: _, asked: __, ...rest } = aRoster;
const aMember = {
  ...{ ...rest, asked: undefined, manages: false, appoints: false, handsOver: false },
  ...{ invitations: [], joining: [], removals: [] },
  people: rest.people.map((one) => ({ ...one, removable: false, promotable: false })),
};

/** The pages about a project, in one language. */
function allPages(pageText: PageText): string[] {
  const { roster, invitation, founding } = pageText;
  const message = (title: string, ...lines: string[]) => localizedPage(site, pageText, { title, lines });
  const { fields } = projectForm([], { actor: {}, text: "", rules: someRules(), names: [undefined] });
  const names = [
    { username: "aash", project: "lab-aash" },
    { username: "aash-adm", project: "lab-aash-adm" },
  ];
  return [
    page("/project, for a PI, with a problem", rosterPage(site, pageText, aRoster)),
    page("/project, for a member", rosterPage(site, pageText, { ...aMember, done: roster.done.leave })),
    texts("done", roster.thanks, ...Object.values(roster.done)),
    texts(
      "problems",
      ...Object.values(roster.problem),
      ...Object.values(roster.problems ?? {}).map((say) => say("Amy Ash (aash)")),
    ),
    ...Object.entries(roster.dead).map(([kind, { title, line }]) =>
      page(`a link to a project that is ${kind}`, message(title, line)),
    ),
    page("/invitation", invitationPage(site, pageText, anInvitation(pageText))),
    page(
      "/invitation, with an account",
      invitationPage(site, pageText, { ...anInvitation(pageText), hasAccount: true }),
    ),
    ...Object.values(invitation.done).map(({ title, line }) => page("answered", message(title, line))),
    ...Object.entries(invitation.dead).map(([kind, { title, line }]) =>
      page(`an invitation that is ${kind}`, message(title, line)),
    ),
    page("/project/new, with problems", foundingPage(site, pageText, aFounding)),
    page(
      "/project/new, where a rule makes the name",
      foundingPage(site, pageText, { ...aFounding, pattern: undefined, fields, names, errors: {} }),
    ),
    page(
      "/project/new, too often",
      foundingPage(site, pageText, { ...aFounding, names: names.slice(0, 1), fields: [], why: "Too often." }),
    ),
    page("no account", message(founding.noAccount.title, founding.noAccount.line)),
  ];
}

describe.each(LANGUAGES)("the pages about projects in the language %s", (language) => {
  it("read as approved", async () => {
    const pages = allPages(choosePageText(language, "en"));
    await expect(pages.join("\n")).toMatchFileSnapshot(`project-pages-${language}.txt`);
  });
});
