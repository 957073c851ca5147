// All built-in detectors in wasm against the same patterns one by one in JavaScript, and against
// redact-pii: one process, one run, one core.
//
//   cargo build --release --target wasm32-unknown-unknown --example redactor
//   npm install --prefix /tmp/redact-pii redact-pii@3.4.0
//   node benches/redaction.mjs [FILE.jsonl] [--policy standard|broad] [--peer /tmp/redact-pii] [--rounds N]
//
// redact-pii is no dependency of ours: it brings 140 packages along. Without a file, messages like
// those of a chat are made here; a file has a `text` in every line.
//
// Nobody is handicapped: all get the messages as an array of JavaScript strings that was made
// before, and give an array of redacted strings back; our copying of all of them into wasm, and of
// what changed out of it, is counted. The patterns are the forms of our own detectors, read from
// their sources, and the usual ones for the rest; they check nothing, which spares them work. What
// each gives back is said, and how much.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    policy: { type: "string", default: "standard" },
    peer: { type: "string" },
    rounds: { type: "string", default: "5" },
    module: {
      type: "string",
      default: new URL("../target/wasm32-unknown-unknown/release/examples/redactor.wasm", import.meta.url).pathname,
    },
  },
});
const detect = new URL("../src/redact/detect/", import.meta.url);
const wasm = engine(values.module);
console.log(`policy ${values.policy}, compiled cold in ${wasm.compileMs.toFixed(1)} ms`);
const patterns = [...forms(), ...usual()];
const peer = values.peer ? redactPii(values.peer) : null;

const file = positionals[0];
const messages = file ? textsOf(file) : chat(4e6);
compare(file ?? "messages made here", messages);
hostile();

function compare(name, texts) {
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const withDigit = texts.filter((text) => /\d/.test(text)).length;
  console.log(
    `\n${name}: ${texts.length} messages, ${(bytes / 1e6).toFixed(1)} MB, ${Math.round((100 * withDigit) / texts.length)} % with a digit`,
  );
  const all = { "wasm, all detectors": (list) => wasm.redact(list) };
  all["wasm, all copied in and out"] = (list) => wasm.copy(list);
  all[`${patterns.length} patterns in JavaScript`] = (list) => list.map(oneByOne);
  if (peer) all["redact-pii"] = (list) => list.map((text) => peer.redact(text));
  const best = {};
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [label, work] of Object.entries(all)) {
      // A part in each round, the same for all: on a busy machine a short turn is the least disturbed.
      const part = texts.filter((_, i) => i % 8 === round % 8);
      const size = part.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
      const from = performance.now();
      const out = work(part);
      const rate = size / 1e3 / (performance.now() - from);
      const changed = out.filter((text, i) => text !== part[i]).length;
      const length = out.reduce((sum, text) => sum + text.length, 0);
      if (!(best[label]?.rate > rate)) best[label] = { rate, changed, of: part.length, length };
    }
  }
  const ours = best["wasm, all detectors"].rate;
  for (const [label, { rate, changed, of, length }] of Object.entries(best)) {
    const ratio = label.startsWith("wasm") ? "" : `, ${(ours / rate).toFixed(1)} times slower`;
    console.log(
      `  ${label.padEnd(28)} ${rate.toFixed(2).padStart(8)} MB/s${ratio}; ${changed} of ${of} messages changed, ${length} characters out`,
    );
  }
}

/** Single messages of 100 KB made to be slow, beside a benign one of that size. */
function hostile() {
  const size = 100_000;
  const fill = (text) => text.repeat(Math.ceil(size / text.length)).slice(0, size);
  const time = (text) => {
    let best = Infinity;
    for (let i = 0; i < 5; i++) {
      const from = performance.now();
      wasm.redact([text]);
      best = Math.min(best, performance.now() - from);
    }
    return best;
  };
  const benign = time(fill(`${chat(2e5).join(" ")} `));
  console.log(`\n100 KB in one message; a benign one takes ${benign.toFixed(2)} ms`);
  for (const [name, text] of Object.entries({
    A: "A",
    "full stops": ".",
    "a@": "a@",
    digits: "1234567890",
    "single digits": "1 ",
    telephones: "415-555-0132 ",
    aa11: "aa11",
    "a dot": "a dot ",
    "a at b dot": "a at b dot ",
    "a.a@a.": "a.a@a.",
    "@": "@",
    quotes: '"',
    spaces: " ",
    brackets: "[[[(((",
    colons: "a:b:",
    dashes: "-----",
    passwords: "password: ",
    cards: "4111 ",
    dates: "1/1/2020 ",
    scripts: "４١१௧ aяα注",
    entities: "&#64;&amp;",
    urls: "https://a.b/",
  })) {
    const took = time(fill(text));
    console.log(
      `  ${name.padEnd(14)} ${took.toFixed(2).padStart(8)} ms, ${(took / benign).toFixed(1)} times a benign one`,
    );
  }
}

function engine(path) {
  const module = new WebAssembly.Module(readFileSync(path));
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = () => {
      throw new Error(`${name} is not for benches`);
    };
  }
  const { exports } = new WebAssembly.Instance(module, imports);
  const from = performance.now();
  if (!exports.compile(values.policy === "broad" ? 1 : 0)) throw new Error("the policy does not compile");
  const compileMs = performance.now() - from;
  const [encoder, decoder] = [new TextEncoder(), new TextDecoder()];
  const put = (texts) => {
    const all = `${texts.join("\n")}\n`;
    // Three bytes for a UTF-16 unit at most.
    const room = all.length * 3;
    const at = exports.room(room);
    const { written } = encoder.encodeInto(all, new Uint8Array(exports.memory.buffer, at, room));
    return [at, written];
  };
  const take = (at, length) => {
    const list = decoder.decode(new Uint8Array(exports.memory.buffer, at, length)).split("\n");
    list.pop();
    return list;
  };
  // What did not change is the string that went in, as it is where a pattern of JavaScript finds nothing.
  const redact = (texts) => {
    const [, written] = put(texts);
    const count = exports.redact(written);
    const changed = new Uint32Array(exports.memory.buffer, exports.changed(), count);
    const out = texts.slice();
    take(exports.output(), exports.output_bytes()).forEach((text, nth) => (out[changed[nth]] = text));
    return out;
  };
  // What no detector can be faster than, as long as strings go in and out.
  const copy = (texts) => take(...put(texts));
  return { redact, copy, compileMs };
}

function oneByOne(text) {
  for (const [type, pattern] of patterns) text = text.replace(pattern, type);
  return text;
}

/** The forms of the ids that are plain data, from the sources of their detectors. */
function forms() {
  const out = [];
  const folder = new URL("national/", detect);
  for (const file of readdirSync(folder)) {
    const source = readFileSync(new URL(file, folder), "utf8");
    for (const [, name, list] of source.matchAll(/static (\w+)_SHAPE[^;]*?forms: &\[([^\]]*)\]/g)) {
      const alternatives = [...list.matchAll(/"([^"]+)"/g)].map(([, form]) =>
        [...form].map((c) => ({ 9: "\\d", A: "[A-Za-z]", "*": "[A-Za-z0-9]", "-": "[ ./-]?" })[c] ?? c).join(""),
      );
      out.push([`[${name}]`, new RegExp(`\\b(?:${alternatives.join("|")})\\b`, "g")]);
    }
  }
  return out;
}

/** Patterns of the usual shapes for the other detectors of the standard policy. */
function usual() {
  return Object.entries({
    CREDIT_CARD: /\b\d(?:[ ./-]{0,2}\d){11,18}\b/g,
    CREDIT_CARD_PART: /\b(?:cvv2?|cvc2?|csc|security code)\W{0,5}\d{3,4}\b|\bexp\w*\W{0,5}\d\d\/\d{2,4}\b/gi,
    IBAN_CODE: /\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}\b/gi,
    EMAIL_ADDRESS: /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/g,
    EMAIL_WORDED:
      /\b[a-z0-9._+-]{1,64}(?: ?[[({<] ?at ?[\])}>] ?| at )[a-z0-9-]{1,63}(?: dot [a-z0-9-]{2,24}){1,3}\b/gi,
    EMAIL_LOOSE:
      /\b[a-z0-9._+-]{2,64}(?: ?@ ?| ?[[({<] ?(?:at|@|a) ?[\])}>] ?| (?:at|arroba|arobase) )[a-z0-9-]{2,63}(?:[.,]|\[\.\])[a-z]{2,24}\b|\b[a-z0-9._+-]{2,64}(?:gmail|hotmail|yahoo|outlook|icloud)\.?com\b/gi,
    SPELLED:
      /\b(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)[ ,.-]{1,3}){6,}\w+/gi,
    SECRET:
      /\b(?:sk_live_|sk_test_|rk_live_|pk_live_|whsec_|AKIA|ASIA|gh[posur]_|github_pat_|glpat-|xox[bpars]-|AIza|ya29\.|SG\.|sk-|npm_|hf_)[\w.-]{16,}/g,
    JWT: /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g,
    PRIVATE_KEY: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g,
    SESSION_ID: /\b00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{40,}/g,
    URL_PASSWORD: /\b[a-z]+:\/\/[^\s:@/]+:([^\s@/]+)@/gi,
    CRYPTO: /\b(?:bc1[a-z0-9]{25,60}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|0x[0-9a-fA-F]{40})\b/g,
    US_SSN: /\b\d{3}[ .-]?\d{2}[ .-]?\d{4}\b/g,
    MAC_ADDRESS: /\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b|\b(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}\b/gi,
    IP_V4: /\b(?:\d{1,3}\.){3}\d{1,3}(?:\/\d\d?)?\b/g,
    IP_V6: /(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}/gi,
    DATE_OF_BIRTH: /\b(?:born|dob|birth\w*)\b.{0,20}?\d{1,4}[./-]\d{1,2}[./-]\d{1,4}/gi,
    US_DRIVER_LICENSE: /\blicen[cs]e\b.{0,20}?\b[A-Z]?\d{6,13}\b/gi,
    PASSPORT: /\bpassport\b.{0,20}?\b[A-Z]{0,2}\d{6,9}\b/gi,
    ABA_ROUTING_NUMBER: /\b(?:routing|aba)\b.{0,20}?\d{9}\b/gi,
    US_BANK_NUMBER: /\b(?:account|acct)\b.{0,20}?\d{6,17}\b/gi,
    UK_SORT_CODE: /\bsort code\b.{0,10}?\d\d-?\d\d-?\d\d\b/gi,
    PHONE_NUMBER: /(?:\+|\b)\(?\d(?:[ ()./-]{0,3}\d){6,14}\b(?: ?(?:x|ext\.?) ?\d{1,5}\b)?/g,
    PASSWORD:
      /\b(?:password|passcode|passphrase|passwd|pwd|pass|contraseña|clave|mot de passe|passwort|kennwort|senha)\b(?: is|:|=) ?\S+/gi,
    USERNAME: /\b(?:user ?name|user ?id|user|login|usuario|identifiant|benutzername)\b(?: is|:|=) ?\S+/gi,
    PIN: /\b(?:pin|otp)\b.{0,6}?\d{4,8}\b/gi,
  }).map(([type, pattern]) => [`[${type}]`, pattern]);
}

function redactPii(folder) {
  const require = createRequire(`${folder}/`);
  const { SyncRedactor } = require("redact-pii");
  return new SyncRedactor();
}

function textsOf(path) {
  const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
  return lines
    .map((line) => JSON.parse(line))
    .flatMap((line) => (line.turns ?? [line]).map((turn) => turn.text.replaceAll("\n", " ")));
}

/** Messages like those of a chat: one in ten holds a value, one in six a number that is none. */
function chat(bytes) {
  const words = (
    "hello thanks for your help I need to change my order please the delivery is late and we can not find tracking number could you " +
    "check it again account password reset does not work refund was issued on Monday but bank says nothing arrived yet let me look " +
    "into that one moment sure no problem happy to help is there anything else today have a great day product damaged box open " +
    "missing parts warranty claim subscription"
  ).split(" ");
  let seed = 12345;
  const below = (n) => {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    return (seed >>> 0) % n;
  };
  const out = [];
  for (let size = 0; size < bytes;) {
    let text = "";
    for (let n = 3 + below(32); n > 0; n--) text += `${words[below(words.length)]} `;
    const [a, b, kind] = [100 + below(900), 1000 + below(9000), below(100)];
    if (kind < 3) text += `maria.silva${a}@example.com`;
    else if (kind < 5) text += `my number is (${a}) 555-${b}`;
    else if (kind < 7) text += "it is 4111 1111 1111 1111";
    else if (kind < 8) text += `${a}-45-${b}`;
    else if (kind < 9) text += `+44 7700 900${a}`;
    else if (kind < 10) text += "GB29 NWBK 6016 1331 9268 19";
    else if (kind < 18) text += `order #${a}${b}2 total $${a}.50`;
    else if (kind < 22) text += `https://help.example.com/articles/${a}ab${b}?lang=en`;
    else if (kind < 28) text += "¿Me puede ayudar con mi pedido? 注文番号";
    else text += "ok";
    size += text.length;
    out.push(text);
  }
  return out;
}
