import { expect, it } from "vitest";
import { menu } from "../../src/handlers/menu.ts";
import { type ButtonAction, buttonFor } from "../../src/view/request-buttons.ts";

it.each<ButtonAction>(["withdraw", "spam", "deny", "abandon"])(
  "The button %s, which ends a request, asks first or opens a form",
  (action) => {
    const handler = menu.find(({ name }) => name === action);
    expect(buttonFor(action).confirm !== undefined || (handler !== undefined && "form" in handler)).toBe(
      true,
    );
  },
);
