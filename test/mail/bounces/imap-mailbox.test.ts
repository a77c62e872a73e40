import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { ImapFlow } from "imapflow";
import { afterAll, expect, inject, it } from "vitest";
import { makeCertificates } from "../../../dev/local-stack/certificates.ts";
import { startDovecot } from "../../../dev/local-stack/dovecot.ts";
import { startSilentServer } from "../../../dev/local-stack/silent-server.ts";
import { type LoginGuards, LoginRejectedError } from "../../../src/credentials/login-guard.ts";
import { type ImapConfig, imapMailbox } from "../../../src/mail/bounces/imap-mailbox.ts";

/* A real Dovecot, and servers that break. */

const certificates = await makeCertificates(join(inject("folder"), "imap-mailbox"));
const tokens = await startTokenServer();
const dovecot = await startDovecot({
  certificates,
  users: { bounces: "secret", empty: "secret", many: "secret", anew: "secret" },
  introspectionUrl: `${tokens.url}/introspect`,
});
afterAll(() => Promise.all([dovecot.stop(), tokens.stop()]));

const config: ImapConfig = {
  host: "127.0.0.1",
  port: dovecot.imapPort,
  user: "bounces",
  password: "secret",
  mailbox: "INBOX",
  ca: certificates.ca,
};
const START = { validity: null, lastUid: 0 };
const answer = (name: string) =>
  `From: ${name}@campus.example\nSubject: Re: ${name}\nMessage-ID: <${name}@campus.example>\nReferences: <acct-1-0123456789abcdefghijklmnop@x.example>\n\n${name}`;
const subjects = ({ mails }: { mails: readonly { mail: unknown }[] }) =>
  mails.map(({ mail }) => (mail as { subject: string }).subject);

it("Mails are read once each, oldest first, and what someone has read in between is read, too", async () => {
  for (const name of ["one", "two"]) await dovecot.deliver("bounces", answer(name));
  const first = await imapMailbox(config).read(START, 10_000);
  expect(subjects(first)).toEqual(["Re: one", "Re: two"]);
  await dovecot.deliver("bounces", answer("three"));
  await markAsRead("bounces");
  const second = await imapMailbox(config).read(first, 10_000);
  expect(subjects(second)).toEqual(["Re: three"]);
  expect(await imapMailbox(config).read(second, 10_000)).toEqual({ ...second, mails: [], hasMore: false });
});

it("Reading changes nothing in the mailbox, flags included", async () => {
  await dovecot.deliver("bounces", answer("unread"));
  const before = await flagsOf("bounces");
  expect(before.at(-1)).not.toContain("\\Seen");
  await imapMailbox(config).read(START, 10_000);
  expect(await flagsOf("bounces")).toEqual(before);
});

it("An empty mailbox is read without a complaint", async () => {
  const mailbox = imapMailbox({ ...config, user: "empty" });
  expect(await mailbox.read(START, 10_000)).toMatchObject({ mails: [], lastUid: 0, hasMore: false });
  expect(await mailbox.check()).toContain("0 messages");
});

it("A full mailbox is read in batches", async () => {
  await Promise.all([...Array(60).keys()].map((n) => dovecot.deliver("many", answer(`m${n}`))));
  const mailbox = imapMailbox({ ...config, user: "many" });
  const first = await mailbox.read(START, 20_000);
  expect([first.mails.length, first.hasMore]).toEqual([50, true]);
  const second = await mailbox.read(first, 20_000);
  expect([second.mails.length, second.hasMore]).toEqual([10, false]);
});

it("When the mailbox was made anew, everything is read again instead of being taken for known", async () => {
  for (const name of ["old", "new"]) await dovecot.deliver("anew", answer(name));
  const mailbox = imapMailbox({ ...config, user: "anew" });
  const first = await mailbox.read(START, 10_000);
  await dovecot.renewValidity("anew");
  const second = await mailbox.read(first, 10_000);
  expect(second.validity).not.toBe(first.validity);
  expect(subjects(second)).toEqual(["Re: old", "Re: new"]);
});

it("A mailbox that may be another one, because the server doesn't say, isn't read, so that nothing is done again", async () => {
  const server = await startServerWithoutValidity();
  const mailbox = imapMailbox({ ...config, port: server.port });
  await expect(mailbox.read({ validity: "1", lastUid: 7 }, 10_000)).rejects.toThrow(/UIDVALIDITY.* waits/);
  await expect(mailbox.check()).rejects.toThrow(/UIDVALIDITY/);
  expect(server.commands).toContain("EXAMINE");
  expect(server.commands).not.toContain("UID");
  await server.stop();
});

it("A server that goes silent, at once or after the login, ends with the deadline, and the next poll works", async () => {
  const silent = await startSilentServer();
  const hangs = imapMailbox({ ...config, port: silent.port }).read(START, 300);
  await expect(hangs).rejects.toThrow(/127\.0\.0\.1:\d+.*0\.3 seconds/);
  await silent.stop();
  const relay = await startRelay((toServer) => !/SEARCH|EXAMINE/.test(toServer) || "silent");
  await expect(
    imapMailbox({ ...config, port: relay.port, user: "bounces" }).read(START, 700),
  ).rejects.toThrow(/0\.7 seconds/);
  await relay.stop();
  expect((await imapMailbox(config).read(START, 10_000)).mails.length).toBeGreaterThan(0);
});

it("A server that resets the connection in the middle is a failed poll, the process lives, and the next one works", async () => {
  const relay = await startRelay(() => "reset-after-tls");
  await expect(imapMailbox({ ...config, port: relay.port }).read(START, 5000)).rejects.toThrow(
    /127\.0\.0\.1:\d+/,
  );
  await relay.stop();
  expect((await imapMailbox(config).read(START, 10_000)).mails.length).toBeGreaterThan(0);
});

it("A server that isn't there, a wrong password, and a missing folder each say what to do", async () => {
  const closed = await startSilentServer();
  await closed.stop();
  await expect(imapMailbox({ ...config, port: closed.port }).check()).rejects.toThrow(/ECONNREFUSED/);
  const wrong = imapMailbox({ ...config, password: "wrong" }).check();
  await expect(wrong).rejects.toThrow(LoginRejectedError);
  await expect(imapMailbox({ ...config, password: "wrong" }).check()).rejects.toThrow(/BOUNCES_PASSWORD/);
  await expect(imapMailbox({ ...config, mailbox: "Bounces" }).check()).rejects.toThrow(/"Bounces".* INBOX/);
  const { ca: _, ...withoutCa } = config;
  await expect(imapMailbox(withoutCa).check()).rejects.toThrow(/mail\.bounces\.imap\.caFile/);
});

it("A rejected login is reported as one, however long it takes to record it", async () => {
  const slowly: LoginGuards = () => async (login) => {
    try {
      return await login();
    } catch (error) {
      await flagsOf("bounces");
      throw error;
    }
  };
  const wrong = imapMailbox({ ...config, password: "wrong" }, slowly).check();
  await expect(wrong).rejects.toThrow(LoginRejectedError);
});

it("With OAuth, acct logs in with an access token and no password", async () => {
  const { password: _, ...rest } = config;
  const oauth = {
    tokenUrl: `${tokens.url}/token`,
    clientId: "acct",
    clientSecret: "app-secret",
    scope: "imap",
  };
  const mailbox = imapMailbox({ ...rest, oauth });
  expect(await mailbox.check()).toContain("INBOX");
  expect(tokens.requests.at(-1)).toMatchObject({ grant_type: "client_credentials", scope: "imap" });
  await imapMailbox({ ...rest, oauth: { ...oauth, refreshToken: "from-a-person" } }).check();
  expect(tokens.requests.at(-1)).toMatchObject({
    grant_type: "refresh_token",
    refresh_token: "from-a-person",
  });
});

it("A token that the provider or the mail server rejects is a rejected login", async () => {
  const { password: _, ...rest } = config;
  const oauth = { tokenUrl: `${tokens.url}/token`, clientId: "acct", clientSecret: "expired" };
  const refused = imapMailbox({ ...rest, oauth }).check();
  await expect(refused).rejects.toThrow(LoginRejectedError);
  await expect(refused).rejects.toThrow(/invalid_client.*BOUNCES_OAUTH_CLIENT_SECRET/);
  const useless = imapMailbox({
    ...rest,
    user: "empty",
    oauth: { ...oauth, clientSecret: "app-secret" },
  }).check();
  await expect(useless).rejects.toThrow(/mail\.bounces\.imap\.user/);
});

async function withClient<T>(user: string, work: (client: ImapFlow) => Promise<T>): Promise<T> {
  const { host, port } = config;
  const client = new ImapFlow({
    ...{ host, port, secure: false, logger: false },
    auth: { user, pass: "secret" },
    tls: { ca: certificates.ca },
  });
  await client.connect();
  await client.mailboxOpen("INBOX");
  const result = await work(client);
  await client.logout();
  return result;
}

const markAsRead = (user: string) => withClient(user, (client) => client.messageFlagsAdd("1:*", ["\\Seen"]));
const flagsOf = (user: string) =>
  withClient(user, async (client) =>
    (await client.fetchAll("1:*", { flags: true })).map(({ flags }) =>
      [...(flags ?? [])].filter((flag) => flag !== "\\Recent"),
    ),
  );

/** Stands between acct and Dovecot. After STARTTLS it can't read along, so it counts what the client sends. */
async function startRelay(judge: (text: string) => true | "silent" | "reset-after-tls") {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const upstream = new (socket.constructor as typeof Socket)();
    upstream.connect(dovecot.imapPort, "127.0.0.1");
    for (const each of [socket, upstream]) sockets.add(each.on("error", () => undefined));
    let sent = 0;
    socket.on("data", (chunk) => {
      sent += 1;
      const verdict = judge(chunk.toString("latin1"));
      if (verdict === "reset-after-tls" && sent > 3) return socket.resetAndDestroy();
      // The handshake takes the first few packets, and the login the next ones.
      if (sent <= 6) upstream.write(chunk);
      return undefined;
    });
    upstream.on("data", (chunk) => socket.write(chunk));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** A mail server whose folder has one message, and which says nothing about its UIDVALIDITY. */
async function startServerWithoutValidity() {
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  const untagged: Readonly<Record<string, string>> = {
    CAPABILITY: "* CAPABILITY IMAP4rev1 STARTTLS\r\n",
    LIST: '* LIST () "/" INBOX\r\n',
    EXAMINE: "* FLAGS ()\r\n* 1 EXISTS\r\n* 0 RECENT\r\n",
  };
  const serve = (socket: Socket) => {
    sockets.add(socket.on("error", () => undefined));
    socket.on("data", (chunk) => {
      for (const line of chunk.toString("latin1").split("\r\n").filter(Boolean)) {
        const [tag = "", command = ""] = line.split(" ");
        commands.push(command);
        socket.write(`${untagged[command] ?? ""}${tag} OK done\r\n`);
        if (command !== "STARTTLS") continue;
        socket.removeAllListeners("data");
        serve(new TLSSocket(socket, { isServer: true, ...certificates }));
      }
    });
  };
  const server = createServer((socket) => {
    socket.write("* OK ready\r\n");
    serve(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    commands,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** An OAuth provider: RFC 6749 for acct, and RFC 7662 for Dovecot. Its token is for the mailbox "bounces". */
async function startTokenServer() {
  const requests: Record<string, string>[] = [];
  const server = createHttpServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const fields = Object.fromEntries(new URLSearchParams(body));
    const send = (status: number, value: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (request.url === "/introspect")
      return send(200, { active: fields.token === "the-token" ? "true" : "false", username: "bounces" });
    requests.push(fields);
    if (fields.client_secret !== "app-secret") return send(401, { error: "invalid_client" });
    return send(200, { access_token: "the-token", token_type: "Bearer", expires_in: 3600 });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    requests,
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
