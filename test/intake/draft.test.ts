import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_REASON, type RawDraft, readDraft } from "../../src/intake/draft.ts";

const good: RawDraft = {
  givenName: "Amy",
  familyName: "Ash",
  email: "amy@example.org",
  project: "lab",
  newProject: false,
  pin: "1234",
};

function draftOf(but: Partial<RawDraft>) {
  const read = readDraft({ ...good, ...but });
  if ("errors" in read) throw new Error(JSON.stringify(read.errors));
  return read.draft;
}

function errorsOf(but: Partial<RawDraft>) {
  const read = readDraft({ ...good, ...but });
  return "errors" in read ? read.errors : {};
}

describe("a draft", () => {
  it("keeps names in any script as they are", () => {
    expect(draftOf({ givenName: "محمد", familyName: "O’Neill-Žižek 🦉" })).toMatchObject({
      givenName: "محمد",
      familyName: "O’Neill-Žižek 🦉",
    });
  });

  it.each(["Amy <https://evil.example|acct>", "https://evil.example", "<b>Amy", "amy@evil.example", "a > b"])(
    "rejects a name that an email program would turn into a link: %s",
    (odd) => {
      expect(Object.keys(errorsOf({ givenName: odd, familyName: odd, piName: odd })).toSorted()).toEqual([
        "familyName",
        "givenName",
        "piName",
      ]);
    },
  );

  it("rejects a name whose characters were lost", () => {
    expect(Object.keys(errorsOf({ familyName: "M\ufffdller" }))).toEqual(["familyName"]);
  });

  it("accepts names of up to 64 characters", () => {
    expect(draftOf({ familyName: "x".repeat(64) }).familyName).toHaveLength(64);
    expect(errorsOf({ familyName: "x".repeat(65) })).toEqual({
      familyName: expect.stringContaining("64"),
    });
  });

  it("drops NUL, control characters and marks that change the direction of text", () => {
    expect(draftOf({ givenName: "A\u0000m\u0007y\u202e" }).givenName).toBe("Amy");
  });

  it("trims non-breaking spaces from an email address and converts it to lower case", () => {
    expect(draftOf({ email: "\u00a0Amy@Example.ORG\u00a0" }).email).toBe("amy@example.org");
  });

  it.each(["amy", "amy@", "amy@x y.org", "a@b@c.org", "amy@example.org\nBcc: all@example.org"])(
    "rejects %j as an email address",
    (email) => {
      expect(errorsOf({ email })).toEqual({ email: expect.any(String) });
    },
  );

  it.each(["*)(uid=*", "lab,dc=example", "-rf", "$(id)", "lab lab", "ü", "1lab", "../etc"])(
    "rejects %j as the name of a project",
    (project) => {
      expect(errorsOf({ project })).toHaveProperty("project");
    },
  );

  it.each([
    [{ givenName: "Suharto", familyName: "" }],
    [{ givenName: "", familyName: "Suharto" }],
    [{ givenName: "Suharto", familyName: "-" }],
    [{ givenName: "\u3164", familyName: "Suharto" }],
    [{ familyName: undefined, givenName: "Suharto" }],
  ])("takes someone who has only one name: %j", (names) => {
    expect(draftOf(names)).toMatchObject({ givenName: "Suharto", familyName: "" });
  });

  it("takes an address in any form in which people write one", () => {
    expect(draftOf({ email: "Amy Ash <AMY@universität.example>" }).email).toBe(
      "amy@xn--universitt-y5a.example",
    );
    expect(errorsOf({ email: "jörg@example.org" }).email).toContain("ö");
  });

  it("reports the problems of all fields at once", () => {
    const errors = errorsOf({ givenName: "-", familyName: " ", email: "no", pin: "12" });
    expect(errors).toEqual({
      familyName: expect.any(String),
      email: expect.any(String),
      pin: expect.stringMatching(/\b4\b.*\b8\b/),
    });
  });

  it(`keeps a reason of up to ${MAX_REASON} characters with its line breaks, and rejects a longer one`, () => {
    const reason = `${"x".repeat(MAX_REASON - 4)}\nend`;
    expect(draftOf({ reason }).reason).toBe(reason);
    expect(errorsOf({ reason: `${reason}xx` })).toHaveProperty("reason");
  });

  it("never contains control characters, no matter what was typed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (typed) => {
        const read = readDraft({ ...good, givenName: typed, reason: typed });
        if ("errors" in read) return;
        expect(read.draft.givenName).not.toMatch(/\p{Cc}/u);
        expect(read.draft.reason ?? "").not.toMatch(/[^\P{Cc}\n]/u);
      }),
    );
  });
});

describe("a public SSH key", () => {
  const key = `ssh-ed25519 ${"A".repeat(68)}`;
  const read = (sshPublicKey: string) => readDraft({ ...good, sshPublicKey });

  it.each([key, `${key} amy@laptop`, `sk-ssh-ed25519@openssh.com ${"B".repeat(80)}==`, ""])(
    "is accepted: %s",
    (text) => {
      expect(read(text)).toHaveProperty("draft");
    },
  );

  it.each([
    "-----BEGIN OPENSSH PRIVATE KEY-----",
    `command="rm" ${key}`,
    "ssh-ed25519 short",
    `ssh-dss ${"A".repeat(68)}`,
  ])("is rejected: %s", (text) => {
    expect(read(text)).toEqual({ errors: { sshPublicKey: expect.stringContaining("ssh-ed25519 AAAA") } });
  });
});
