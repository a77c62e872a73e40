import { once } from "node:events";
import { connect } from "node:net";

/** Where a server listens: a port of an address, or a UNIX socket. */
export type Listener = { readonly host: string; readonly port: number } | { readonly path: string };

/** Whether a server accepts connections there. */
export async function answers(listener: Listener): Promise<boolean> {
  const socket = connect(listener);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
