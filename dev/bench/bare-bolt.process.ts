import { App, SocketModeReceiver } from "@slack/bolt";

/** The least that a Bolt app can be: one connection, and every click acknowledged. */
const [apiUrl = "", appToken = "", botToken = ""] = process.argv.slice(2);
const clientOptions = { slackApiUrl: apiUrl };
const receiver = new SocketModeReceiver({
  appToken,
  installerOptions: { clientOptions },
} as ConstructorParameters<typeof SocketModeReceiver>[0]);
const app = new App({ receiver, token: botToken, clientOptions });
app.action(/.*/, ({ ack }) => ack());
await app.start();
process.send?.({ kind: "ready" });
