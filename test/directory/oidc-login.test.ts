import { afterAll, describe, expect, it } from "vitest";
import { startOidc } from "../../dev/local-stack/oidc.ts";
import { type LoginAttempt, LoginUnprovenError } from "../../src/directory/login.ts";
import { oidcLogin } from "../../src/directory/oidc/oidc-login.ts";
import { cookieBrowser } from "../cookie-browser.ts";

const redirectUri = "http://127.0.0.1:9/login/callback";
const provider = await startOidc(redirectUri);
afterAll(() => provider.stop());

const settings = {
  name: "your campus account",
  issuer: provider.issuer,
  clientId: provider.client.id,
  clientSecret: provider.client.secret,
  trustEmail: false,
};
const login = oidcLogin(settings, redirectUri);

/** Goes to the provider and returns what it sends the browser back with. */
async function visit(of = login): Promise<{ query: URLSearchParams; attempt: LoginAttempt }> {
  const { url, attempt } = await of.begin();
  const back = await cookieBrowser().open(url, (next) => next.startsWith(redirectUri));
  return { query: new URL(back.url).searchParams, attempt };
}

describe("Signing in", () => {
  it.each([
    ["true", true, "amy@example.org"],
    ['"true"', "true", "amy@example.org"],
    ["false", false, undefined],
    ["absent", undefined, undefined],
  ])(
    "proves the issuer and the subject, and the address only if it is verified: %s",
    async (_, verified, email) => {
      provider.signInAs("amy", {
        email: "Amy@example.org",
        ...(verified === undefined ? {} : { email_verified: verified }),
      });
      const { query, attempt } = await visit();
      expect(await login.finish(query, attempt)).toEqual({ issuer: provider.issuer, subject: "amy", email });
    },
  );

  it("proves an address about which the provider says nothing, if the site trusts its addresses", async () => {
    provider.signInAs("ben", { email: "ben@example.org" });
    const trusting = oidcLogin({ ...settings, trustEmail: true }, redirectUri);
    const { query, attempt } = await visit(trusting);
    expect(await trusting.finish(query, attempt)).toMatchObject({ subject: "ben", email: "ben@example.org" });
  });

  it("proves nothing with another state, nonce or verifier, or if it is tried a second time", async () => {
    provider.signInAs("amy");
    for (const wrong of ["state", "nonce", "verifier"] as const) {
      const { query, attempt } = await visit();
      const { attempt: other } = await login.begin();
      const mixed = { ...attempt, [wrong]: other[wrong] };
      await expect(login.finish(query, mixed), wrong).rejects.toThrow(LoginUnprovenError);
    }
    const { query, attempt } = await visit();
    await login.finish(query, attempt);
    await expect(login.finish(query, attempt)).rejects.toThrow(LoginUnprovenError);
  });

  it("proves nothing if the person turned back", async () => {
    const { attempt } = await login.begin();
    const query = new URLSearchParams({ error: "access_denied", state: attempt.state, iss: provider.issuer });
    await expect(login.finish(query, attempt)).rejects.toThrow(LoginUnprovenError);
  });

  it("proves nothing if the answer names another issuer", async () => {
    const { query, attempt } = await visit();
    query.set("iss", "http://127.0.0.1:9");
    await expect(login.finish(query, attempt)).rejects.toThrow(LoginUnprovenError);
  });
});

describe("The operator reads what to check", () => {
  it.each([
    ["is away", { issuer: "http://127.0.0.1:9" }],
    ["calls itself something else", { issuer: `${provider.issuer}/` }],
    [
      "is addressed by another name than its own",
      { issuer: provider.issuer.replace("127.0.0.1", "localhost") },
    ],
  ])("if the provider %s", async (_, but) => {
    const other = oidcLogin({ ...settings, ...but }, redirectUri);
    await expect(other.check()).rejects.toThrow("oidc.issuer");
    await expect(other.begin()).rejects.toThrow("oidc.issuer");
  });

  it("if the provider rejects acct's secret", async () => {
    const other = oidcLogin({ ...settings, clientSecret: "wrong" }, redirectUri);
    const { query, attempt } = await visit(other);
    await expect(other.finish(query, attempt)).rejects.toThrow("OIDC_CLIENT_SECRET");
  });

  it("while the provider is away, after which it works again", async () => {
    await provider.down();
    await expect(login.check()).rejects.toThrow("can't be used");
    await provider.up();
    await login.check();
  });
});
