import type { Sandbox } from "../../dev/sandbox/sandbox.ts";
import type { View } from "../../dev/sandbox/workspace.ts";

const PATIENCE_MS = 6000;

/** Has a form opened, fills it in and sends it, as far as that goes just now; whatever stays open is closed. */
export async function fillForm(
  sandbox: Sandbox,
  user: string,
  open: () => Promise<unknown>,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  try {
    await open();
    const isFillable = ({ content }: View) => content.blocks.some(({ type }) => type === "input");
    const form = await sandbox.until(
      () => {
        const view = sandbox.modal(user);
        return view && isFillable(view) ? view : undefined;
      },
      "a form",
      PATIENCE_MS,
    );
    await sandbox.submit({ user, viewId: form.id, values });
    await sandbox.until(() => sandbox.modal(user) === undefined, "it to be taken", PATIENCE_MS);
  } catch {
    // It did not open, or was not taken: whoever it is tries again later.
  } finally {
    for (let view = sandbox.modal(user); view; view = sandbox.modal(user)) {
      await sandbox.close({ user, viewId: view.id }).catch(() => undefined);
    }
  }
}
