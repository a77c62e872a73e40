import { describe, expect, it } from "vitest";
import { checkDialog } from "../../../dev/sandbox/mattermost/check-dialog.ts";
import { problemOf } from "../../../dev/sandbox/mattermost/mm-blocks.ts";
import { readElementName } from "../../../src/chat/mattermost/element-name.ts";
import { featuresOf } from "../../../src/chat/mattermost/mattermost-features.ts";
import { readSubmission, toDialogErrors } from "../../../src/chat/mattermost/read-submission.ts";
import { renderCard } from "../../../src/chat/mattermost/render-card.ts";
import { type Dialog, readOnlyNotice, renderDialog } from "../../../src/chat/mattermost/render-dialog.ts";
import { renderHome } from "../../../src/chat/mattermost/render-home.ts";
import type { SignAction } from "../../../src/chat/mattermost/sign-action.ts";
import { buildCard } from "../../../src/view/card.ts";
import type { Form } from "../../../src/view/form.ts";
import { aRequest } from "../../a-request.ts";

const timeZone = "UTC";
const looksOf = (Version: string) => ({
  timeZone,
  features: featuresOf({ Version, FeatureFlagMmBlocksEnabled: "true" }),
});
const VERSIONS = ["5.37.0", "10.11.0", "11.0.0", "11.7.0", "12.1.0"];
const PERSON = "a".repeat(26);

const form: Form = {
  action: "request-account",
  title: "Ein Konto für das Rechenzentrum beantragen",
  intro: ["We'll ask @all PIs."],
  submit: "Submit",
  fields: [
    {
      name: "line",
      label: "Größe des benötigten Speichers",
      kind: "line",
      initial: "ä".repeat(200),
      hint: "é".repeat(200),
    },
    { name: "text", label: "What will you use the account for?", kind: "text", initial: "ü".repeat(2000) },
    { name: "pi", label: "PI", kind: "person", initial: `mattermost:${PERSON}`, resetKey: "1" },
    {
      name: "way",
      label: "Way",
      kind: "choice",
      initial: "gone",
      choices: [{ value: "chat", label: "By chat" }],
    },
    {
      name: "page",
      label: "Page",
      kind: "select",
      initial: "2",
      validateOnChange: true,
      choices: [{ value: "2", label: "2" }],
    },
    {
      name: "picked",
      label: "Requests",
      kind: "choices",
      initial: "6.a,gone",
      resetKey: "2",
      choices: ["6.a", "7.b", "8.c~d"].map((value) => ({ value, label: `${value} ${"é".repeat(120)}` })),
    },
    { name: "until", label: "Until", kind: "date", initial: "2026-04-01", optional: true },
  ],
};
const options = { state: "signed", refreshUrl: "https://acct.example.org/refresh" };
const valuesOf = (dialog: Dialog, fill: (element: Dialog["elements"][number]) => unknown) =>
  Object.fromEntries(dialog.elements.map((element) => [element.name, fill(element)]));

describe.each(VERSIONS)("a form on Mattermost %s", (version) => {
  const dialog = renderDialog(form, options, looksOf(version));

  it("keeps to every limit of the server", () => {
    expect(checkDialog(dialog as never)).toEqual([]);
  });

  it("has each label and hint as a whole somewhere", () => {
    const all = JSON.stringify(dialog);
    for (const { label } of form.fields) expect(all).toContain(label);
    expect(all).toContain(form.title);
    expect(all).toContain("é".repeat(200));
  });

  it("gives the same request, whichever client sent it", () => {
    const filled = {
      line: "1 TB",
      text: "Stars",
      "pi~1@": PERSON,
      way: "chat",
      page: "2",
      until: "2026-05-01",
    };
    const several = looksOf(version).features.multiselect;
    const web = {
      ...filled,
      ...(several
        ? { "picked~2": ["6.a", "8.c~d"] }
        : { "picked~2~6.a": true, "picked~2~7.b": false, "picked~2~8.c~d": true }),
    };
    const phone = {
      ...filled,
      page: 2,
      ...(several ? { "picked~2": "6.a,8.c~d" } : { "picked~2~6.a": "true", "picked~2~8.c~d": "true" }),
    };
    const read = {
      line: "1 TB",
      text: "Stars",
      pi: `mattermost:${PERSON}`,
      way: "chat",
      page: "2",
      picked: "6.a,8.c~d",
      until: "2026-05-01",
    };
    expect(readSubmission(web)).toEqual(read);
    expect(readSubmission(phone)).toEqual(read);
    expect(Object.keys(valuesOf(dialog, () => "")).map((name) => readElementName(name).field)).toEqual(
      expect.arrayContaining(form.fields.map(({ name }) => name)),
    );
  });

  it("reads a field that is null, empty, or missing in the same way", () => {
    const empty = readSubmission(valuesOf(dialog, ({ type }) => (type === "bool" ? "false" : null)));
    const blank = readSubmission(valuesOf(dialog, ({ type }) => (type === "bool" ? false : "")));
    expect(empty).toEqual(blank);
    for (const { name } of form.fields) expect(empty[name] ?? "").toBe("");
    expect(readSubmission({})).toEqual({});
    expect(readSubmission(null)).toEqual({});
  });

  it("shows each error at its field, or above all fields", () => {
    const submission = valuesOf(dialog, () => null);
    const errors = toDialogErrors(
      { kind: "invalid", errors: { picked: "Choose one", line: "Too much", other: "Gone @all" } },
      submission,
    );
    expect(
      Object.keys(errors.errors ?? {})
        .map((name) => readElementName(name).field)
        .toSorted(),
    ).toEqual(["line", "picked"]);
    expect(Object.keys(submission)).toEqual(expect.arrayContaining(Object.keys(errors.errors ?? {})));
    expect(errors.error).toContain("Gone");
    expect(errors.error).not.toContain("@all");
  });
});

it("A form without fields can be sent from a phone, and one that can't be sent is read as a message", () => {
  const question: Form = { action: "spam", title: "Spam?", fields: [], submit: "Spam" };
  const dialog = renderDialog(question, options, looksOf("12.1.0"));
  expect(dialog.elements).toHaveLength(1);
  expect(readSubmission(valuesOf(dialog, () => true))).toEqual({});
  expect(readOnlyNotice(question)).toBeUndefined();
  expect(
    readOnlyNotice({ action: "details", title: "Request 7", intro: ["Closed"], fields: [] }),
  ).toMatchObject({ lines: ["Closed"] });
});

it("A form is checked while it is filled in where the server can do that", () => {
  const refreshes = (version: string) => {
    const { source_url, elements } = renderDialog(form, options, looksOf(version));
    return [source_url, elements.some(({ refresh }) => refresh)];
  };
  expect(refreshes("11.1.0")).toEqual([options.refreshUrl, true]);
  expect(refreshes("10.11.0")).toEqual([undefined, false]);
});

describe("A field for text that is checked while someone types", () => {
  const checked = {
    name: "project",
    label: "Project",
    kind: "line",
    initial: "astro",
    maxLength: 32,
  } as const;
  const elementOf = (version: string, lookupUrl: string, more: object = {}) =>
    renderDialog(
      { ...form, fields: [{ ...checked, validateOnChange: true, ...more }] },
      { ...options, lookupUrl },
      looksOf(version),
    ).elements[0];
  const url = "https://acct.example.org/lookup";
  const asked = { type: "select", data_source: "dynamic", data_source_url: url, default: "astro" };

  it("is a select that asks acct while someone types, where the server's clients do that", () => {
    expect(elementOf("11.7.0", url)).toMatchObject(asked);
    expect(elementOf("11.7.0", "http://127.0.0.1:8080/lookup")).toMatchObject({ data_source: "dynamic" });
    for (const [version, address] of [
      ["11.6.2", url],
      ["5.37.0", url],
      // The web app refuses to ask an address without TLS.
      ["12.1.0", "http://acct.example.org/lookup"],
    ] as const)
      expect(elementOf(version, address)).toMatchObject({ type: "text", default: "astro" });
  });

  it("keeps to the limits of the server, and isn't refreshed as well", () => {
    const fields = [{ ...checked, initial: "ä".repeat(3000), validateOnChange: true }];
    const dialog = renderDialog({ ...form, fields }, { ...options, lookupUrl: url }, looksOf("12.1.0"));
    expect(checkDialog(dialog as never)).toEqual([]);
    expect(dialog.elements[0]?.refresh).toBeUndefined();
    expect(dialog.source_url).toBeUndefined();
  });

  it("stays a field for text if it may be blank, because what isn't chosen would be lost", () => {
    expect(elementOf("12.1.0", url, { optional: true })?.type).toBe("text");
  });

  it("stays one if nothing checks it", () => {
    expect(elementOf("12.1.0", url, { validateOnChange: false })?.type).toBe("text");
  });
});

describe("Mattermost Blocks", () => {
  const sign: SignAction = ({ action, mark = "" }) => ({
    url: "https://acct.example.org",
    context: { action, mark },
  });
  const looks = looksOf("12.1.0");
  const problem = ({ message, props }: ReturnType<typeof renderCard>) => problemOf(message, props);

  it("are used where the server has them, and nowhere else", () => {
    expect(VERSIONS.filter((version) => looksOf(version).features.blocks)).toEqual(["12.1.0"]);
    expect(featuresOf({ Version: "12.1.0", FeatureFlagMmBlocksEnabled: "false" }).blocks).toBe(false);
    expect(featuresOf({}).blocks).toBe(false);
  });

  it("fit the server's limits, however much there is to show", () => {
    const long = "a:*<@all> ".repeat(4000);
    const request = aRequest({
      ...{ status: "waiting", stage: "await-admin", givenName: long, warnings: [long, long] },
      details: { reason: long, organization: long, role: long },
      plan: Array.from({ length: 200 }, () => ({ system: "LDAP", text: long, isNew: true })),
    });
    for (const audience of ["admin", "pi"] as const) {
      expect(problem(renderCard(buildCard(request, [], { audience }), sign, looks))).toBeUndefined();
    }
    const entry = {
      title: long,
      lines: [long],
      buttons: Array.from({ length: 3 }, () => ({ action: "approve" as const, label: "Approve", mark: "m" })),
    };
    const sections = Array.from({ length: 40 }, (_, n) => ({
      heading: `Section ${n}`,
      entries: [entry, { ...entry, lines: [] }],
    }));
    const pages = Number(/Page 1 of (\d+)/.exec(JSON.stringify(renderHome({ sections }, sign, looks)))?.[1]);
    const all = Array.from({ length: pages }, (_, page) => renderHome({ sections }, sign, looks, page + 1));
    expect(all.map(problem)).toEqual(all.map(() => undefined));
    const text = JSON.stringify(all);
    for (const { heading } of sections) expect(text).toContain(`#### ${heading}`);
    expect(renderHome({ sections }, sign, looks, pages + 1)).toEqual(all.at(-1));
  });
});

it("Each button of a message has an ID of letters and digits that no other has", () => {
  const entry = { title: "A", lines: [], buttons: [{ action: "change-pi" as const, label: "Change PI…" }] };
  const ids: unknown[] = [];
  const { props } = renderHome(
    { sections: [{ heading: "H", entries: [entry, entry, entry] }] },
    () => ({ url: "https://acct.example.org", context: {} }),
    looksOf("5.37.0"),
  );
  for (const { actions = [] } of props.attachments as { actions?: { id: string }[] }[])
    ids.push(...actions.map(({ id }) => id));
  expect(ids).toEqual(["changepi", "changepi2", "changepi3"]);
});
