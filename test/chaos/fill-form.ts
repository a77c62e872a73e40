import type { Sandbox } from "../../dev/sandbox/sandbox.ts";
import type { View } from "../../dev/sandbox/workspace.ts";

const FORM_TIMEOUT_MS = 6000;

/** Opens a form, fills it in, and submits it, if that works at the moment. Closes every form that is still open. */
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
      FORM_TIMEOUT_MS,
    );
    await sandbox.submit({ user, viewId: form.id, values });
    await sandbox.until(() => sandbox.modal(user) === undefined, "it to be taken", FORM_TIMEOUT_MS);
  } catch {
    // The form did not open or was not accepted. The caller tries again later.
  } finally {
    for (let view = sandbox.modal(user); view; view = sandbox.modal(user)) {
      await sandbox.close({ user, viewId: view.id }).catch(() => undefined);
    }
  }
}
