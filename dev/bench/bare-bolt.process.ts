import { App, SocketModeReceiver } from "@slack/bolt";

/* A minimal Bolt app: it has one connection and acknowledges every click. */
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
