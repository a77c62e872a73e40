import { readdirSync, readFileSync } from "node:fs";
import formbody from "@fastify/formbody";
import { fastify } from "fastify";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../../dev/local-stack/chromium.ts";
import { applyPage } from "../../src/web/apply-page.ts";
import { decisionRoutes } from "../../src/web/decision-routes.ts";
import { invitationPage } from "../../src/web/invitation-page.ts";
import { mountOf } from "../../src/web/mount.ts";
import {
  askPage,
  codePage,
  confirmPage,
  decisionPage,
  localizedPage,
  passwordPage,
  piPage,
  requestPage,
  resetPage,
  type Site,
  signPage,
} from "../../src/web/pages.ts";
import { requestRoutes } from "../../src/web/request-routes.ts";
import { rosterPage } from "../../src/web/roster-page.ts";
import { en } from "../../src/web/text/en.ts";
import { anInvitation, aRoster } from "./a-roster.ts";

/*
 * A browser that sees Enter in a text field presses the first button of its form. So Enter in any field of any page may only do
 * what is listed here, and a new page with a form fails this test until it is listed.
 */

const folder = new URL("../../src/web/pages/", import.meta.url);
const site: Site = {
  name: "Campus",
  helpAddress: "help@example.org",
  timeZone: "UTC",
  language: "en",
  mount: mountOf("https://accounts.example.org"),
};
const link = { token: "T", username: "aash", maxLength: 256, rules: undefined, about: [] };
const shown = { token: "T", id: 7, state: "Waiting", withdrawable: true, steps: [] };

interface FormPage {
  readonly html: string;
  /** What Enter may do: the path that receives the form, and the button that counts as pressed. */
  readonly enter: readonly string[];
}

const document = {
  ...{ title: "Terms of use", version: "1", hash: "0".repeat(64) },
  blocks: [{ kind: "paragraph", text: "Be kind." }],
} as const;
const PAGES: Readonly<Record<string, FormPage>> = {
  "apply.eta": {
    html: applyPage(site, en, {
      ...{ token: "T", title: "Request an account", lines: [], submit: "Submit", action: "/apply/form" },
      fields: ["project", "reason", "pin"].map((name) => ({
        ...{ name, label: name, hint: undefined, optional: false, maxLength: undefined },
        ...{ kind: name === "reason" ? "text" : "line", value: "", choices: [], problem: undefined },
      })),
    }),
    enter: ["/apply/form"],
  },
  "ask.eta": {
    html: askPage(site, en, { purpose: "apply", stamp: "S", language: "en" }),
    enter: ["/apply"],
  },
  "code.eta": {
    html: codePage(site, en, { token: "T", label: "aash", person: "Amy", chatName: "Slack" }),
    enter: ["/link"],
  },
  "decision.eta": {
    html: decisionPage(site, en, {
      token: "T",
      seen: "S",
      title: "Amy wants to join",
      facts: [],
      reason: "R",
      plan: ["P"],
      passesOn: true,
    }),
    enter: ["/decide verdict=reassign"],
  },
  "invitation.eta": {
    html: invitationPage(site, en, anInvitation(en)),
    enter: ["/invitation"],
  },
  "message.eta": {
    html: localizedPage(site, en, {
      title: "Confirm",
      lines: [],
      offer: { action: "/confirm", token: "T", submit: "Confirm" },
    }),
    enter: [],
  },
  "password.eta": {
    html: passwordPage(site, en, { ...link, asksPin: true, minLength: 12, minStrength: 3 }),
    enter: ["/password"],
  },
  "pi.eta": {
    html: piPage(site, en, { token: "T", project: "astro", email: "amy@example.org", asker: "Ada" }),
    enter: [],
  },
  "request.eta": {
    html: requestPage(site, en, { ...shown, question: { byName: "Ada", text: "Which software?" } }),
    enter: [],
  },
  "reset-confirm.eta": {
    html: confirmPage(site, en, { token: "T", username: "aash" }),
    enter: ["/reset/confirm"],
  },
  "reset.eta": { html: resetPage(site, en, { asksPin: true, isAlone: false }), enter: ["/reset"] },
  "roster.eta": {
    html: rosterPage(site, en, aRoster),
    // Nothing is granted before someone else agrees, and an end date can be set again.
    enter: ["/project action=end-date", "/project action=invite", "/project action=hand-over"],
  },
  "sign.eta": {
    html: signPage(site, en, { token: "T", name: "Amy Ash", documents: [document] }),
    enter: [],
  },
};

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const FIELDS = "input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([readonly]), textarea";

/** Notes which form the browser would send, and keeps it from doing so. */
const WATCH = `window.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const { name, value } = event.submitter ?? {};
  // A field that is called action would hide the property.
  const action = event.target.getAttribute("action") ?? "";
  window.sent = new URL(action, location.href).pathname + (name ? " " + name + "=" + value : "");
  event.preventDefault();
});`;

/** Opens the page, with or without its own scripts, as for people who have switched JavaScript off. */
async function open(html: string, hasScripts: boolean): Promise<Page> {
  const context = await browser.newContext();
  await context.addInitScript(WATCH);
  await context.route("**/*", (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/") return route.fulfill({ contentType: "text/html", body: html });
    const name = pathname.slice(pathname.lastIndexOf("/") + 1);
    const isOurs = hasScripts && pathname.startsWith("/static/") && readdirSync(folder).includes(name);
    return route.fulfill(isOurs ? { body: readFileSync(new URL(name, folder)) } : { status: 404 });
  });
  const page = await context.newPage();
  await page.goto("http://acct.test/", { waitUntil: "load" });
  return page;
}

/** Opens what is folded, as people do before they fill it in. */
const UNFOLD = `for (const folded of document.querySelectorAll("details")) folded.open = true;`;

/** Presses Enter in this field and returns the form that the browser would send: its path and the button. */
async function pressEnter(page: Page, at: number): Promise<string | undefined> {
  await page.locator(FIELDS).nth(at).press("Enter");
  return page.evaluate<string | undefined>("window.sent");
}

it("Every page with a form is in this test", () => {
  const withForms = readdirSync(folder).filter(
    (file) => file.endsWith(".eta") && readFileSync(new URL(file, folder), "utf8").includes("<form"),
  );
  expect(withForms).toEqual(Object.keys(PAGES));
});

describe.each(Object.entries(PAGES))("On %s", (_, { html, enter }) => {
  it.each([true, false])(
    "Enter in any field does only what is harmless, with its own scripts: %s",
    async (hasScripts) => {
      const pressed = new Set<string>();
      const page = await open(html, hasScripts);
      const count = await page.locator(FIELDS).count();
      for (let at = 0; at < count; at++) {
        for (const fillsAll of [true, false]) {
          await page.evaluate(UNFOLD);
          for (let other = 0; other < count; other++) {
            const field = page.locator(FIELDS).nth(other);
            const isDate = (await field.getAttribute("type")) === "date";
            if (fillsAll || other === at) await field.fill(isDate ? "2099-12-31" : "amy@example.org");
          }
          const did = await pressEnter(page, at);
          if (did !== undefined) pressed.add(did);
          await page.reload({ waitUntil: "load" });
        }
      }
      expect([...pressed]).toEqual(enter);
      await page.context().close();
    },
  );

  it("each form with a field has one button, and what grants or destroys is in a form without fields", async () => {
    const page = await open(html, true);
    const forms = await page.evaluate<
      readonly { fields: number; buttons: readonly string[]; isFolded: boolean }[]
    >(`[...document.forms].map((form) => ({
      fields: form.querySelectorAll(${JSON.stringify(FIELDS)}).length,
      buttons: [...form.querySelectorAll("button, input[type=submit], input[type=image]")].map((one) => one.value),
      isFolded: form.closest("details:not([open])") !== null,
    }))`);
    expect(forms.length).toBeGreaterThan(0);
    for (const { fields, buttons, isFolded } of forms) {
      expect(buttons).toHaveLength(1);
      if (fields > 0) expect(["approved", "withdraw"]).not.toContain(buttons[0]);
      if (buttons[0] === "withdraw") expect(isFolded).toBe(true);
    }
    await page.context().close();
  });
});

describe("A form that is sent without a button", () => {
  const refuse = async () => {
    throw new Error("Something was decided.");
  };

  it.each([{}, { reason: "No." }, { other: "colleague@example.org" }, { verdict: "" }, { verdict: "x" }])(
    "decides nothing: %j",
    async (fields) => {
      const card = { title: "T", facts: [], reason: undefined, plan: [], buttons: [] };
      const app = fastify().register(formbody);
      await app.register((part) =>
        decisionRoutes(part, {
          site,
          links: {
            inspect: async () => ({ kind: "open", card, seen: "S" }),
            decide: refuse,
            reassign: refuse,
          },
        }),
      );
      const payload = new URLSearchParams({ token: "T", ...fields }).toString();
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      expect(await app.inject({ method: "POST", url: "/decide", payload, headers })).toMatchObject({
        statusCode: 400,
      });
    },
  );

  it.each([{}, { answer: "Fortran." }, { action: "" }, { action: "x" }])(
    "neither replies nor withdraws: %j",
    async (fields) => {
      const app = fastify().register(formbody);
      await app.register((part) =>
        requestRoutes(part, {
          site,
          links: {
            inspect: async () => ({ kind: "shown", ...shown, question: null, steps: [] }),
            answer: refuse,
            withdraw: refuse,
          },
        }),
      );
      const payload = new URLSearchParams({ token: "T", ...fields }).toString();
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      expect(await app.inject({ method: "POST", url: "/request", payload, headers })).toMatchObject({
        statusCode: 400,
      });
    },
  );
});
