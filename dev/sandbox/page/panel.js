import { element } from "./element.js";
import { pushButtons } from "./push-buttons.js";
import { time } from "./time.js";

/** Shows a panel: its buttons, and groups of rows. Groups that were opened stay open. */
export const panelContent = ({ groups, opened }, pushes, push) =>
  element("div", {}, pushButtons(pushes, push), panelGroups(groups, opened));

function panelGroups(groups, opened) {
  if (groups.length === 0) return element("p", { class: "nothing" }, "Nothing here yet.");
  return element(
    "div",
    {},
    groups.map(({ title, note, rows, link, isOpen }, index) =>
      element(
        "details",
        {
          open: opened.get(title) ?? isOpen ?? index === 0,
          ontoggle: (event) => opened.set(title, event.target.open),
        },
        element(
          "summary",
          {},
          element("strong", {}, title),
          note ? element("span", { class: "quiet" }, note) : "",
        ),
        element(
          "table",
          {},
          rows.map(({ at, label, text, bad }) =>
            element(
              "tr",
              { class: bad ? "bad" : "" },
              at === undefined
                ? [element("td", { class: "label" }, label), element("td", {}, text)]
                : [
                    element("td", { class: "label" }, time(at)),
                    element("td", {}, element("strong", {}, label), ` ${text}`),
                  ],
            ),
          ),
        ),
        link
          ? element("p", { class: "below" }, element("a", { href: link.url, target: "_blank" }, link.label))
          : "",
      ),
    ),
  );
}
