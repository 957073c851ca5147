// What is redacted is looked through: policies from files, findings, decisions.
import { CONNECT, connect, drop, entries, picked, saved } from "./opened.mjs";
import { expect, test } from "./watched.mjs";

test.use({ timezoneId: "Europe/Berlin", locale: "en-GB" });

test("a policy file is laid on; one with an error is refused with its place, and the earlier one stays", async ({
  page,
}) => {
  await page.goto("/");
  await drop(page, { [CONNECT]: connect });
  await expect(entries(page).first()).toBeVisible();
  const load = async (name, text) => page.getByLabel("Policy file (JSON)").setInputFiles(picked(name, text));
  const orders = (pattern) =>
    JSON.stringify({ version: 1, name: "orders", patterns: [{ id: "order", type: "ORDER_NUMBER", pattern }] });
  await load("orders.json", orders("NW-[0-9]+"));
  await expect(entries(page).nth(1).locator("mark")).toHaveText("[ORDER_NUMBER]");
  const alert = page.getByRole("alert");
  await load("bad-pattern.json", orders("NW-([0-9]+"));
  await expect(alert).toContainText("The policy was not accepted; the earlier one stays.");
  await expect(alert).toContainText("order");
  await expect(alert).toContainText("unclosed group");
  await load("bad-field.json", '{"version":1,"detektors":[]}');
  await expect(alert).toContainText("unknown field `detektors`");
  await load("torn.json", '{"version":1,');
  await expect(alert).toContainText(/JSON at position 13/);
  await expect(entries(page).nth(1).locator("mark")).toHaveText("[ORDER_NUMBER]");
});

test("a finding is left in the text, words are redacted, decisions are undone, saved and laid on again", async ({
  page,
}) => {
  await page.goto("/");
  await drop(page, { [CONNECT]: connect });
  await expect(entries(page).first()).toBeVisible();
  const mail = entries(page).getByText("maria.alvarez@example.com");
  await expect(mail).toHaveCount(0);
  const review = page.getByRole("dialog", { name: "Review what is redacted" });
  const done = () => review.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Review…" }).click();
  const found = review.getByRole("list", { name: "Findings" }).getByRole("listitem");
  await expect(found.filter({ hasText: "maria.alvarez@example.com" }).first()).toContainText("Email address");

  await review.getByRole("button", { name: "Leave all alike: maria.alvarez@example.com" }).first().click();
  await expect(review.getByText("1 decision", { exact: false })).toBeVisible();
  await expect(found.filter({ hasText: "maria.alvarez@example.com" }).first()).toContainText("left in the text");
  await done();
  await page.keyboard.press("End");
  await expect(mail.first()).toBeAttached();

  await page.getByRole("button", { name: "Review…" }).click();
  await review.getByRole("button", { name: "Undo the last decision" }).click();
  await expect(found.filter({ hasText: "left in the text" })).toHaveCount(0);
  await review.getByLabel("Redact these words everywhere").fill("garden bench");
  await review.getByRole("button", { name: "Redact", exact: true }).click();
  await expect(found.filter({ hasText: "garden bench" }).first()).toContainText("redacted by decision");
  const { text: file } = await saved(page, () => review.getByRole("button", { name: "Save decisions" }).click());
  expect(JSON.parse(file)).toMatchObject({ version: 1, sensitive: true, decisions: [{ text: "garden bench" }] });
  expect(file).not.toContain("4111");
  await done();
  await expect(mail).toHaveCount(0);
  await expect(entries(page).getByText("garden bench")).toHaveCount(0);

  const lay = async (text) => page.getByLabel("File of decisions (JSON)").setInputFiles(picked("decisions.json", text));
  await lay('{"version":1,"decisions":[{"verdict":"maybe"}]}');
  await expect(page.getByRole("alert").first()).toContainText("These decisions were not accepted");
  await expect(entries(page).getByText("garden bench")).toHaveCount(0);
  await lay(file);
  await expect(page.getByRole("alert")).toHaveCount(0);
});
