import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import { createServer as createPlainServer } from "node:net";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { afterAll, expect, inject, it } from "vitest";
import { makeCertificates } from "../dev/local-stack/certificates.ts";
import { ldapConfig } from "../dev/local-stack/ldap-config.ts";
import { run } from "../dev/local-stack/run.ts";
import { startSlapd } from "../dev/local-stack/slapd.ts";
import { startMailCatcher } from "../dev/sandbox/mail-catcher.ts";
import { noGuards } from "../src/credentials/login-guard.ts";
import { openDatabase } from "../src/db/client.ts";
import { describeForOperator } from "../src/failure/describe-failure.ts";
import { Failure } from "../src/failure/failure.ts";
import { checkSmtp } from "../src/mail/smtp.ts";
import { checkLdap } from "../src/provisioners/ldap/check-ldap.ts";
import { keystoneAuth } from "../src/provisioners/openstack/keystone-auth.ts";
import { keystoneClient } from "../src/provisioners/openstack/keystone-client.ts";
import { readByRest } from "../src/provisioners/slurm/read-by-rest.ts";

/* Tests servers whose certificate comes from a CA that only this campus knows. */

const folder = join(inject("folder"), "tls");
const certificates = await makeCertificates(join(folder, "certificates"));
const { ca } = certificates;
const [slapd, mailCatcher] = await Promise.all([
  startSlapd({ folder: join(folder, "slapd"), certificates }),
  startMailCatcher({ tls: certificates, user: "acct", password: "smtp-password" }),
]);
const web = createServer(certificates, (_request, response) => {
  response.writeHead(401, { "content-type": "application/json" }).end("{}");
}).listen(0, "127.0.0.1");
await once(web, "listening");
const { port } = web.address() as { port: number };
const url = `https://127.0.0.1:${port}`;
afterAll(async () => {
  web.close();
  await Promise.all([slapd.stop(), mailCatcher.stop()]);
});

const ldap = (more: { ca?: string }) =>
  checkLdap(ldapConfig(slapd.url, { startTls: true, ...more }), {
    minLength: 8,
    now: new Date(),
    guards: noGuards,
  });
const startTls = (more: { ca?: string }) =>
  checkSmtp({
    from: "a@example.org",
    host: "127.0.0.1",
    port: mailCatcher.port,
    user: "acct",
    password: "smtp-password",
    startTls: true,
    ...more,
  });
const gate = (more: { ca?: string }) =>
  keystoneAuth({
    authUrl: `${url}/v3`,
    adminProjectName: "admin",
    adminProjectDomainId: "default",
    ...more,
  }).isAdminToken("token");
const openstack = (more: { ca?: string }) =>
  keystoneClient({
    authUrl: `${url}/v3`,
    username: "acct",
    password: "secret",
    project: "admin",
    domain: "Default",
    interface: "public",
    maxConcurrent: 1,
    ...more,
  }).domainId();
const slurm = (more: { ca?: string }) =>
  readByRest({ url, user: "root", token: "token", version: "v0.0.38", ...more }).readAccount("astro");

it.each<[string, string, (more: { ca?: string }) => Promise<unknown>]>([
  ["the directory", "ldap.caFile", ldap],
  ["the mail server", "mail.caFile", startTls],
  ["setpass' Keystone", "setpass.caFile", gate],
  ["OpenStack", "openstack.caFile", openstack],
  ["slurmrestd", "slurm.rest.caFile", slurm],
])(
  "An untrusted certificate of %s causes a failure that names the setting %s, and that setting helps",
  async (_, setting, ask) => {
    await expect(ask({})).rejects.toThrow(Failure);
    await expect(ask({})).rejects.toMatchObject({
      message: expect.stringMatching(
        new RegExp(`\\bcertificate\\b.*_CERT.*\\b${setting.replaceAll(".", "\\.")}\\b`),
      ),
    });
    // Any other response was received over TLS.
    await ask({ ca }).catch((error: Error) => expect(error.message).not.toMatch(/certificate/));
  },
);

it("Every command trusts a CA in the system's store, for every kind of connection", async () => {
  const script = join(folder, "ask.ts");
  const source = new URL("../src/", import.meta.url).pathname;
  await writeFile(
    script,
    `import { trustSystemStore } from "${source}cli/trust-system-store.ts";
trustSystemStore();
const { status } = await fetch("${url}");
console.log(status);`,
  );
  const env = { PATH: process.env.PATH };
  const ask = (variables: NodeJS.ProcessEnv) =>
    run(process.execPath, [script], { env: { ...env, ...variables } });
  expect((await ask({})).code).toBe(1);
  expect(await ask({ SSL_CERT_FILE: certificates.caFile })).toMatchObject({ code: 0, stdout: "401\n" });
  expect(await readFile(certificates.caFile, "utf8")).toContain("BEGIN CERTIFICATE");
});

it("An untrusted certificate of the database causes a sentence that names sslrootcert, and that helps", async () => {
  // PostgreSQL's answer to SSLRequest, and then nothing: what matters is whether the handshake is accepted.
  const postgres = createPlainServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => {
      socket.write("S");
      new TLSSocket(socket, { isServer: true, ...certificates })
        .on("error", () => undefined)
        .on("secure", () => socket.destroy());
    });
  }).listen(0, "127.0.0.1");
  await once(postgres, "listening");
  const at = (postgres.address() as { port: number }).port;
  const connecting = async (parameters: string) => {
    const { db, close } = openDatabase(
      { url: `postgres://a:b@127.0.0.1:${at}/c?${parameters}` },
      () => undefined,
    );
    const error = await db.execute("select 1").then(
      () => undefined,
      (problem: unknown) => problem,
    );
    await close();
    return describeForOperator(error);
  };
  expect(await connecting("sslmode=require")).toMatch(/^DATABASE_URL: .*certificate.*\bsslrootcert=/);
  const trusted = `sslmode=require&sslrootcert=${encodeURIComponent(certificates.caFile)}`;
  expect(await connecting(trusted)).not.toMatch(/certificate/);
  postgres.close();
});
