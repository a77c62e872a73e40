import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Certificates } from "./certificates.ts";
import { type Child, freePort, listensOn, startChild } from "./child.ts";
import { debianRoot } from "./debian.ts";
import type { Dovecot } from "./dovecot.ts";
import { startFakeroot } from "./fakeroot.ts";
import { run } from "./run.ts";

export interface Postfix extends Omit<Child, "ended"> {
  /** Takes mail from whoever logs in, and changes nothing. */
  readonly port: number;
  /** The same as a relay that gives each mail a Message-ID of its own. */
  readonly newIdPort: number;
  /** The same as a relay that writes an address of its own into the envelope. */
  readonly newSenderPort: number;
}

export const POSTFIX_PACKAGES = ["postfix"];
export const POSTFIX_PROGRAMS = ["/usr/lib/postfix/sbin/master"];
const NAME = "Postfix (Debian package postfix)";

/** Two accounts that every Debian has and no one uses here: Postfix refuses to run everything as one. */
const ACCOUNTS = { owner: "lp", group: "news" } as const;

/**
 * Starts a temporary Postfix on free ports of 127.0.0.1. It delivers everything to this Dovecot, which also knows the passwords, so
 * mail for people without a mailbox there bounces. Mail for slow.example is delayed.
 * It switches between accounts, so everyone but root runs it with fakeroot(1).
 */
export async function startPostfix(options: {
  readonly certificates: Certificates;
  readonly dovecot: Pick<Dovecot, "lmtpPort" | "authSocket">;
}): Promise<Postfix> {
  const { root, env } = await debianRoot(POSTFIX_PACKAGES, POSTFIX_PROGRAMS);
  const fakeroot = await startFakeroot();
  const folder = await mkdtemp(join(tmpdir(), "acct-postfix-"));
  await chmod(folder, 0o711);
  const ports = { plain: await freePort(), newId: await freePort(), newSender: await freePort() };
  const etc = join(folder, "etc");
  const library = `${root}/usr/lib/postfix`;
  const postfixEnv = {
    ...env,
    ...fakeroot.env,
    MAIL_CONFIG: etc,
    LD_LIBRARY_PATH: root ? `${library}:${env.LD_LIBRARY_PATH}` : env.LD_LIBRARY_PATH,
  };
  await mkdir(etc);
  const { cert, key } = options.certificates;
  await writeFile(join(etc, "server.crt"), cert);
  await writeFile(join(etc, "server.key"), key, { mode: 0o600 });
  await writeFile(
    join(etc, "main.cf"),
    mainSettings({ ...options.dovecot, folder, root, libraries: postfixEnv.LD_LIBRARY_PATH }),
  );
  await writeFile(join(etc, "master.cf"), services(ports));
  await writeFile(join(etc, "new-id"), "/^Message-ID:/ REPLACE Message-ID: <another-id@relay.example>\n");
  const prepared = await run("sh", ["-ec", QUEUE, "sh", folder, ACCOUNTS.owner, ACCOUNTS.group], {
    env: postfixEnv,
  });
  if (prepared.code !== 0) throw new Error(`${NAME}: ${prepared.stderr}`);

  const child = await startChild(`${library}/sbin/master`, ["-c", etc, "-d"], {
    name: NAME,
    cwd: folder,
    env: postfixEnv,
    ready: async () => (await Promise.all(Object.values(ports).map(listensOn))).every(Boolean),
  });
  return {
    pid: child.pid,
    log: () => child.log() + readLog(join(folder, "mail.log")),
    port: ports.plain,
    newIdPort: ports.newId,
    newSenderPort: ports.newSender,
    async stop() {
      await child.stop();
      await fakeroot.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Postfix refuses to log to a pipe. */
const readLog = (file: string) => (existsSync(file) ? readFileSync(file, "utf8") : "");

/** The folders of postfix-files(5), which `postfix set-permissions` would create for an installed Postfix. */
const QUEUE = `cd "$1"
mkdir -p data queue
chown "$2" data
cd queue
ours="active bounce corrupt defer deferred flush hold incoming private saved trace"
mkdir -p $ours public maildrop pid
chown "$2" $ours
chown "$2:$3" public maildrop
chmod 700 $ours
chmod 710 public
chmod 730 maildrop`;

interface MainSettings {
  readonly folder: string;
  readonly root: string;
  readonly libraries: string | undefined;
  readonly lmtpPort: number;
  readonly authSocket: string;
}

function mainSettings({ folder, root, libraries, lmtpPort, authSocket }: MainSettings): string {
  const { owner, group } = ACCOUNTS;
  return `compatibility_level = 3.6
config_directory = ${folder}/etc
queue_directory = ${folder}/queue
data_directory = ${folder}/data
command_directory = ${root}/usr/sbin
daemon_directory = ${root}/usr/lib/postfix/sbin
shlib_directory = ${root}/usr/lib/postfix
meta_directory = ${folder}/etc
mail_owner = ${owner}
setgid_group = ${group}
import_environment = MAIL_CONFIG LD_PRELOAD FAKEROOTKEY TZ LANG=C LD_LIBRARY_PATH=${libraries}
maillog_file = ${folder}/mail.log
maillog_file_prefixes = ${folder}
myhostname = mx.example.org
mydestination =
alias_maps =
local_recipient_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks =
virtual_mailbox_domains = example.org
virtual_transport = lmtp:inet:127.0.0.1:${lmtpPort}
transport_maps = inline:{ slow.example=lmtp:inet:127.0.0.1:1 }
default_transport = $virtual_transport
relay_transport = $virtual_transport
recipient_delimiter = +
smtpd_tls_cert_file = ${folder}/etc/server.crt
smtpd_tls_key_file = ${folder}/etc/server.key
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = ${authSocket}
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
# A message that waits is tried again, and announced as delayed, within seconds instead of hours.
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
delay_warning_time = 1s
`;
}

function services(ports: {
  readonly plain: number;
  readonly newId: number;
  readonly newSender: number;
}): string {
  return `127.0.0.1:${ports.plain} inet n - n - - smtpd
127.0.0.1:${ports.newId} inet n - n - - smtpd
  -o cleanup_service_name=new-id
127.0.0.1:${ports.newSender} inet n - n - - smtpd
  -o cleanup_service_name=new-sender
cleanup unix n - n - 0 cleanup
new-id unix n - n - 0 cleanup
  -o header_checks=regexp:$config_directory/new-id
new-sender unix n - n - 0 cleanup
  -o sender_canonical_maps=static:bounces@example.org
  -o sender_canonical_classes=envelope_sender
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;
}
