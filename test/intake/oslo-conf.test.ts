import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { convertSetpassConf } from "../../src/commands/convert-setpass-conf.ts";
import { setpassSettingsSchema } from "../../src/config/settings.ts";
import { readOsloConf } from "../../src/intake/oslo-conf.ts";

describe("a configuration file of oslo", () => {
  it.each<[string, string, Record<string, string>]>([
    ["equals signs and colons", "a = 1\nb: 2\nc=x=y:z", { a: "1", b: "2", c: "x=y:z" }],
    [
      "a value without comments in it",
      "ticket_subject = Ticket #5 ; urgent",
      { ticket_subject: "Ticket #5 ; urgent" },
    ],
    ["comment lines", "# a = 1\n; b = 2\nc = 3", { c: "3" }],
    ["quotes", `a = "x y"\nb = 'z'\nc = "`, { a: "x y", b: "z", c: '"' }],
    ["lines that go on", "a = one\n  two\n\tthree\nb = 2", { a: "one\ntwo\nthree", b: "2" }],
    ["the last of several", "a = 1\na = 2", { a: "2" }],
    ["nothing behind the sign", "a =", { a: "" }],
    ["Windows line ends", "a = 1\r\nb = 2\r\n", { a: "1", b: "2" }],
    [
      "options named by others",
      ["host = h", "port = 5000", "url = http://$host:$" + "{port}/v3", "paid = 5$$", "odd = $nothing"].join(
        "\n",
      ),
      { host: "h", port: "5000", url: "http://h:5000/v3", paid: "5$", odd: "$nothing" },
    ],
  ])("is read with %s", (_, text, options) => {
    expect(readOsloConf(`[DEFAULT]\n${text}`).DEFAULT).toEqual(options);
  });

  it("keeps sections apart, and finds options of DEFAULT from all of them", () => {
    expect(readOsloConf("[DEFAULT]\nbase = /srv\n[files]\nlog = $base/log")).toEqual({
      DEFAULT: { base: "/srv" },
      files: { log: "/srv/log" },
    });
  });

  it("that is none is named by its line", () => {
    expect(() => readOsloConf("[DEFAULT]\nport 5001")).toThrow(
      "line 2 is neither a section nor an option: port 5001",
    );
  });
});

describe("setpass.conf", () => {
  const SAMPLE = `[DEFAULT]
database = mysql+pymysql://setpass:dbsecret@db/setpass
auth_url = https://keystone.example.org:5000/v3
admin_project_name = services
admin_project_domain_id = 9f2a
token_expiration = 86400
max_attempts = 3
helpdesk_email = help@example.org
ticket_sender = noreply@example.org
ticket_subject = Password ticket
mail_ip = 127.0.0.1
mail_port = 25
colour = blue
`;

  it("becomes an acct.yml that says the same, and that acct takes", () => {
    const yaml = convertSetpassConf([SAMPLE]);
    expect(setpassSettingsSchema.parse(parse(yaml))).toMatchObject({
      site: { helpAddress: "help@example.org" },
      setpass: {
        authUrl: "https://keystone.example.org:5000/v3",
        adminProjectName: "services",
        adminProjectDomainId: "9f2a",
        tokenExpiration: 86_400_000,
        helpdesk: { address: "help@example.org", subject: "Password ticket" },
      },
      passwords: { maxAttempts: 3 },
      mail: { from: "noreply@example.org", host: "127.0.0.1", port: 25, startTls: false },
    });
    expect(yaml).toContain("# colour is not an option of setpass and was dropped");
    expect(yaml).toContain("acct setpass import 'mysql+pymysql://setpass:…@db/setpass'");
    expect(yaml).not.toContain("dbsecret");
  });

  it("has setpass's own defaults where it says nothing, and what they do is said", () => {
    const yaml = convertSetpassConf([""]);
    const { setpass } = parse(yaml) as { setpass: object };
    expect(setpass).toEqual({
      authUrl: "http://localhost:5000/v3",
      adminProjectName: "admin",
      adminProjectDomainId: "default",
      tokenExpiration: "0s",
    });
    expect(yaml).toContain("token_expiration was 0, so every link would expire immediately");
    expect(yaml).toContain("PORT=5001");
  });

  it("gives way to the files named after it, as setpass read them", () => {
    const yaml = convertSetpassConf([SAMPLE, "[DEFAULT]\ntoken_expiration = 90\nport = 8080"]);
    expect(yaml).toContain("tokenExpiration: 90s");
    expect(yaml).toContain("PORT=8080");
    expect(yaml).toContain("adminProjectName: services");
  });

  it("with a number that is none is refused by its name", () => {
    expect(() => convertSetpassConf(["[DEFAULT]\nmax_attempts = many"])).toThrow(
      "max_attempts is not a number: many",
    );
  });

  it.each<[string, string, object, string]>([
    [
      "a relay elsewhere",
      "mail_ip = 192.0.2.7",
      { mail: { host: "192.0.2.7", startTls: true } },
      "another machine",
    ],
    ["a relay at ::1", "mail_ip = ::1", { mail: { host: "::1", startTls: false } }, "on this machine"],
    [
      "a slash behind the address",
      "auth_url = https://k.example.org/v3/",
      { setpass: { authUrl: "https://k.example.org/v3" } },
      "auth_url was https://k.example.org/v3/",
    ],
    [
      "a helpdesk without a domain",
      "helpdesk_email = root@localhost",
      {},
      "helpdesk_email was root@localhost",
    ],
    ["many attempts", "max_attempts = 50", { passwords: { maxAttempts: 10 } }, "max_attempts was 50"],
    ["a template", "helpdesk_template = /etc/ticket.txt", {}, "helpdesk_template was dropped"],
    [
      "a negative age",
      "token_expiration = -1",
      { setpass: { tokenExpiration: 0 } },
      "token_expiration was -1",
    ],
  ])("with %s becomes a file that acct takes, and says what was changed", (_, line, settings, remark) => {
    const yaml = convertSetpassConf([`[DEFAULT]\n${line}`]);
    expect(setpassSettingsSchema.parse(parse(yaml))).toMatchObject(settings);
    expect(yaml).toContain(remark);
  });

  it("that acct cannot follow is refused in a sentence, instead of becoming a file that acct refuses", () => {
    expect(() => convertSetpassConf(["[DEFAULT]\nmail_port = 99999"])).toThrow("mail.port");
  });
});
