// The numbers of an archive, and the messages behind them.
import { CONNECT, PAGE, SESSIONS, connect, drop, entries, kpi, saved, sessions } from "./opened.mjs";
import { expect, test } from "./watched.mjs";

test.use({ timezoneId: "Europe/Berlin", locale: "en-GB" });

test("the archive is measured: groups, targets, business hours beside the wall clock, messages, a sheet", async ({
  page,
}) => {
  await page.goto(PAGE);
  await drop(page, { [CONNECT]: connect, [SESSIONS]: sessions });
  await expect(entries(page).first()).toBeVisible();
  const measures = page.locator("st-kpis");
  await measures.getByLabel("Measures of", { exact: true }).selectOption("archive");
  await expect(kpi(page, "R5")).toContainText("median");

  // What Salesforce itself counted stands beside ours.
  await expect(measures.getByText("MessagingSession.AgentMessageCount")).toBeVisible();

  // Options, stated below.
  await measures.getByText("How to measure").click();
  await measures.getByLabel("A wait starts at").selectOption("last");
  await measures.getByLabel("First response", { exact: true }).fill("1h");
  await measures.getByRole("button", { name: "Fill in 09:00-17:00, Monday to Friday" }).click();
  await measures.getByLabel("Time zone").fill("America/New_York");
  await measures.getByRole("button", { name: "Measure again" }).click();
  await expect(measures.getByText("Business hours in America/New_York beside the wall clock.")).toBeVisible();
  await expect(measures.getByText("A wait starts at the newest message of a burst.")).toBeVisible();
  await expect(kpi(page, "S1")).toContainText("100%");
  await expect(kpi(page, "R5")).toContainText("in business hours");

  // One agent alone.
  await measures.getByLabel("Only", { exact: true }).selectOption("agent");
  const groups = measures.getByRole("region", { name: "Group" });
  await expect(groups.getByRole("button").first()).toBeVisible();
  await groups.getByRole("button").first().click();
  await expect(measures.getByRole("button", { name: /: all sessions$/ })).toBeVisible();

  // From the number to its message.
  await kpi(page, "R5").locator("summary").click();
  await kpi(page, "R5")
    .getByRole("button", { name: /^Open the message/ })
    .first()
    .click();
  await expect(entries(page).first()).toBeVisible();

  await measures.getByText("Take away", { exact: true }).click();
  const { text: sheet } = await saved(page, () => measures.getByRole("button", { name: "Sessions (CSV)" }).click());
  expect(sheet.split("\r\n")[0]).toMatch(/^session,conversation,M1\.c,.*,options$/);
  expect(sheet).toContain("anchor last; ");
});
