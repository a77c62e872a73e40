import { afterAll, describe, expect, it } from "vitest";
import { LDAP } from "../../../dev/local-stack/ldap-names.ts";
import { choosePassword, linkIn, PASSWORD } from "../../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../../dev/sandbox/mattermost/campus.ts";
import { newSite } from "../new-site.ts";
import { eventsOf, untilEmail } from "../until.ts";
import { requestAbout } from "../until-more.ts";
import {
  hasButton,
  peopleInMattermost,
  readText,
  untilHappened,
  untilState,
} from "./people-in-mattermost.ts";

/* Groups besides the project, requests on behalf of someone, corrections, and "why?", on a server that has Mattermost Blocks. */

const group = (name: string, gidNumber: number) => `dn: cn=${name},${LDAP.groupsDn}
objectClass: posixGroup
cn: ${name}
gidNumber: ${gidNumber}
`;
const site = await newSite({
  entries: [group("astro", 5001), group("nmr", 5002), group("gpu-users", 5101), group("robots", 5102)].join(
    "\n",
  ),
  mattermost: { withSlack: false, options: { version: "12.1.0" } },
  settings: {
    approvals: { account: ["admin", "pi"] },
    projects: { astro: { pi: "hopper@example.org" }, nmr: { pi: "curie@example.org" } },
    groups: { "robot-owners": ["noether@example.org"] },
    otherGroups: [
      { name: "gpu-users", title: "GPU users", system: "ldap" },
      { name: "robots", title: "Robot lab", system: "ldap", decider: { group: "robot-owners" } },
    ] as unknown as object,
    mattermost: { messagesPerMinute: 6000, admins: { users: ["ada", "grace"] } },
  },
});
const { database, slapd } = site;
afterAll(() => site.stop());
const people = peopleInMattermost(site);
const { server, press, pressIn, fill, pressAndFill, ask, answerToCommand } = people;
const idOf = (user: string) => server.user(user).id;
// Who decides about a group only does so on the card of the admins.
server.channel(ADMIN_CHANNEL).members.add(idOf("noether"));
await site.start();

const membersOf = async (name: string) => {
  const stdout = (await slapd?.search(`(cn=${name})`, "memberUid")) ?? "";
  return [...stdout.matchAll(/^memberUid: (.*)$/gm)].map(([, uid = ""]) => uid);
};

describe("groups besides the project", () => {
  it("are chosen in the form, are on the cards of the admins and the PI, and each has its own decider", async () => {
    const groups = ["gpu-users", "robots"];
    expect(await ask("amy", { username: "amy", groups })).toBe("closed");
    await untilState(site, "Amy Ash", { waitsFor: "admin" });
    const card = await people.untilCardSays("Amy Ash", "adds amy to group robots");
    expect(readText(card)).toContain("adds amy to group gpu-users");
    await people.approveAsAdmin("Amy Ash");
    await press("noether", "approve", "Amy Ash", ADMIN_CHANNEL);
    await untilHappened(site, "Amy Ash", "approved", "Emma Noether");
    const forPi = await people.untilButton("hopper", "approve", "Amy Ash");
    for (const name of groups) expect(readText(forPi)).toContain(name);
    await people.approveAsPi("Amy Ash");
    const link = linkIn(await untilEmail(site, "amy@example.org", "welcome"));
    expect((await choosePassword(link)).status).toBe(200);
    for (const name of groups) expect(await membersOf(name)).toEqual(["amy"]);
  });

  it("can be declined one by one: the requester reads why, and the rest goes on", async () => {
    expect(await ask("ben", { username: "ben", groups: ["gpu-users", "robots"] })).toBe("closed");
    expect(
      await pressAndFill("noether", ["deny", "Ben Birch", ADMIN_CHANNEL], { reason: "The lab is full." }),
    ).toBe("closed");
    await people.untilMessage("ben", "The lab is full.");
    await untilHappened(site, "Ben Birch", "amended", "Emma Noether");
    await untilState(site, "Ben Birch", { waitsFor: "admin" });
    await server.until(
      () => !people.cards("Ben Birch").some((one) => readText(one).includes("adds ben to group robots")),
      "the card to name only the other group",
    );
    await people.approveAsAdmin("Ben Birch");
    await people.approveAsPi("Ben Birch");
    await untilEmail(site, "ben@example.org", "welcome");
    expect(await membersOf("gpu-users")).toEqual(["amy", "ben"]);
    expect(await membersOf("robots")).toEqual(["amy"]);
  });
});

describe("a request on behalf of someone", () => {
  it("by their PI is confirmed by them, with a PIN of their own, and the PI isn't asked again", async () => {
    await people.says("hopper", "/acct request @zoe");
    const { dialog } = await people.untilDialog("hopper");
    for (const own of ["pin", "username"])
      expect(dialog.elements.some(({ name }) => name.startsWith(own))).toBe(false);
    const wanted = { project: "astro", reason: "The new telescope.", groups: ["gpu-users"] };
    expect(await fill("hopper", wanted)).toBe("closed");
    const asked = await people.untilButton("zoe", "confirm-request", "The new telescope.");
    for (const words of ["Henrik Hopper", "astro"]) expect(readText(asked)).toContain(words);
    await untilState(site, "Zoë", { waitsFor: "confirmation" });

    await press("zoe", "confirm-request", "astro");
    expect(await fill("zoe", { pin: "12" })).toBe("errors");
    expect(await fill("zoe", { pin: "2468", username: "zoe" })).toBe("closed");
    await people.untilMessage("hopper", "Zoë");
    await people.untilCardSays("Zoë", "adds zoe to group gpu-users");
    await people.approveAsAdmin("Zoë");
    await untilState(site, "Zoë", { waitsFor: "password" });
    await people.untilSettled("zoe", "confirm-request", "astro");
    const approvals = await database.query(
      `select name, actor from approvals where request_id = $1 and superseded_at is null order by id`,
      [(await requestAbout(site, "Zoë")).id],
    );
    expect(approvals).toEqual([
      { name: "pi", actor: `mattermost:${idOf("hopper")}` },
      { name: "admin", actor: `mattermost:${idOf("ada")}` },
    ]);
  });

  it("by an admin is declined by the person: the admin is told, and no one is asked to approve it", async () => {
    await people.says("ada", "/acct request @noether", ADMIN_CHANNEL);
    const values = { projectKind: "join", project: "astro", pi: idOf("hopper"), reason: "Proofs." };
    expect(await fill("ada", values)).toBe("closed");
    await press("noether", "decline-request", "Proofs.");
    expect(await fill("noether", { confirmed: "yes" })).toBe("closed");
    await people.untilMessage("ada", "Emma Noether");
    await untilState(site, "Emma Noether", { status: "withdrawn" });
    await people.untilSettled("noether", "confirm-request", "Proofs.");
    expect((await eventsOf(site, "Emma Noether")).map(({ kind }) => kind)).toEqual([
      "requested",
      "waiting",
      "declined",
    ]);
  });

  it("by someone who leads nothing, or for a name that no one has, is refused without a form", async () => {
    for (const [user, text] of [
      ["amy", "/acct request @layla"],
      ["ada", "/acct request @nobody"],
      ["ada", "/acct request @gus"],
    ] as const)
      expect(readText(await answerToCommand(user, text))).toMatch(/No request|no one called/);
    expect(server.as("amy").dialog()).toBeUndefined();
    expect(server.as("ada").dialog()).toBeUndefined();
  });
});

describe("a correction on the card", () => {
  it("by an admin after the PI has approved asks the new project's PI, and the requester reads what has changed", async () => {
    await people.says("layla", "/acct request");
    const wanted = { project: "astro", pi: idOf("hopper"), reason: "Light.", pin: "2468" };
    expect(await fill("layla", { projectKind: "join", username: "laila", ...wanted })).toBe("closed");
    await untilState(site, "ليلى", { waitsFor: "admin" });
    expect(await pressAndFill("ada", ["amend", "ليلى", ADMIN_CHANNEL], { username: "root" })).toBe("errors");
    const { errors } = (await people.untilDialog("ada")) ?? {};
    expect(Object.keys(errors).map((name) => name.split("~")[0])).toEqual(["username"]);
    expect(await fill("ada", { username: "layla", project: "nmr" })).toBe("closed");
    await untilHappened(site, "ليلى", "corrected", "Ada Okafor");
    await people.untilMessage("layla", "astro", "nmr", "laila");
    await people.untilCardSays("ليلى", "nmr");
    await people.approveAsAdmin("ليلى", "grace");
    await untilState(site, "ليلى", { waitsFor: "pi", piUser: idOf("curie") });
    await people.approveAsPi("ليلى", "curie");
    await untilState(site, "ليلى", { waitsFor: "password" });
    expect(await slapd?.search("(uid=layla)")).toContain("uid: layla");
    expect(await membersOf("nmr")).toEqual(["layla"]);
  });
});

describe("/acct why", () => {
  it("tells someone with a link for a password that it waits for them, with the button for a new one", async () => {
    const answer = await answerToCommand("layla", "/acct why");
    expect(hasButton(answer, "reset-password")).toBe(true);
    await pressIn("layla", answer, "reset-password");
    await people.untilDialog("layla");
    await server.as("layla").cancel();
  });

  it("tells the person one sentence about the system, and an admin every link; the button does the same", async () => {
    expect(readText(await answerToCommand("amy", "/acct why"))).not.toContain("LDAP");
    await slapd?.modify(
      `dn: uid=amy,${LDAP.peopleDn}\nchangetype: modify\nreplace: loginShell\nloginShell: /usr/sbin/nologin\n`,
    );
    const own = readText(await answerToCommand("amy", "/acct why"));
    expect(own).toContain("LDAP");
    expect(own).not.toContain("nologin");
    expect(readText(await answerToCommand("ada", "/acct why amy", ADMIN_CHANNEL))).toContain(
      "/usr/sbin/nologin",
    );
    const other = readText(await answerToCommand("ben", "/acct why amy astro"));
    expect(other).not.toContain("LDAP");
    await people.says("amy", "/acct home");
    const home = await people.untilButton("amy", "why", "");
    const pressed = await people.answerTo("amy", () => pressIn("amy", home, "why"));
    expect(readText(pressed)).toContain("LDAP");
    expect((await slapd?.whoami(`uid=amy,${LDAP.peopleDn}`, PASSWORD))?.code).toBe(0);
  });
});
