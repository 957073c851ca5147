// The redaction room of the built page, as a compliance officer uses it: a policy is edited beside the transcript,
// words are marked, and nothing leaves unchecked.
import { axeInBothThemes } from "./axe.mjs";
import {
  CONNECT,
  connect,
  entries,
  list,
  openSample as openAll,
  PAGE,
  pick,
  picked,
  saved,
  takeaway,
} from "./opened.mjs";
import { expect, test } from "./watched.mjs";

const MAIL = "maria.alvarez@example.com";

test.use({ timezoneId: "Europe/Berlin", locale: "en-GB" });

test.afterEach(({ requests }) => {
  // The page itself, and nothing else.
  expect(requests).toHaveLength(1);
});

const entry = (n, messageText, role = "EndUser") => ({
  identifier: `06a1182e-d932-4178-9864-6de5b7b3d3f${n}`,
  messageText,
  serverReceivedTimestamp: 1736508089657 + n * 1000,
  sender: {
    role,
    appType: role === "Agent" ? "agent" : "iamessage",
    subject: `v2/iamessage/UNAUTH/NA/uid:5f0c${role}`,
  },
  relatedRecords: ["0MwKj000007sdiM"],
});
const connectFile = (...entries) => JSON.stringify({ conversationEntries: entries });

/** Opens files given by name and text. */
const open = (page, files) => pick(page, PAGE, ...Object.entries(files).map(([name, text]) => picked(name, text)));
const openSample = (page) => open(page, { [CONNECT]: connect });

const said = (page, text) => entries(page).filter({ hasText: text });
const editor = (page) => page.getByRole("dialog", { name: "Policy", exact: true });

async function edit(page) {
  await page.getByRole("button", { name: "Edit the policy" }).click();
  await expect(editor(page).getByText(/^Detectors \(/)).toBeVisible();
  return editor(page);
}

/** Marks words of an entry, as a mouse does. */
async function mark(page, words) {
  await page
    .locator("st-transcript .text")
    .filter({ hasText: words })
    .first()
    .evaluate((element, words) => {
      const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
        const at = node.data.indexOf(words);
        if (at >= 0) document.getSelection().setBaseAndExtent(node, at, node, at + words.length);
      }
    }, words);
}

test("a policy would not be edited beside the transcript, or not undone", async ({ page }) => {
  await open(page, { "a.json": connectFile(entry(1, `write to ${MAIL}`), entry(2, "or +1 (212) 555-0142")) });
  await expect(entries(page).first().locator("mark")).toHaveText("[EMAIL_ADDRESS]");
  const policy = await edit(page);
  await expect(policy.getByText("The same as the standard policy.")).toBeVisible();
  await expect(policy.getByRole("heading", { name: "Policy" })).toBeFocused();
  const mail = policy.getByRole("checkbox", { name: "Email address" });
  const line = policy.getByRole("listitem").filter({ has: page.getByRole("checkbox", { name: "Email address" }) });
  await expect(line.getByText("1 place in this conversation")).toBeAttached();

  await mail.uncheck();
  await expect(said(page, MAIL)).toHaveCount(1);
  await expect(policy.getByText("Differs from the standard policy: 1 detector off.")).toBeVisible();
  await policy.getByRole("button", { name: "Undo" }).click();
  await expect(said(page, MAIL)).toHaveCount(0);
  await policy.getByRole("button", { name: "Redo" }).click();
  await expect(said(page, MAIL)).toHaveCount(1);
  await policy.getByRole("button", { name: "Undo" }).click();

  await policy.getByLabel("Find a detector").fill("phone");
  await expect(policy.getByRole("list", { name: "Detectors" }).getByRole("listitem")).toHaveCount(2);
  await policy.getByRole("button", { name: "Tune Phone number", exact: true }).click();
  await policy.getByLabel("What happens to it").selectOption("mask");
  await policy.getByLabel("Letters kept at the end").fill("4");
  await policy.getByLabel("Letters kept at the end").blur();
  await expect(said(page, "0142").locator("mark")).toHaveText("+* (***) ***-0142");

  // Limited to agents, it leaves what the customer wrote.
  await policy.getByRole("checkbox", { name: "Agent" }).check();
  await expect(said(page, "+1 (212) 555-0142")).toHaveCount(1);
  const file = await saved(page, () => policy.getByRole("button", { name: "Save as a file" }).click());
  expect(JSON.parse(file.text)).toMatchObject({
    version: 1,
    detectors: [{ id: "phone_number", operator: { type: "mask", keep_last: 4 }, roles: ["Agent"] }],
  });

  await policy.getByLabel("Start from").selectOption("none");
  await expect(said(page, MAIL)).toHaveCount(1);
  await page.getByLabel("Policy file (JSON)").last().setInputFiles(picked("kept.json", file.text));
  await expect(said(page, MAIL)).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(policy).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Edit the policy" })).toBeFocused();
  await expect(page.getByRole("combobox", { name: "Policy" })).toContainText("Edited: standard");
});

test("a pattern would be written blindly", async ({ page }) => {
  await openSample(page);
  const policy = await edit(page);
  await policy.getByText("Your patterns (0)").click();
  await policy.getByRole("button", { name: "Add a pattern" }).click();
  const pattern = policy.getByLabel("Pattern", { exact: true });
  await expect(pattern).toBeFocused();
  await page.keyboard.type("NW-(?=\\d)");
  await expect(policy.getByText("look-ahead (?= is not supported, patterns run in linear time")).toBeVisible();
  await expect(policy.getByText("In “Pattern”, at character 4")).toBeVisible();
  await expect(pattern).toHaveAttribute("aria-invalid", "true");
  await pattern.fill("NW-\\d{5}");
  await expect(policy.getByText("It finds 2 places.")).toBeVisible();
  await policy.locator("st-pattern").getByLabel("Entity type").fill("ORDER_NUMBER");
  const use = policy.getByRole("button", { name: "Use this pattern" });
  await policy.getByLabel("Examples it must find").fill("order NW-48213\norder NW-1");
  await expect(policy.getByText("order NW-1 – not found")).toBeVisible();
  await expect(use).toBeDisabled();
  await policy.getByLabel("Examples it must find").fill("order NW-48213");
  await policy.getByLabel("Examples it must leave alone").fill("NW-48214 is a part");
  await expect(policy.getByText("NW-48214 is a part – found, and should not be")).toBeVisible();
  await policy.getByText("Context", { exact: true }).click();
  await policy.getByLabel("Words near it that speak against it").fill("part");
  await expect(policy.getByText("NW-48214 is a part – left alone")).toBeVisible();
  await policy.getByLabel("Find a detector").fill("iban");
  await use.click();
  await expect(said(page, "When will my garden bench arrive?").locator("mark")).toHaveText("[ORDER_NUMBER]");
  await expect(policy.getByText("Differs from the standard policy: 1 own pattern.")).toBeVisible();
  const file = await saved(page, () => policy.getByRole("button", { name: "Save as a file" }).click());
  expect(JSON.parse(file.text).patterns).toMatchObject([
    { id: "order_number", type: "ORDER_NUMBER", pattern: "NW-\\d{5}", examples_match: ["order NW-48213"] },
  ]);
  await policy.getByRole("button", { name: "Remove order_number" }).click();
  await expect(said(page, "NW-48213").first()).toBeVisible();
});

test("rules of Salesforce would not be taken over, or refused without a reason", async ({ page }) => {
  await openSample(page);
  const policy = await edit(page);
  const rule = (label, pattern) => ({
    name: `${label}.xml`,
    mimeType: "text/xml",
    buffer: Buffer.from(
      `<LiveChatSensitiveDataRule><actionType>Replace</actionType><enforceOn>3</enforceOn><isEnabled>true</isEnabled><masterLabel>${label}</masterLabel><pattern>${pattern}</pattern><priority>1</priority><replacement>[ORDER]</replacement></LiveChatSensitiveDataRule>`,
    ),
  });
  const rules = page.getByLabel("LiveChatSensitiveDataRule metadata (XML)");
  await rules.setInputFiles([rule("Order", "NW-[0-9]+"), rule("Twice", "(a)\\1")]);
  await expect(policy.getByRole("alert")).toContainText("twice: pattern at byte 3: a back-reference is not supported");
  await rules.setInputFiles([rule("Order", "NW-[0-9]+")]);
  await expect(policy.getByText("1 rule imported as patterns.")).toBeVisible();
  await expect(said(page, "When will my garden bench arrive?").locator("mark")).toHaveText("[ORDER]");
});

test("a hash would be made without a key, or the key be kept", async ({ page }) => {
  await open(page, { "a.json": connectFile(entry(1, `write to ${MAIL}`), entry(2, "hello")) });
  const policy = await edit(page);
  await policy.getByRole("button", { name: "Tune Email address" }).click();
  await policy.getByLabel("What happens to it").selectOption("hash");
  await expect(policy.getByRole("alert")).toContainText("a hash needs a key, and none was given");
  await expect(entries(page).first().locator("mark")).toHaveText("[EMAIL_ADDRESS]");
  await policy.getByText("Languages, region, key").click();
  await policy.getByLabel("Key of hashes and shifted dates").fill("a very secret key");
  await policy.getByLabel("Key of hashes and shifted dates").blur();
  await expect(entries(page).first().locator("mark")).toHaveText(/^\[EMAIL_ADDRESS:[a-z0-9]+\]$/);
  await expect(policy.getByRole("alert")).toHaveCount(0);
  const file = await saved(page, () => policy.getByRole("button", { name: "Save as a file" }).click());
  expect(file.text).not.toContain("secret");
});

test("values that are always found, left alone, or whole fields could not be listed", async ({ page }) => {
  await open(page, { "a.json": connectFile(entry(1, `Project Orion: ${MAIL}`), entry(2, "hello", "Agent")) });
  const policy = await edit(page);
  await policy.getByText("Values and fields (0)").click();
  await policy.getByLabel("Value", { exact: true }).fill("Project Orion");
  await page.keyboard.press("Enter");
  await expect(entries(page).first().locator("mark").first()).toHaveText("[DENIED]");
  await policy.getByLabel("Value, to the character").fill(MAIL);
  await page.keyboard.press("Enter");
  await expect(said(page, MAIL)).toHaveCount(1);
  await policy.getByRole("button", { name: "Remove Project Orion · DENIED" }).click();
  await expect(said(page, "Project Orion")).toHaveCount(1);
});

test("marked words would stay in other messages, or could not be brought back", async ({ page }) => {
  await openSample(page);
  await expect(said(page, "garden bench").first()).toBeVisible();
  await mark(page, "garden bench");
  const button = page.getByRole("button", { name: "Redact everywhere" });
  await expect(button).toBeVisible();
  expect(await axeInBothThemes(page)).toEqual([]);
  await button.click();
  await expect(page.getByText("Redacted wherever these words stand.")).toBeVisible();
  await expect(said(page, "garden bench")).toHaveCount(0);
  await expect(button).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(said(page, "garden bench").first()).toBeVisible();

  // By keyboard, and as a place: the file of decisions holds no word.
  await mark(page, "garden bench");
  await expect(button).toBeVisible();
  await page.keyboard.press("x");
  await expect(said(page, "garden bench")).toHaveCount(0);
  await page.getByRole("button", { name: "Review…" }).click();
  const file = await saved(page, () => page.getByRole("button", { name: "Save decisions" }).click());
  expect(JSON.parse(file.text)).toMatchObject({
    sensitive: false,
    decisions: [{ verdict: "redact", scope: "alike", at: { field: "text" } }],
  });
  expect(file.text).not.toContain("bench");
});

test("a redacted value that is left in the file would be handed over", async ({ page }) => {
  await open(page, {
    "a.json": connectFile(entry(1, `write to ${MAIL}`), entry(2, `I have noted ${MAIL}`, "Agent"), entry(3, "thanks")),
  });
  const policy = {
    version: 1,
    name: "customers only",
    base: "none",
    detectors: [{ id: "EMAIL_ADDRESS", roles: ["EndUser"] }],
  };
  await page.getByLabel("Policy file (JSON)").setInputFiles(picked("policy.json", JSON.stringify(policy)));
  await expect(entries(page).first().locator("mark")).toHaveText("[EMAIL_ADDRESS]");
  let downloads = 0;
  page.on("download", () => (downloads += 1));
  await page.keyboard.press("s");
  const dialog = takeaway(page);
  await expect(dialog.getByLabel("Look for redacted values in the file before it is saved")).toBeChecked();
  await dialog.getByRole("button", { name: "Save redacted file" }).click();
  const alert = dialog.getByRole("alert");
  await expect(alert).toContainText("Not saved. 1 redacted value is left in the file.");
  await expect(alert).toContainText("Email address: it was redacted here, and stands 1 more time in the file");
  await expect(alert).not.toContainText("maria");
  expect(await axeInBothThemes(page)).toEqual([]);
  await alert.getByRole("link", { name: "Show where it was redacted" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(entries(page).first()).toHaveAttribute("aria-current", "true");
  expect(downloads).toBe(0);

  // Kept knowingly: without the look.
  await page.keyboard.press("s");
  await dialog.getByLabel("Look for redacted values in the file before it is saved").uncheck();
  const file = await saved(page, () => dialog.getByRole("button", { name: "Save redacted file" }).click());
  expect(file.text).toContain(MAIL);
});

test("the report would lack what was removed, or hold a value", async ({ page }) => {
  await openSample(page);
  await page.keyboard.press("s");
  const dialog = takeaway(page);
  await dialog.getByLabel("JSON Lines, one entry a line").check();
  await dialog.getByLabel("Also make a report").check();
  const rows = await saved(page, () => dialog.getByRole("button", { name: "Save redacted file" }).click());
  await expect(
    dialog.getByText(/^Checked: \d+ redacted values looked for, \d+ texts compared; none is left\.$/),
  ).toBeVisible();
  const json = await saved(page, () => dialog.getByRole("button", { name: "Save the report (JSON)" }).click());
  const report = JSON.parse(json.text);
  const sha256 = async (text) => {
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return Buffer.from(hash).toString("hex");
  };
  expect(report.inputs).toEqual([{ file: CONNECT, bytes: Buffer.byteLength(connect), sha256: await sha256(connect) }]);
  expect(report.outputs).toMatchObject([{ file: rows.name, sha256: await sha256(rows.text) }]);
  expect(report.leakCheck).toMatchObject({ passed: true, leaks: [] });
  expect(report.byDetector.map(({ type }) => type)).toContain("EMAIL_ADDRESS");
  expect(report.notExamined.map(({ what }) => what)).toContain("contents of attachments (their names and links were)");
  const text = await saved(page, () =>
    dialog.getByRole("button", { name: "Save the report to read and sign" }).click(),
  );
  expect(text.text).toContain(`SHA-256 ${report.policyHash}`);
  for (const secret of [MAIL, "4111 1111", "GB82 WEST"]) expect(json.text + text.text).not.toContain(secret);
});

test("the same files, or calls that write back, could not be taken away, or would hide what they lack", async ({
  page,
}) => {
  const [a, b] = [`write to ${MAIL}`, "I am at +1 (212) 555-0142"].map((text) => connectFile(entry(1, text)));
  await open(page, { "a.json": a, "b.json": b.replace("d3f1", "d3f2") });
  await page.keyboard.press("s");
  const dialog = takeaway(page);
  const save = dialog.getByRole("button", { name: "Save redacted file" });
  await dialog.getByLabel("The same files, redacted").check();
  await expect(dialog.getByText("2 whole files, every conversation in them")).toBeVisible();
  const zip = await saved(page, () => save.click());
  expect(zip.name).toBe("redacted-files.zip");
  // Stored as they are, so that their text stands in the archive.
  const key = JSON.parse(a).conversationEntries[0].sender.subject;
  expect(zip.text).toContain(a.replace(MAIL, "[EMAIL_ADDRESS]").replace(key, "[PLATFORM_KEY]"));
  expect(zip.text).toContain("[PHONE_NUMBER]");
  expect(zip.text).not.toContain("555-0142");

  await page.keyboard.press("s");
  await dialog.getByLabel("Calls that write redacted texts back to Salesforce").check();
  const calls = await saved(page, () => save.click());
  const { calls: bodies, notWritten } = JSON.parse(calls.text);
  expect(bodies.flatMap(({ body }) => body.conversationEntriesUpdates.map(({ messageText }) => messageText))).toContain(
    "write to [EMAIL_ADDRESS]",
  );
  expect(notWritten).toEqual([]);

  // What cannot be rewritten stops it, and is named.
  await page.getByLabel("Choose files").setInputFiles(picked("torn.json", connectFile(entry(5, "hello")).slice(0, -9)));
  await expect(page.getByRole("banner").getByText("3 files")).toBeVisible();
  await page.keyboard.press("3");
  await page.keyboard.press("s");
  await dialog.getByLabel("The same files, redacted").check();
  await save.click();
  await expect(dialog.getByRole("alert")).toContainText("Nothing was saved: not everything can be written so.");
  await expect(dialog.getByText("torn.json")).toBeVisible();
  await dialog.getByLabel("Leave out files, or parts of archives, that cannot be rewritten").check();
  const rest = await saved(page, () => save.click());
  expect(rest.text).toContain("[EMAIL_ADDRESS]");
  expect(rest.text).not.toContain("torn.json");
  await expect(dialog.getByText("torn.json")).toBeVisible();
});

test("conversations would all be called [PERSON]", async ({ page }) => {
  await openAll(page, PAGE);
  for (const [at, title] of ["Customer 1", "Customer 2", "Customer 3"].entries())
    await expect(list(page).nth(at)).toContainText(title);
  await page.keyboard.press("s");
  const dialog = takeaway(page);
  await dialog.getByLabel("All 3").check();
  const html = await saved(page, () => dialog.getByRole("button", { name: "Save redacted file" }).click());
  await dialog.getByRole("button", { name: "Done" }).click();
  for (const title of ["Customer 1", "Customer 2", "Customer 3"]) expect(html.text).toContain(`, ${title} (`);
  await page.getByRole("switch", { name: "Redact" }).click();
  await expect(list(page).first()).not.toContainText("Customer 1");
});

test("on a phone the editor would not fit", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openSample(page);
  const policy = await edit(page);
  await policy.getByLabel("Find a detector").fill("card");
  const { width } = await policy.boundingBox();
  expect(width).toBe(390);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await policy.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("button", { name: "Edit the policy" })).toBeFocused();
});
