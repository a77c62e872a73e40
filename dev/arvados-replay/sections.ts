import * as content from "../local-stack/arvados/add-content.ts";
import { newUuid } from "../local-stack/arvados/arvados-state.ts";
import { mergeUsers } from "../local-stack/arvados/merge-users.ts";
import { unsetUser } from "../local-stack/arvados/unset-user.ts";
import { addBelongings, addPerson, addToken, type Stage, userOf } from "./people.ts";

/** What the probe made before the lines of a section, without a line of its own. */
export const SECTIONS: Readonly<Record<string, (stage: Stage) => void>> = {
  auth(stage) {
    addToken(stage, "expired", userOf(stage, "act"), { expires_at: "2020-01-01T00:00:00.000000000Z" });
    addToken(stage, "future", userOf(stage, "act"), { expires_at: "2099-01-01T00:00:00.000000000Z" });
    content.addGroup(stage.arvados.state, { name: "a project", owner_uuid: userOf(stage, "act").uuid });
  },
  setup(stage) {
    for (const name of ["vmbad", "vmu"]) addPerson(stage, name, "uninvited");
    addPerson(stage, "vmact", "active");
  },
  activate(stage) {
    for (const name of ["ac1", "ac4"]) addPerson(stage, name, "uninvited");
    for (const name of ["ac2", "ac5", "ac6"]) addPerson(stage, name, "invited");
    addPerson(stage, "ac3", "active");
  },
  agreements(stage) {
    for (const name of ["ag1", "ag4", "ag5", "ag6"]) addPerson(stage, name, "invited");
    addPerson(stage, "ag2", "uninvited");
    addPerson(stage, "ag3", "active");
  },
  update(stage) {
    for (const name of ["up1", "up5"]) addPerson(stage, name, "invited");
    addPerson(stage, "up2", "uninvited");
    for (const name of ["up3", "up4", "up6"]) addPerson(stage, name, "active");
    const owner_uuid = userOf(stage, "up6").uuid;
    const project = content.addGroup(stage.arvados.state, { name: "a project of up6", owner_uuid });
    stage.names.set("proj:up6", project.uuid);
  },
  unsetup(stage) {
    addPerson(stage, "un1", "active");
    addBelongings(stage, "un1");
    addPerson(stage, "un2", "invited");
    addPerson(stage, "un3", "uninvited");
    for (const name of ["un4", "un6"]) addPerson(stage, name, "admin");
  },
  merge: addPairs,
  tokens(stage) {
    for (const name of ["tk1", "tk5"]) addPerson(stage, name, "invited");
    for (const name of ["tk2", "tk4"]) addPerson(stage, name, "active");
    addPerson(stage, "tk3", "uninvited");
    stage.names.set("tk5.one", newUuid(stage.arvados.state, "api_client_authorizations"));
    addScopedTokens(stage);
  },
  lists(stage) {
    for (const number of [1, 2, 3, 4, 5, 6, 7]) {
      const email = `${number === 3 ? "L" : "l"}i${number}@Lists.example`;
      const names = {
        first_name: "Same",
        last_name: `L${number}`,
        identity_url: `https://idp.example/li${number}`,
      };
      const user = { email, ...names, prefs: { n: number } };
      addPerson(stage, `li${number}`, number % 2 === 1 ? "active" : "uninvited", user);
    }
    for (let number = 0; number < 105; number++)
      content.addUser(stage.arvados.state, { email: `bulk${number}@probe.example`, first_name: "Bulk" });
  },
  links(stage) {
    addPerson(stage, "lk1", "active");
    addPerson(stage, "lk2", "uninvited");
    const { state } = stage.arvados;
    stage.names.set("role:a", content.addGroup(state, { name: "role a", group_class: "role" }).uuid);
    content.share(state, "can_read", stage.names.get("user:act") ?? "", stage.names.get("role:a") ?? "");
    const owner_uuid = userOf(stage, "lk1").uuid;
    stage.names.set("proj:lk1", content.addGroup(state, { name: "lk1 project", owner_uuid }).uuid);
  },
  login(stage) {
    const none = { first_name: "", last_name: "" };
    addPerson(stage, "bobpre", "invited", { email: "bob@example.com", ...none });
    for (const name of ["car1", "car2"]) addPerson(stage, name, "invited", { email: "carol@example.com" });
    addPerson(stage, "dav1", "invited", { email: "DAVE@example.com" });
    const old = addPerson(stage, "eri1", "active", { email: "erin@example.com" });
    const newUser = addPerson(stage, "eri2", "active", { email: "eri2@example.com" });
    mergeUsers(stage.arvados.state, old, { newUser, newOwner: newUser.uuid, redirects: true });
  },
  variant: (stage) => void addPerson(stage, "va", "uninvited"),
};

/** What the probe did between two lines, without a line of its own. */
export const BETWEEN: Readonly<Record<string, (stage: Stage) => void>> = {
  "merge-021": (stage) => addTarget(stage, 1),
  "login/login-014": (stage) => unsetUser(stage.arvados.state, userOf(stage, "bobpre"), ""),
};

function addPairs(stage: Stage): void {
  for (const pair of [1, 3, 4]) {
    for (const name of [`mo${pair}`, `mn${pair}`]) {
      addPerson(stage, name, "active");
      addBelongings(stage, name);
    }
    if (pair !== 1) addTarget(stage, pair);
  }
  for (const name of ["mo5", "mn7", "mo9", "mn9"]) addPerson(stage, name, "active");
  addPerson(stage, "mn5", "invited");
  for (const name of ["mn6", "mo8"]) addPerson(stage, name, "uninvited");
  addPerson(stage, "mo7", "admin");
  const scopes = ["POST /arvados/v1/users/merge"];
  addToken(stage, "mn4.exp", userOf(stage, "mn4"), { expires_at: "2020-01-01T00:00:00.000000000Z" });
  addToken(stage, "mn4.sc", userOf(stage, "mn4"), { scopes });
  addToken(stage, "mo4.merge", userOf(stage, "mo4"), { scopes });
}

/** A fresh project of the new user, for what the old one had. */
function addTarget(stage: Stage, pair: number): void {
  const target = { name: `Old data of mo${pair}`, owner_uuid: userOf(stage, `mn${pair}`).uuid };
  stage.names.set(`target:mn${pair}`, content.addGroup(stage.arvados.state, target).uuid);
}

function addScopedTokens(stage: Stage): void {
  const base = "/arvados/v1";
  const [one, two] = [userOf(stage, "tk1"), userOf(stage, "tk2")];
  const wide = [
    `GET ${base}/users/current`,
    `GET ${base}/user_agreements`,
    `GET ${base}/user_agreements/signatures`,
    `GET ${base}/collections/`,
    `POST ${base}/users/${one.uuid}/activate`,
  ];
  addToken(stage, "tk1.wide", one, { scopes: wide });
  addToken(stage, "tk2.get", two, { scopes: ["GET /"] });
  addToken(stage, "tk2.pre", two, { scopes: [`GET ${base}/users/`] });
  addToken(stage, "tk2.nopre", two, { scopes: [`GET ${base}/users`] });
  addToken(stage, "tk2.self", two, { scopes: ["all"] });
}
