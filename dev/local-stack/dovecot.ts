import { once } from "node:events";
import { chmod, chown, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { answers } from "./answers.ts";
import type { Certificates } from "./certificates.ts";
import { type Child, freePort, startChild } from "./child.ts";
import { debianRoot } from "./debian.ts";
import { folderForNobody, nobody } from "./nobody.ts";
import { relocate } from "./relocate.ts";

export interface DovecotOptions {
  readonly certificates: Certificates;
  /** The mailboxes and their passwords: each is `<name>@example.org`. Mail for anyone else is refused. */
  readonly users: Readonly<Record<string, string>>;
  /** Where Dovecot asks whether an access token is valid (RFC 7662). Without it, only passwords count. */
  readonly introspectionUrl?: string;
}

export interface Dovecot extends Omit<Child, "ended"> {
  /** IMAP over TLS, and IMAP with STARTTLS. */
  readonly imapsPort: number;
  readonly imapPort: number;
  /** Where a mail server delivers (RFC 2033). */
  readonly lmtpPort: number;
  /** Where Postfix asks whether a login is right. */
  readonly authSocket: string;
  /** Puts a message into someone's INBOX, as a mail server does. */
  deliver(user: string, message: string): Promise<void>;
  /** Makes a mailbox's UIDVALIDITY anew, as a restored or recreated mailbox has it. Its messages and their flags stay. */
  renewValidity(user: string): Promise<void>;
}

export const DOVECOT_PACKAGES = ["dovecot-imapd", "dovecot-lmtpd"];
export const DOVECOT_PROGRAMS = ["/usr/sbin/dovecot", "/usr/lib/dovecot/imap", "/usr/lib/dovecot/lmtp"];

const MODULES = "/usr/lib/dovecot/modules";

/** Starts a temporary Dovecot on free ports of 127.0.0.1. It needs no root, and is ready in half a second. */
export async function startDovecot(options: DovecotOptions): Promise<Dovecot> {
  const { root, env } = await debianRoot(DOVECOT_PACKAGES, DOVECOT_PROGRAMS);
  if (root) await relocate(root, MODULES, "modules");
  const folder = await folderForNobody("dovecot");
  const mail = join(folder, "mail");
  const authSocket = join(folder, "run", "auth-acct");
  const [imapsPort, imapPort, lmtpPort] = [await freePort(), await freePort(), await freePort()];
  const libraries = `${root}/usr/lib/dovecot`;
  const own = async (path: string) => nobody === undefined || (await chown(path, nobody, nobody));
  await chmod(folder, 0o711);
  for (const part of ["", "run", "state", "mail"]) {
    await mkdir(join(folder, part), { recursive: true });
    await own(join(folder, part));
  }
  // Its processes work in this folder.
  await symlink(`${root}${MODULES}`, join(folder, "run", "modules"));
  const write = async (name: string, content: string) => {
    await writeFile(join(folder, name), content, { mode: 0o600 });
    await own(join(folder, name));
  };
  const { cert, key } = options.certificates;
  await write("server.crt", cert);
  await write("server.key", key);
  const users = Object.entries(options.users).map(([name, password]) => `${name}:{PLAIN}${password}`);
  await write("users", `${users.join("\n")}\n`);
  if (options.introspectionUrl !== undefined)
    await write(
      "oauth2.conf",
      `introspection_mode = post\nintrospection_url = ${options.introspectionUrl}\nusername_attribute = username\nactive_attribute = active\nactive_value = true\n`,
    );
  const conf = configure({
    folder,
    libraries,
    imapsPort,
    imapPort,
    lmtpPort,
    withTokens: options.introspectionUrl !== undefined,
  });
  await write("dovecot.conf", conf);

  // This is how dovecot starts itself, but it looks for doveconf only where Debian installs it.
  const file = ["-c", join(folder, "dovecot.conf")];
  const reading = [...file, "-m", "master", "-m", "ssl", "-p", "-e"];
  const child = await startChild(
    `${root}/usr/bin/doveconf`,
    [...reading, `${root}/usr/sbin/dovecot`, "-F", ...file],
    {
      name: "Dovecot (Debian packages dovecot-imapd and dovecot-lmtpd)",
      cwd: folder,
      env: {
        ...env,
        LD_LIBRARY_PATH: root ? `${env.LD_LIBRARY_PATH}:${libraries}` : env.LD_LIBRARY_PATH,
      },
      uid: nobody,
      ready: async () =>
        (
          await Promise.all(
            [imapsPort, imapPort, lmtpPort].map((port) => answers({ host: "127.0.0.1", port })),
          )
        ).every(Boolean),
    },
  );
  const maildir = (user: string) => join(mail, user, "Maildir");
  return {
    pid: child.pid,
    log: child.log,
    imapsPort,
    imapPort,
    lmtpPort,
    authSocket,
    deliver: (user, message) => deliverByLmtp(lmtpPort, `${user}@example.org`, message),
    async renewValidity(user) {
      const list = join(maildir(user), "dovecot-uidlist");
      const renewed = (await readFile(list, "utf8")).replace(
        / V(\d+) /,
        (_, old: string) => ` V${Number(old) + 1} `,
      );
      await writeFile(list, renewed);
      // The index has the old one.
      const files = (await readdir(maildir(user))).filter((name) => name.startsWith("dovecot.index"));
      await Promise.all(files.map((name) => rm(join(maildir(user), name))));
    },
    async stop() {
      await child.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Places {
  readonly folder: string;
  readonly libraries: string;
  readonly imapsPort: number;
  readonly imapPort: number;
  readonly lmtpPort: number;
  readonly withTokens: boolean;
}

function configure({ folder, libraries, imapsPort, imapPort, lmtpPort, withTokens }: Places): string {
  const { uid, gid, username } =
    nobody === undefined ? userInfo() : { uid: nobody, gid: nobody, username: "nobody" };
  const tokens = `passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${folder}/oauth2.conf
}`;
  return `base_dir = ${folder}/run
state_dir = ${folder}/state
libexec_dir = ${libraries}
mail_plugin_dir = ${libraries}/modules
import_environment = TZ LD_LIBRARY_PATH
default_internal_user = ${username}
default_internal_group = ${nobody === undefined ? "" : "nogroup"}
default_login_user = ${username}
log_path = /dev/stderr
protocols = imap lmtp
listen = 127.0.0.1
first_valid_uid = 1
ssl = yes
ssl_cert = <${folder}/server.crt
ssl_key = <${folder}/server.key
disable_plaintext_auth = yes
auth_mechanisms = plain login${withTokens ? " xoauth2 oauthbearer" : ""}
auth_username_format = %Ln
auth_failure_delay = 0
recipient_delimiter = +
mail_location = maildir:~/Maildir
${withTokens ? tokens : ""}
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${folder}/mail/%Ln
}
# Wrong passwords are answered at once.
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${imapPort}
  }
  inet_listener imaps {
    port = ${imapsPort}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${lmtpPort}
  }
}
service auth {
  unix_listener auth-acct {
    mode = 0666
  }
}
`;
}

/** One delivery by LMTP. Throws with the reply that refuses it. */
async function deliverByLmtp(port: number, to: string, message: string): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  let received = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    received += chunk;
  });
  const reply = async () => {
    for (;;) {
      const [line] = /^\d{3} .*\r\n/m.exec(received) ?? [];
      if (line !== undefined) {
        received = "";
        if (/^[45]/.test(line)) throw new Error(line.trim());
        return;
      }
      await once(socket, "data");
    }
  };
  const body = message.replace(/\r?\n/g, "\r\n").replace(/^\./gm, "..");
  try {
    await reply();
    for (const line of [
      "LHLO test.example",
      "MAIL FROM:<>",
      `RCPT TO:<${to}>`,
      "DATA",
      `${body}\r\n.`,
      "QUIT",
    ]) {
      socket.write(`${line}\r\n`);
      await reply();
    }
  } finally {
    socket.destroy();
  }
}
