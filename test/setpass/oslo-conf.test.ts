import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { convertSetpassConf } from "../../src/commands/convert-setpass-conf.ts";
import { setpassSettingsSchema } from "../../src/config/settings.ts";
import { readOsloConf } from "../../src/setpass/oslo-conf.ts";

describe("an oslo.config file", () => {
  it.each<[string, string, Record<string, string>]>([
    ["equals signs and colons", "a = 1\nb: 2\nc=x=y:z", { a: "1", b: "2", c: "x=y:z" }],
    [
      "comment characters in a value",
      "ticket_subject = Ticket #5 ; urgent",
      { ticket_subject: "Ticket #5 ; urgent" },
    ],
    ["comment lines", "# a = 1\n; b = 2\nc = 3", { c: "3" }],
    ["quotes", `a = "x y"\nb = 'z'\nc = "`, { a: "x y", b: "z", c: '"' }],
    ["continued lines", "a = one\n  two\n\tthree\nb = 2", { a: "one\ntwo\nthree", b: "2" }],
    ["a repeated option", "a = 1\na = 2", { a: "2" }],
    ["an empty value", "a =", { a: "" }],
    ["Windows line ends", "a = 1\r\nb = 2\r\n", { a: "1", b: "2" }],
    [
      "references to other options",
      ["host = h", "port = 5000", "url = http://$host:$" + "{port}/v3", "paid = 5$$", "odd = $nothing"].join(
        "\n",
      ),
      { host: "h", port: "5000", url: "http://h:5000/v3", paid: "5$", odd: "$nothing" },
    ],
  ])("is read with %s", (_, text, options) => {
    expect(readOsloConf(`[DEFAULT]\n${text}`).DEFAULT).toEqual(options);
  });

  it("separates sections and lets each refer to options of DEFAULT", () => {
    expect(readOsloConf("[DEFAULT]\nbase = /srv\n[files]\nlog = $base/log")).toEqual({
      DEFAULT: { base: "/srv" },
      files: { log: "/srv/log" },
    });
  });

  it("that is invalid is rejected with the line", () => {
    expect(() => readOsloConf("[DEFAULT]\nport 5001")).toThrow(/line 2\b.*port 5001/);
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

  it("becomes an equivalent acct.yml that acct accepts", () => {
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
    expect(yaml).toMatch(/^# .*\bcolour\b/m);
    expect(yaml).toContain("acct setpass import 'mysql+pymysql://setpass:…@db/setpass'");
    expect(yaml).not.toContain("dbsecret");
  });

  it("gets setpass's defaults where it is silent, and comments explain them", () => {
    const yaml = convertSetpassConf([""]);
    const { setpass } = parse(yaml) as { setpass: object };
    expect(setpass).toEqual({
      authUrl: "http://localhost:5000/v3",
      adminProjectName: "admin",
      adminProjectDomainId: "default",
      tokenExpiration: "0s",
    });
    expect(yaml).toMatch(/^# token_expiration .*\b0\b.*\b1d$/m);
    expect(yaml).toContain("PORT=5001");
  });

  it("is overridden by the files after it, as in setpass", () => {
    const yaml = convertSetpassConf([SAMPLE, "[DEFAULT]\ntoken_expiration = 90\nport = 8080"]);
    expect(yaml).toContain("tokenExpiration: 90s");
    expect(yaml).toContain("PORT=8080");
    expect(yaml).toContain("adminProjectName: services");
  });

  it("with an invalid number is rejected with the name of the option", () => {
    expect(() => convertSetpassConf(["[DEFAULT]\nmax_attempts = many"])).toThrow(/max_attempts.*\bmany\b/);
  });

  it.each<[string, string, object, RegExp]>([
    [
      "a relay on another machine",
      "mail_ip = 192.0.2.7",
      { mail: { host: "192.0.2.7", startTls: true } },
      /192\.0\.2\.7.*STARTTLS/,
    ],
    ["a relay at ::1", "mail_ip = ::1", { mail: { host: "::1", startTls: false } }, /startTls.*STARTTLS/],
    [
      "a slash at the end of the URL",
      "auth_url = https://k.example.org/v3/",
      { setpass: { authUrl: "https://k.example.org/v3" } },
      /auth_url .*https:\/\/k\.example\.org\/v3\/$/m,
    ],
    [
      "a helpdesk without a domain",
      "helpdesk_email = root@localhost",
      {},
      /helpdesk_email .*root@localhost.*site\.helpAddress/,
    ],
    ["many attempts", "max_attempts = 50", { passwords: { maxAttempts: 10 } }, /max_attempts .*50.* 10$/m],
    ["a template", "helpdesk_template = /etc/ticket.txt", {}, /helpdesk_template/],
    ["a negative age", "token_expiration = -1", { setpass: { tokenExpiration: 0 } }, /token_expiration .*-1/],
  ])(
    "with %s becomes a file that acct accepts, with a comment about the change",
    (_, line, settings, remark) => {
      const yaml = convertSetpassConf([`[DEFAULT]\n${line}`]);
      expect(setpassSettingsSchema.parse(parse(yaml))).toMatchObject(settings);
      expect(yaml).toMatch(remark);
    },
  );

  it("that acct can't represent is rejected, instead of becoming a file that acct would reject", () => {
    expect(() => convertSetpassConf(["[DEFAULT]\nmail_port = 99999"])).toThrow("mail.port");
  });
});
