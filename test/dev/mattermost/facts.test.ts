import { createPublicKey, randomUUID, verify } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { aSite, SERVERS } from "./a-site.ts";
import type { Api } from "./api.ts";
import { listen } from "./client.ts";

/**
 * What acct relies on in Mattermost, each as a test. They run against the simulated server in each of its versions, or against a real
 * one if MATTERMOST_URL and MATTERMOST_ADMIN_TOKEN are set.
 */
describe.each(SERVERS)("Mattermost %s", async (server) => {
  const site = await aSite(server);
  afterAll(() => site.stop());
  const { admin, bot, ada, grace, amy, integration, teamId, channelId } = site;

  const button = (id: string, context: object = {}) => ({
    id,
    name: id,
    type: "button",
    integration: { url: integration.url, context },
  });
  const withButtons = (...ids: string[]) => ({
    attachments: [{ text: "card", actions: ids.map((id) => button(id)) }],
  });
  const post = (props: object = withButtons("approve"), channel = channelId) =>
    bot.make("/posts", { channel_id: channel, message: "a card", props });
  const direct = (userId: string) => bot.make("/channels/direct", [bot.id, userId]);
  const actionsOf = (body: object) =>
    (body as { props: { attachments?: { actions?: object[] }[] } }).props.attachments?.[0]?.actions ?? [];
  /** Lets somebody press a button, and returns the trigger that the integration gets. */
  async function trigger(): Promise<string> {
    const { id } = await post();
    integration.expecting({});
    await ada.press(id, "approve");
    return String(integration.callbacks[0]?.body.trigger_id);
  }

  describe("the bot", () => {
    it("A wrong token is answered with 401, and errors are recognized by their ID because their message is translated", async () => {
      const stranger = { authorization: "Bearer 4kc6ig9x7fn6tk5k6x3ue6b3xa" };
      const wrong = await bot.call("GET", "/users/me", undefined, stranger);
      expect(wrong).toMatchObject({ status: 401, body: { id: "api.context.session_expired.app_error" } });
      const french = await bot.call("GET", "/users/me", undefined, { ...stranger, "accept-language": "fr" });
      expect(french.body.id).toBe(wrong.body.id);
      expect(french.body.message).not.toBe(wrong.body.message);
    });

    it("It may not post ephemeral messages by itself", async () => {
      const body = { user_id: ada.id, post: { channel_id: channelId, message: "psst" } };
      expect(await bot.call("POST", "/posts/ephemeral", body)).toMatchObject({ status: 403 });
    });

    it("It is disabled together with its owner", async () => {
      const owner = await site.person("owner", "nothing");
      await admin.call("PUT", `/users/${owner.id}/roles`, { roles: "system_user system_admin" });
      const orphan = await site.makeBot("orphan", owner);
      expect(await orphan.call("GET", "/users/me")).toMatchObject({ status: 200 });
      await admin.call("DELETE", `/users/${owner.id}`);
      expect(await orphan.call("GET", "/users/me")).toMatchObject({ status: 401 });
    });

    it("It can't see whether somebody's address is verified", async () => {
      const { body } = await bot.call("GET", `/users/email/${ada.username}@example.org`);
      expect(body).toMatchObject({ id: ada.id, email: `${ada.username}@example.org` });
      expect(body.email_verified ?? false).toBe(false);
    });

    it("With ShowEmailAddress and ShowFullName switched off it finds nobody by address, and reads empty texts", async () => {
      const hidden = { PrivacySettings: { ShowEmailAddress: false, ShowFullName: false } };
      await site.withSettings(hidden, async () => {
        expect(await bot.call("GET", `/users/email/${ada.username}@example.org`)).toMatchObject({
          status: 403,
          body: { id: "api.user.get_user_by_email.permissions.app_error" },
        });
        const { body } = await bot.call("GET", `/users/${ada.id}`);
        expect([body.email ?? "", body.first_name ?? ""]).toEqual(["", ""]);
        expect(body.username).toBe(ada.username);
      });
    });

    it("With RestrictDirectMessage it can't write to a person with whom it shares no team", async () => {
      const otto = await site.person("otto", "nothing");
      await site.withSettings({ TeamSettings: { RestrictDirectMessage: "team" } }, async () => {
        const opened = await bot.call("POST", "/channels/direct", [bot.id, otto.id]);
        const written = site.isAtLeast(7)
          ? await bot.call("POST", "/posts", { channel_id: opened.body.id, message: "hello" })
          : opened;
        expect([written.status, written.body.id]).toEqual(
          site.isAtLeast(7)
            ? [400, "api.post.create_post.can_not_post_in_restricted_dm.error"]
            : [403, "api.channel.create_channel.direct_channel.team_restricted_error"],
        );
      });
    });

    it("It can open and write direct messages to a deactivated account", async () => {
      const gone = await site.person("gone");
      await admin.call("DELETE", `/users/${gone.id}`);
      const { id } = await direct(gone.id);
      expect(await bot.call("POST", "/posts", { channel_id: id, message: "hello" })).toMatchObject({
        status: 201,
      });
      expect((await bot.call("GET", `/users/${gone.id}`)).body.delete_at).toBeGreaterThan(0);
    });
  });

  describe("posts", () => {
    it("A message may have 16,383 characters, however many bytes they are", async () => {
      const body = (length: number) => ({ channel_id: channelId, message: "é".repeat(length) });
      expect(await bot.call("POST", "/posts", body(16_383))).toMatchObject({ status: 201 });
      expect(await bot.call("POST", "/posts", body(16_384))).toMatchObject({
        status: 400,
        body: {
          id: site.isAtLeast(7)
            ? "model.post.is_valid.message_length.app_error"
            : "model.post.is_valid.msg.app_error",
        },
      });
    });

    it("The props may have 800,000 characters", async () => {
      const body = (length: number) => ({
        channel_id: channelId,
        message: "x",
        props: { text: "x".repeat(length) },
      });
      expect(await bot.call("POST", "/posts", body(790_000))).toMatchObject({ status: 201 });
      expect(await bot.call("POST", "/posts", body(800_000))).toMatchObject({ status: 400 });
    });

    it("A patch replaces all props, and keeps the message unless it contains one", async () => {
      const { id } = await post();
      const patched = await bot.call("PUT", `/posts/${id}/patch`, { props: { other: "x" } });
      expect(patched).toMatchObject({ status: 200, body: { message: "a card", props: { other: "x" } } });
      expect(actionsOf(patched.body)).toEqual([]);
    });

    it("What a button calls is in no answer and in no event, not even in the bot's own", async () => {
      const created = await post({ attachments: [{ actions: [button("approve", { secret: "hush" })] }] });
      const read = await bot.call("GET", `/posts/${created.id}`);
      expect(actionsOf(created)).toMatchObject([{ id: "approve", name: "approve" }]);
      await expect.poll(() => ada.received("posted", "post").some(({ id }) => id === created.id)).toBe(true);
      const event = ada.received("posted", "post").find(({ id }) => id === created.id);
      for (const seen of [created, read.body, event]) expect(JSON.stringify(seen)).not.toContain("hush");
    });

    it("A second post with the same pending_post_id is the first one", async () => {
      const body = { channel_id: channelId, message: "once", pending_post_id: randomUUID() };
      const first = await bot.make("/posts", body);
      expect(await bot.call("POST", "/posts", body)).toMatchObject({ status: 201, body: { id: first.id } });
    });

    it("Those written after a post can be read, oldest first or newest first, without any of them missing", async () => {
      const { id: last } = await post();
      const later = [await post(), await post(), await post()].map(({ id }) => id);
      const { body } = await bot.call("GET", `/channels/${channelId}/posts?after=${last}`);
      expect([...(body.order as string[])].sort()).toEqual([...later].sort());
    });

    // Before 7, the limit needs a license.
    if (site.isAtLeast(7))
      it("With PostEditTimeLimit even the bot can't edit its old posts, but the answer to a press still can", async () => {
        await site.withSettings({ ServiceSettings: { PostEditTimeLimit: 1 } }, async () => {
          const { id } = await post();
          const edit = (body: object) => bot.call("PUT", `/posts/${id}/patch`, body);
          await expect.poll(async () => (await edit({ message: "later" })).status).toBe(400);
          expect((await edit({ message: "later" })).body.id).toBe(
            "api.post.update_post.permissions_time_limit.app_error",
          );
          integration.expecting({ update: { message: "settled" } });
          expect(await ada.press(id, "approve")).toMatchObject({ status: 200 });
          expect((await bot.call("GET", `/posts/${id}`)).body.message).toBe("settled");
          // Newer servers count buttons as a part of the post.
          expect((await edit({ props: {} })).status).toBe(site.isAtLeast(11, 6) ? 400 : 200);
        });
      });
  });

  describe("buttons", () => {
    it("A press is one unsigned POST with the ID of the person, in which the keys of the context come in another order", async () => {
      const { id } = await post({
        attachments: [{ actions: [button("approve", { zebra: "1", ant: "2" })] }],
      });
      integration.expecting({});
      expect(await ada.press(id, "approve")).toMatchObject({ status: 200, body: { status: "OK" } });
      expect(integration.callbacks).toMatchObject([
        {
          body: {
            user_id: ada.id,
            user_name: ada.username,
            channel_id: channelId,
            channel_name: "accounts",
            team_id: teamId,
            post_id: id,
            type: "button",
            context: { zebra: "1", ant: "2" },
          },
        },
      ]);
      const [callback] = integration.callbacks;
      expect(callback?.text.indexOf("ant")).toBeLessThan(callback?.text.indexOf("zebra") ?? 0);
      expect(callback?.headers.authorization).toBeUndefined();
      expect(callback?.headers["user-agent"]).toContain("Mattermost");
    });

    it("A press in direct messages names no team", async () => {
      const { id: dm } = await direct(ada.id);
      const { id } = await post(withButtons("approve"), dm);
      integration.expecting({});
      await ada.press(id, "approve");
      expect(integration.callbacks[0]?.body).toMatchObject({ channel_id: dm, team_id: "", team_domain: "" });
    });

    it("An action ID may be stored with any characters, but only letters and digits can always be pressed", async () => {
      const { id } = await post(withButtons("approve1", "approve_1"));
      integration.expecting({});
      expect(await ada.press(id, "approve1")).toMatchObject({ status: 200 });
      expect((await ada.press(id, "approve_1")).status).toBe(site.isAtLeast(11, 10) ? 200 : 404);
    });

    it("A choice from a menu is part of the context", async () => {
      const options = [{ text: "Week", value: "7" }];
      const { id } = await post({
        attachments: [{ actions: [{ ...button("when"), type: "select", options }] }],
      });
      integration.expecting({});
      await ada.press(id, "when", { selected_option: "7" });
      expect(integration.callbacks[0]?.body).toMatchObject({
        type: "select",
        context: { selected_option: "7" },
      });
    });

    it.each([
      ["an error", "oops", 500],
      ["a status other than 200", "", 204],
      ["a page instead of JSON", "<html>Please log in</html>", 200],
    ])(
      "After %s the person only reads that there was an error, and nothing is sent again",
      async (_, answer, status) => {
        const { id } = await post();
        integration.expecting(answer, { status });
        expect(await ada.press(id, "approve")).toMatchObject({
          status: 400,
          body: { id: "api.post.do_action.action_integration.app_error" },
        });
        expect(integration.callbacks).toHaveLength(1);
      },
    );

    it("An empty answer is fine", async () => {
      const { id } = await post();
      integration.expecting("");
      expect(await ada.press(id, "approve")).toMatchObject({ status: 200 });
    });

    it("An update without props keeps the buttons, and one without a message empties the text", async () => {
      const { id } = await post();
      integration.expecting({ update: { message: "still open" } });
      await ada.press(id, "approve");
      expect(actionsOf((await bot.call("GET", `/posts/${id}`)).body)).toHaveLength(1);
      integration.expecting({ update: { props: withButtons("approve") } });
      await ada.press(id, "approve");
      expect((await bot.call("GET", `/posts/${id}`)).body.message).toBe("");
    });

    it("A button that an update removed can't be pressed any more", async () => {
      const { id } = await post(withButtons("approve", "deny"));
      integration.expecting({ update: { message: "approved", props: {} } });
      await ada.press(id, "approve");
      expect(await grace.press(id, "deny")).toMatchObject({
        status: 404,
        body: { id: "api.post.do_action.action_id.app_error" },
      });
    });

    it("An update is written over whatever the post is by the time it arrives", async () => {
      const { id } = await post();
      const before = () => bot.call("PUT", `/posts/${id}/patch`, { message: "newer", props: {} });
      integration.expecting({ update: { message: "older", props: withButtons("approve") } }, { before });
      await ada.press(id, "approve");
      const { body } = await bot.call("GET", `/posts/${id}`);
      expect([body.message, actionsOf(body).length]).toEqual(["older", 1]);
    });

    it("The ephemeral text of an answer is shown to the person who pressed, and to nobody else", async () => {
      const { id } = await post();
      const ephemeral_text = `only for you ${randomUUID()}`;
      integration.expecting({ ephemeral_text });
      await ada.press(id, "approve");
      const isShown = (to: typeof ada) =>
        to.received("ephemeral_message", "post").some(({ message }) => message === ephemeral_text);
      await expect.poll(() => isShown(ada)).toBe(true);
      expect(isShown(grace)).toBe(false);
    });

    it("Everyone in the channel may press, and nobody else", async () => {
      const { id } = await post();
      integration.expecting({});
      expect(await grace.press(id, "approve")).toMatchObject({ status: 200 });
      expect(await amy.press(id, "approve")).toMatchObject({ status: 403 });
      expect(integration.callbacks.map(({ body }) => body.user_id)).toEqual([grace.id]);
    });

    it("Two people who press at the same time are both delivered", async () => {
      const { id } = await post();
      const both = Promise.withResolvers<undefined>();
      let arrived = 0;
      const before = () => {
        arrived++;
        if (arrived === 2) both.resolve(undefined);
        return both.promise;
      };
      integration.expecting({}, { before });
      await Promise.all([ada.press(id, "approve"), grace.press(id, "approve")]);
      expect(new Set(integration.callbacks.map(({ body }) => body.user_id))).toEqual(
        new Set([ada.id, grace.id]),
      );
    });

    it("If somebody edits a post in the web client, its buttons are dead, and reads look the same", async () => {
      const { id } = await post();
      const read = (await admin.call("GET", `/posts/${id}`)).body;
      await admin.call("PUT", `/posts/${id}`, { ...read, message: "a card, corrected" });
      integration.expecting({});
      expect(await ada.press(id, "approve")).toMatchObject({ status: 404 });
      expect(integration.callbacks).toHaveLength(0);
      const after = (await bot.call("GET", `/posts/${id}`)).body;
      expect(actionsOf(after)).toEqual(actionsOf(read));
      expect(after.update_at).toBeGreaterThan(Number(read.update_at));
    });

    it("The server calls nothing in its own network unless AllowedUntrustedInternalConnections contains it", async () => {
      const closed = { ServiceSettings: { AllowedUntrustedInternalConnections: "" } };
      const { id } = await post();
      const trigger = `own${randomUUID().slice(0, 8)}`;
      await admin.make("/commands", { team_id: teamId, trigger, url: integration.url, method: "P" });
      integration.expecting({});
      await site.withSettings(closed, async () => {
        expect(await ada.press(id, "approve")).toMatchObject({ status: 400 });
        const sent = { channel_id: channelId, command: `/${trigger}`, team_id: teamId };
        expect(await ada.call("POST", "/commands/execute", sent)).toMatchObject({ status: 500 });
      });
      expect(integration.callbacks).toHaveLength(0);
    });
  });

  describe("triggers", () => {
    it("A trigger is signed with the key that the server publishes, and says whose it is", async () => {
      const [client, user, at, signature] = Buffer.from(await trigger(), "base64")
        .toString()
        .split(":");
      const { body } = await openly(site.url, "/config/client?format=old");
      const der = Buffer.from(String(body.AsymmetricSigningPublicKey), "base64");
      const key = createPublicKey({ key: der, format: "der", type: "spki" });
      const signed = Buffer.from(`${client}:${user}:${at}:`);
      expect(verify("sha256", signed, key, Buffer.from(signature ?? "", "base64"))).toBe(true);
      expect(user).toBe(ada.id);
    });

    it("A forged trigger opens no dialog", async () => {
      const [client, , at, signature] = Buffer.from(await trigger(), "base64")
        .toString()
        .split(":");
      const forged = Buffer.from(`${client}:${grace.id}:${at}:${signature}`).toString("base64");
      expect(await open(forged, { title: "Deny" })).toMatchObject({ status: 400 });
    });
  });

  const open = (trigger_id: string, dialog: object) =>
    bot.call("POST", "/actions/dialogs/open", { trigger_id, url: integration.url, dialog });
  const submission = (more: object) => ({
    url: integration.url,
    callback_id: "deny",
    state: "signed",
    channel_id: channelId,
    team_id: teamId,
    submission: { reason: "no" },
    ...more,
  });
  const dialog = {
    callback_id: "deny",
    title: "Deny",
    state: "signed",
    elements: [{ display_name: "Reason", name: "reason", type: "textarea", max_length: 3000 }],
  };

  describe("dialogs", () => {
    it("Whoever has a trigger may open a dialog, without a token, and the person's clients are told to show it", async () => {
      const before = ada.received("open_dialog", "dialog").length;
      const body = { trigger_id: await trigger(), url: integration.url, dialog };
      expect(await openly(site.url, "/actions/dialogs/open", body)).toMatchObject({ status: 200 });
      await expect.poll(() => ada.received("open_dialog", "dialog").length).toBe(before + 1);
      expect(ada.received("open_dialog", "dialog").at(-1)).toMatchObject({ dialog: { title: "Deny" } });
    });

    it("An invalid dialog is not refused", async () => {
      expect(await open(await trigger(), { ...dialog, title: "x".repeat(25) })).toMatchObject({
        status: 200,
      });
      expect(await open(await trigger(), { ...dialog, elements: [{ type: "no such thing" }] })).toMatchObject(
        {
          status: 200,
        },
      );
    });

    it("Any person can send any submission to any address, but only in their own name and from a channel of theirs", async () => {
      integration.expecting({ errors: { reason: "Say more." } });
      const forged = submission({ user_id: ada.id, state: "made up" });
      expect(await grace.call("POST", "/actions/dialogs/submit", forged)).toMatchObject({
        status: 200,
        body: { errors: { reason: "Say more." } },
      });
      expect(integration.callbacks).toMatchObject([
        {
          body: {
            type: "dialog_submission",
            callback_id: "deny",
            state: "made up",
            user_id: grace.id,
            channel_id: channelId,
            submission: { reason: "no" },
            cancelled: false,
          },
        },
      ]);
      expect(integration.callbacks[0]?.body.trigger_id).toBeUndefined();
      expect(await amy.call("POST", "/actions/dialogs/submit", submission({}))).toMatchObject({
        status: 403,
      });
    });

    it("A submission must name a team of the person, also from direct messages", async () => {
      integration.expecting({});
      const { id: dm } = await direct(ada.id);
      const send = (more: object) =>
        ada.call("POST", "/actions/dialogs/submit", submission({ channel_id: dm, ...more }));
      expect(await send({})).toMatchObject({ status: 200 });
      expect(await send({ team_id: "" })).toMatchObject({ status: 403 });
      expect(integration.callbacks).toHaveLength(1);
    });

    it("A cancelled dialog arrives as a submission that says so", async () => {
      integration.expecting({});
      await ada.call("POST", "/actions/dialogs/submit", submission({ cancelled: true, submission: {} }));
      expect(integration.callbacks[0]?.body).toMatchObject({ type: "dialog_submission", cancelled: true });
    });

    it("Since 11.0, a person can make the server ask any address for options, in their own name and from a channel of theirs", async () => {
      const items = [{ text: "Astronomy", value: "astro" }];
      const asked = submission({ user_id: ada.id, submission: { query: "as", selected_field: "project" } });
      integration.expecting({ items });
      const answer = await grace.call("POST", "/actions/dialogs/lookup", asked);
      if (!site.isAtLeast(11)) {
        expect(answer.status).toBe(404);
        expect(integration.callbacks).toEqual([]);
        return;
      }
      expect(answer).toMatchObject({ status: 200, body: { items } });
      expect(integration.callbacks).toMatchObject([
        {
          body: {
            ...{ type: "dialog_lookup", callback_id: "deny", state: "signed", user_id: grace.id },
            submission: { query: "as", selected_field: "project" },
          },
        },
      ]);
      expect(await amy.call("POST", "/actions/dialogs/lookup", asked)).toMatchObject({ status: 403 });
      for (const url of ["", "ftp://example.org", "/plugins/../x"])
        expect(await grace.call("POST", "/actions/dialogs/lookup", { ...asked, url })).toMatchObject({
          status: 400,
        });
      integration.expecting("<html>Please log in</html>");
      expect(await grace.call("POST", "/actions/dialogs/lookup", asked)).toMatchObject({ status: 500 });
    });

    it("An answer that is no JSON closes the dialog as if all was well", async () => {
      integration.expecting("<html>Please log in</html>");
      expect(await ada.call("POST", "/actions/dialogs/submit", submission({}))).toMatchObject({
        status: 200,
      });
      integration.expecting("oops", { status: 500 });
      expect(await ada.call("POST", "/actions/dialogs/submit", submission({}))).toMatchObject({
        status: 400,
      });
    });
  });

  describe("slash commands", () => {
    async function command(): Promise<{ readonly name: string; readonly token: string }> {
      const trigger = `acct${randomUUID().slice(0, 8)}`;
      const { token } = await admin.make("/commands", {
        team_id: teamId,
        trigger,
        url: integration.url,
        method: "P",
      });
      return { name: `/${trigger}`, token: String(token) };
    }
    const send = (by: Api, text: string, channel_id = channelId) =>
      by.call("POST", "/commands/execute", { channel_id, command: text, team_id: teamId });

    it("Only who administers the team may make one", async () => {
      const body = { team_id: teamId, trigger: "mine", url: integration.url, method: "P" };
      expect(await ada.call("POST", "/commands", body)).toMatchObject({ status: 403 });
    });

    it("A command is one form, with the token of the command in a header", async () => {
      const { name, token } = await command();
      integration.expecting({ text: "here you are" });
      expect(await send(ada, `${name} list  all`)).toMatchObject({
        status: 200,
        body: { text: "here you are" },
      });
      const [callback] = integration.callbacks;
      expect(callback?.headers.authorization).toBe(`Token ${token}`);
      expect(callback?.headers["content-type"]).toContain("application/x-www-form-urlencoded");
      expect(callback?.body).toMatchObject({
        command: name,
        text: expect.stringContaining("list"),
        token,
        user_id: ada.id,
        user_name: ada.username,
        channel_id: channelId,
        team_id: teamId,
        trigger_id: expect.stringMatching(/.{40}/),
        response_url: expect.stringContaining("/hooks/commands/"),
      });
    });

    it("It works in direct messages, too", async () => {
      const { name } = await command();
      const { id: dm } = await direct(ada.id);
      integration.expecting({ text: "hello" });
      expect(await send(ada, name, dm)).toMatchObject({ status: 200 });
      expect(integration.callbacks[0]?.body).toMatchObject({ channel_id: dm, team_id: teamId });
    });

    it("The answer is shown to the person alone", async () => {
      const { name } = await command();
      const text = `only for you ${randomUUID()}`;
      integration.expecting({ response_type: "ephemeral", text });
      await send(ada, name);
      const isShown = (to: typeof ada) => JSON.stringify(to.events).includes(text);
      await expect.poll(() => isShown(ada)).toBe(true);
      expect(isShown(grace)).toBe(false);
    });

    it.each([
      ["An error", "oops", 500],
      ["An empty answer", "", 200],
    ])("%s is shown as an error", async (_, answer, status) => {
      const { name } = await command();
      integration.expecting(answer, { status });
      expect((await send(ada, name)).status).toBe(500);
    });

    it("It can be answered later, five times", async () => {
      const { name } = await command();
      integration.expecting({ text: "wait" });
      await send(ada, name);
      const later = String(integration.callbacks[0]?.body.response_url);
      const answer = () =>
        fetch(later, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ text: "done" }),
        });
      const statuses: number[] = [];
      for (let time = 0; time < 6; time++) statuses.push((await answer()).status);
      expect(statuses).toEqual([200, 200, 200, 200, 200, 400]);
    });
  });

  describe("lists", () => {
    // It makes many accounts, and all versions count alike.
    if (server === SERVERS.at(-1))
      it("A page has 60 entries unless more are asked for, and an empty one is the last", async () => {
        const { id } = await admin.make("/channels", {
          team_id: teamId,
          name: "many",
          display_name: "Many",
          type: "P",
        });
        await admin.make(`/channels/${id}/members`, { user_id: bot.id });
        for (let made = 2; made < 61; made++) {
          const username = `m${made}-${randomUUID().slice(0, 13)}`;
          const password = "Facts-12345!";
          const user = await admin.make("/users", { username, password, email: `${username}@example.org` });
          await admin.make(`/teams/${teamId}/members`, { team_id: teamId, user_id: user.id });
          await admin.make(`/channels/${id}/members`, { user_id: user.id });
        }
        const page = async (query: string) =>
          (await bot.call("GET", `/channels/${id}/members${query}`)).list.length;
        expect(await page("")).toBe(60);
        expect(await page("?page=1")).toBe(1);
        expect(await page("?page=2")).toBe(0);
        expect(await page("?per_page=200")).toBe(61);
      });

    it("Whether somebody is in a channel can be asked for one person", async () => {
      expect(await bot.call("GET", `/channels/${channelId}/members/${ada.id}`)).toMatchObject({
        status: 200,
      });
      expect(await bot.call("GET", `/channels/${channelId}/members/${amy.id}`)).toMatchObject({
        status: 404,
      });
    });
  });

  describe("the websocket", () => {
    it("A bot hears of what is written, edited and deleted in its channels", async () => {
      const socket = await listen(site.url, bot.token);
      const { id } = await ada.make("/posts", { channel_id: channelId, message: "hello" });
      await ada.call("PUT", `/posts/${id}/patch`, { message: "hello again" });
      await ada.call("DELETE", `/posts/${id}`);
      const seen = () =>
        socket.events.filter(({ data }) => String(data.post).includes(id)).map(({ event }) => event);
      await expect.poll(seen).toEqual(["posted", "post_edited", "post_deleted"]);
      socket.close();
    });

    it("A bot hears of a new direct message channel and of a changed account", async () => {
      const socket = await listen(site.url, bot.token);
      const nora = await site.person("nora");
      await nora.make("/channels/direct", [nora.id, bot.id]);
      await admin.call("PUT", `/users/${nora.id}/patch`, { first_name: "Noor" });
      await expect.poll(() => socket.events.map(({ event }) => event)).toContain("direct_added");
      await expect.poll(() => socket.events.map(({ event }) => event)).toContain("user_updated");
      socket.close();
    });

    it("Presses don't arrive there", async () => {
      const socket = await listen(site.url, bot.token);
      const { id } = await post();
      integration.expecting({});
      await ada.press(id, "approve");
      await expect.poll(() => socket.events.some(({ data }) => String(data.post).includes(id))).toBe(true);
      expect(socket.events.map(({ event }) => event)).not.toContain("post_action");
      socket.close();
    });
  });

  if (site.isAtLeast(11, 10))
    describe("Mattermost Blocks", () => {
      const blocks = (...ids: string[]) => ({
        mm_blocks: [
          { type: "text", text: "card" },
          ...ids.map((id) => ({ type: "button", text: id, action_id: id })),
        ],
        mm_blocks_actions: Object.fromEntries(
          ids.map((id) => [id, { type: "external", url: integration.url, context: { secret: "hush" } }]),
        ),
      });
      const press = (id: string, actionId: string) =>
        ada.press(id, actionId, { integration_format: "mm_block" });

      it("A press arrives as that of an attachment does", async () => {
        const created = await post(blocks("approve_1"));
        expect(JSON.stringify(created)).not.toContain("hush");
        integration.expecting({ error: "Somebody was faster." });
        expect(await press(created.id, "approve_1")).toMatchObject({
          status: 200,
          body: { error: "Somebody was faster." },
        });
        expect(integration.callbacks).toMatchObject([
          { body: { user_id: ada.id, post_id: created.id, type: "button", context: { secret: "hush" } } },
        ]);
      });

      it.each([
        ["an action that isn't defined", { ...blocks("approve"), mm_blocks_actions: {} }],
        [
          "a definition that isn't used",
          { ...blocks("approve"), mm_blocks: [{ type: "text", text: "card" }] },
        ],
        ["an invalid action ID", blocks("approve now")],
      ])("A post with %s is refused", async (_, props) => {
        const body = { channel_id: channelId, message: "a card", props };
        expect(await bot.call("POST", "/posts", body)).toMatchObject({ status: 400 });
      });

      it("The bot itself can change what the buttons of its post call, and nobody else can", async () => {
        const { id } = await post(blocks("approve"));
        integration.expecting({});
        const read = (await admin.call("GET", `/posts/${id}`)).body;
        await admin.call("PUT", `/posts/${id}`, { ...read, message: "a card, corrected" });
        expect(await press(id, "approve")).toMatchObject({ status: 200 });
        await bot.call("PUT", `/posts/${id}/patch`, { props: blocks("deny") });
        expect(await press(id, "approve")).toMatchObject({ status: 404 });
        expect(await press(id, "deny")).toMatchObject({ status: 200 });
      });

      it("The update of an answer can change it", async () => {
        const { id } = await post(blocks("approve"));
        integration.expecting({ update: { message: "approved", props: blocks("undo") } });
        await press(id, "approve");
        integration.expecting({});
        expect(await press(id, "approve")).toMatchObject({ status: 404 });
        expect(await press(id, "undo")).toMatchObject({ status: 200 });
      });
    });
});

/** A call without any token. */
async function openly(url: string, path: string, body?: object) {
  const response = await fetch(`${url}/api/v4${path}`, {
    method: body ? "POST" : "GET",
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
