import { afterEach, describe, expect, it } from "vitest";
import { openSheetDesk, type SheetDesk, someone, TAB } from "./sheet-desk.ts";

let desk: SheetDesk;
const open = async (but: Parameters<typeof openSheetDesk>[0] = {}) => {
  desk = await openSheetDesk(but);
  // Only what comes after the first reading is new.
  await desk.poll();
  return desk;
};
afterEach(() => desk.stop());

describe("A row of the access sheet", () => {
  it("becomes one request, however often the sheet is read", async () => {
    const { sheet, poll, requestsOf, rows } = await open();
    const answers = someone();
    sheet.submit(TAB, answers);
    for (let count = 0; count < 3; count++) await poll();
    const [request, ...others] = await requestsOf(answers["Email Address"]);
    expect(others).toEqual([]);
    expect(request).toMatchObject({ kind: "account", project: "astro", piEmail: "hopper@example.org" });
    expect(await rows()).toMatchObject([{ state: "requested", request_id: request?.id }]);
    expect(sheet.stamps(TAB).flat()).toHaveLength(1);
  });
});
