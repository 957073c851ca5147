//! Every schema that can occur in an entry: instances made from the published file, where it is
//! there, decode with no text lost.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use fixtures::write::File;
use sealed_transcript::{
    archive::Archive,
    export::{ExportFormat, ExportOptions, Exporter, Lens},
    intake::Intake,
    limits::Limits,
    model::time::{TimeReading, Zone},
    timeline::Timeline,
};
use serde_json::{Map, Value, json};
use yaml_rust2::{Yaml, YamlLoader};

/// Types of entries whose payload the file does not describe.
const UNDESCRIBED: [&str; 3] = [
    "ModalityConnection",
    "TransferProgress",
    "ParticipantsConferenced",
];

/// Keys and tokens: a reader learns that they are there, not what they are.
const SECRETS: [&str; 5] = [
    "clientSecret",
    "encryptedAccessToken",
    "merchantIdentityCertificate",
    "merchantIdentityKey",
    "tokenEncryptionKey",
];

/// Names of schemas whose values are no words: ids, and names of types in an org's metadata.
const MACHINE: [&str; 11] = [
    "EntryId",
    "ExperienceTypeRef",
    "InReplyToMessageId",
    "InputId",
    "Locale",
    "MessageId",
    "MimeType",
    "RecordId",
    "SectionId",
    "UniqueId",
    "UniqueIdentifier",
];

/// Ids that are declared as plain strings, and keys of people and apps. Ids that people know
/// things by are not among them.
const PLAIN_IDS: [&str; 34] = [
    "agentGroupIds",
    "agentId",
    "agentSessionId",
    "botId",
    "channelAddressIdentifier",
    "clientIdentifier",
    "configurationId",
    "confirmationConversationEntryIdentifier",
    "conversationIdentifier",
    "defaultOptionId",
    "developerId",
    "endUserSubject",
    "entryPayload",
    "entrySectionId",
    "failedConversationEntryIdentifier",
    "flowId",
    "id",
    "identifier",
    "initiatingConversationEntryIdentifier",
    "newSessionOwnerId",
    "optionIdentifier",
    "pendingServiceRoutingId",
    "prevSessionOwnerId",
    "queueId",
    "recordId",
    "recordReferenceId",
    "referenceId",
    "relatedRecords",
    "sendTranscriptRequestId",
    "sessionId",
    "subject",
    "workId",
    "workOwnerId",
    "workTargetId",
];

fn plain(yaml: &Yaml) -> Value {
    match yaml {
        Yaml::Hash(members) => members
            .iter()
            .map(|(key, value)| (key.as_str().unwrap_or_default().to_owned(), plain(value)))
            .collect::<Map<_, _>>()
            .into(),
        Yaml::Array(items) => items.iter().map(plain).collect(),
        Yaml::String(text) => json!(text),
        Yaml::Integer(number) => json!(number),
        Yaml::Boolean(yes) => json!(yes),
        Yaml::Real(text) => json!(
            text.parse::<f64>()
                .expect("the published file, and what is made from it")
        ),
        _ => Value::Null,
    }
}

/// Makes instances that reach one schema after the other.
struct Maker<'s> {
    schemas: &'s Map<String, Value>,
    /// The schemas that extend another, with the value of its discriminator.
    kinds: BTreeMap<String, Vec<(String, String)>>,
    /// How often each has been made.
    made: BTreeMap<String, usize>,
    /// Those being made.
    within: Vec<String>,
    number: usize,
    /// What must be found again.
    words: Vec<(String, String)>,
}

fn name_of(reference: &str) -> &str {
    reference
        .rsplit('/')
        .next()
        .expect("the published file, and what is made from it")
}

fn parts(schema: &Value) -> impl Iterator<Item = &Value> {
    schema["allOf"].as_array().into_iter().flatten()
}

impl<'s> Maker<'s> {
    fn new(schemas: &'s Map<String, Value>) -> Self {
        let mut kinds: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for (name, schema) in schemas {
            for base in parts(schema).filter_map(|part| part["$ref"].as_str()) {
                let base = name_of(base);
                let mapping = schemas[base]["discriminator"]["mapping"].as_object();
                let stated = mapping.and_then(|mapping| {
                    let of = |to: &Value| to.as_str().is_some_and(|to| name_of(to) == name);
                    mapping.iter().find(|(_, to)| of(to)).map(|(kind, _)| kind)
                });
                let kind = stated.unwrap_or(name).clone();
                kinds
                    .entry(base.to_owned())
                    .or_default()
                    .push((name.clone(), kind));
            }
        }
        Self {
            schemas,
            kinds,
            made: BTreeMap::new(),
            within: Vec::new(),
            number: 0,
            words: Vec::new(),
        }
    }

    /// An instance of a named schema; of one that others extend, the one made least so far.
    fn named(&mut self, name: &str) -> Option<Value> {
        if let Some(kinds) = self.kinds.get(name).cloned()
            && let Some(discriminator) =
                self.schemas[name]["discriminator"]["propertyName"].as_str()
        {
            let discriminator = discriminator.to_owned();
            let free = kinds.iter().filter(|(kind, _)| !self.within.contains(kind));
            let (kind, value) = free
                .min_by_key(|(kind, _)| self.made.get(kind).copied())?
                .clone();
            let mut made = self.whole(&kind)?;
            made[discriminator] = json!(value);
            return Some(made);
        }
        self.whole(name)
    }

    fn whole(&mut self, name: &str) -> Option<Value> {
        // Branches of a form hold parts of a form: once is enough.
        let often = if name == "SectionElement" { 2 } else { 1 };
        if self.within.iter().filter(|one| *one == name).count() >= often {
            return None;
        }
        self.within.push(name.to_owned());
        *self.made.entry(name.to_owned()).or_default() += 1;
        let schema = self.schemas[name].clone();
        let made = self.make(name, &schema, false);
        self.within.pop();
        made
    }

    fn make(&mut self, key: &str, schema: &Value, machine: bool) -> Option<Value> {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = name_of(reference);
            let target = &self.schemas[name];
            if target["type"] == "string" {
                *self.made.entry(name.to_owned()).or_default() += 1;
                let target = target.clone();
                return self.make(key, &target, MACHINE.contains(&name));
            }
            return self.named(name);
        }
        if let Some(values) = schema["enum"].as_array() {
            self.number += 1;
            return Some(values[self.number % values.len()].clone());
        }
        if schema["allOf"].is_array() {
            let mut whole = Map::new();
            for part in parts(schema).chain([&without_all_of(schema)]) {
                let base = part["$ref"].as_str().map(name_of);
                let part = match base {
                    Some(base) => {
                        *self.made.entry(base.to_owned()).or_default() += 1;
                        self.schemas[base].clone()
                    }
                    None => part.clone(),
                };
                match self.object(key, &part)? {
                    Value::Object(members) => whole.extend(members),
                    _ => return None,
                }
            }
            return Some(Value::Object(whole));
        }
        match schema["type"].as_str() {
            Some("string") => Some(self.string(key, schema, machine)),
            Some("integer" | "number") => {
                self.number += 1;
                let milliseconds = key.ends_with("imestamp") || key.ends_with("Time");
                Some(json!(
                    self.number + if milliseconds { 1_736_121_600_000 } else { 0 }
                ))
            }
            Some("boolean") => {
                self.number += 1;
                Some(json!(self.number.is_multiple_of(2)))
            }
            Some("array") => {
                let items = &schema["items"];
                // One of each kind that may stand here.
                let kinds = items["$ref"]
                    .as_str()
                    .and_then(|base| self.kinds.get(name_of(base)));
                let count = kinds.map_or(2, Vec::len).min(4);
                let made: Vec<Value> = (0..count)
                    .filter_map(|_| self.make(key, items, machine))
                    .collect();
                (!made.is_empty()).then_some(Value::Array(made))
            }
            _ if schema["properties"].is_object() || schema["type"] == "object" => {
                self.object(key, schema)
            }
            // Anything at all.
            _ => Some(self.string(key, &json!({}), false)),
        }
    }

    fn object(&mut self, key: &str, schema: &Value) -> Option<Value> {
        let empty = Map::new();
        let properties = schema["properties"].as_object().unwrap_or(&empty);
        let mut required: BTreeSet<&str> = strings(&schema["required"]).collect();
        // Of members that exclude each other, one set.
        let alternatives: Vec<&Value> = ["oneOf", "anyOf"]
            .iter()
            .flat_map(|one| schema[one].as_array().into_iter().flatten())
            .collect();
        let mut left_out: BTreeSet<&str> = alternatives
            .iter()
            .flat_map(|one| strings(&one["required"]))
            .collect();
        let mut forced = None;
        if !alternatives.is_empty() {
            self.number += 1;
            let taken = alternatives[self.number % alternatives.len()];
            for name in strings(&taken["required"]) {
                left_out.remove(name);
                required.insert(name);
            }
            forced = taken["properties"].as_object();
        }
        let mut made = Map::new();
        for (name, property) in properties {
            if left_out.contains(name.as_str()) {
                continue;
            }
            let stated = forced.and_then(|forced| forced.get(name)?["enum"].get(0));
            let value = match stated {
                Some(value) => {
                    let named = property["$ref"].as_str().map(name_of);
                    *self
                        .made
                        .entry(named.unwrap_or_default().to_owned())
                        .or_default() += 1;
                    Some(value.clone())
                }
                None => self.make(name, property, false),
            };
            match value {
                Some(value) => {
                    made.insert(name.clone(), value);
                }
                None if required.contains(name.as_str()) => return None,
                None => {}
            }
        }
        if let Some(inner) = schema
            .get("additionalProperties")
            .filter(|inner| inner.is_object())
            && let Some(value) = self.make("more", inner, false)
        {
            made.insert("more".to_owned(), value);
        }
        if properties.is_empty()
            && schema["type"] == "object"
            && schema["additionalProperties"].is_null()
            && schema["discriminator"].is_null()
            && alternatives.is_empty()
            && !key.is_empty()
            && !self.schemas.contains_key(key)
        {
            made.insert("free".to_owned(), self.string("free", &json!({}), false));
        }
        Some(Value::Object(made))
    }

    fn string(&mut self, key: &str, schema: &Value, machine: bool) -> Value {
        self.number += 1;
        let number = self.number;
        if machine || SECRETS.contains(&key) || PLAIN_IDS.contains(&key) {
            return json!(format!("{key}-{number}"));
        }
        let word = match schema["format"].as_str() {
            Some("date") => format!("{}-03-04", 2_000 + number),
            Some("date-time") => format!("{}-03-04T09:00:00Z", 2_000 + number % 7_000),
            _ if key.to_lowercase().ends_with("url") => {
                format!("https://example.com/{number}/{key}")
            }
            _ => format!("wood {number} {key} leaf"),
        };
        self.words.push((key.to_owned(), word.clone()));
        json!(word)
    }
}

fn without_all_of(schema: &Value) -> Value {
    let mut rest = schema.clone();
    if let Some(members) = rest.as_object_mut() {
        members.remove("allOf");
    }
    rest
}

fn strings(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

/// The schemas that an instance of `name` may hold.
fn reachable(name: &str, maker: &Maker<'_>, found: &mut BTreeSet<String>) {
    if !found.insert(name.to_owned()) {
        return;
    }
    let mut references = Vec::new();
    collect(&maker.schemas[name], &mut references);
    references.extend(
        maker
            .kinds
            .get(name)
            .into_iter()
            .flatten()
            .map(|(kind, _)| kind.clone()),
    );
    for reference in references {
        reachable(&reference, maker, found);
    }
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                match member.as_str() {
                    Some(reference) if key == "$ref" => found.push(name_of(reference).to_owned()),
                    _ if key == "discriminator" => {}
                    _ => collect(member, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        _ => {}
    }
}

fn rows(file: &File) -> Vec<Value> {
    let mut archive = Archive::new(TimeReading::default());
    let mut intake = Intake::new(&mut archive, &file.name, Limits::default());
    intake.feed(&mut archive, &file.bytes);
    intake.finish(&mut archive);
    let timeline = Timeline::build(&archive);
    let options = ExportOptions {
        format: ExportFormat::Jsonl,
        ..ExportOptions::default()
    };
    let mut exporter = Exporter::new(options, Zone::utc());
    let mut out = Vec::new();
    while let Some(chunk) = exporter.next(&archive, &timeline, Lens::Original) {
        out.extend(chunk);
    }
    let lines = String::from_utf8(out).expect("the published file, and what is made from it");
    lines
        .lines()
        .map(|line| {
            serde_json::from_str(line).expect("the published file, and what is made from it")
        })
        .collect()
}

/// All strings that a reader is shown.
fn shown(value: &Value, out: &mut String) {
    match value {
        Value::String(text) => {
            out.push_str(text);
            out.push('\n');
        }
        Value::Array(items) => items.iter().for_each(|item| shown(item, out)),
        Value::Object(members) => members
            .iter()
            .filter(|(key, _)| *key != "extra")
            .for_each(|(_, member)| shown(member, out)),
        _ => {}
    }
}

#[test]
fn every_published_schema_decodes_with_no_text_lost() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/schemas/conversation-public-components.yaml");
    let Ok(text) = fs::read_to_string(&path) else {
        println!("the published schemas are not here: nothing to compare with");
        return;
    };
    let document = plain(
        &YamlLoader::load_from_str(&text).expect("the published file, and what is made from it")[0],
    );
    let schemas = document["components"]["schemas"]
        .as_object()
        .expect("the published file, and what is made from it");
    let mut maker = Maker::new(schemas);
    let mut wanted = BTreeSet::new();
    reachable("ConversationEntry", &maker, &mut wanted);
    reachable("AbstractEntry", &maker, &mut wanted);
    let types: Vec<String> = strings(&schemas["EntryType"]["enum"])
        .map(str::to_owned)
        .collect();
    let (mut instances, mut found, mut lost) = (0, 0, Vec::new());
    // Each round makes what was made least: until a round reaches nothing new.
    let mut idle = 0;
    while idle < 60 {
        let before = maker.made.len();
        for entry_type in &types {
            if UNDESCRIBED.contains(&entry_type.as_str()) {
                continue;
            }
            maker.words.clear();
            let Some(mut payload) = maker.whole(entry_type) else {
                panic!("no instance of {entry_type}");
            };
            payload["entryType"] = json!(entry_type);
            let mut entry = maker
                .whole("ConversationEntry")
                .expect("the published file, and what is made from it");
            entry["entryType"] = json!(entry_type);
            let as_text = instances % 2 == 0;
            entry["entryPayload"] = if as_text {
                json!(payload.to_string())
            } else {
                payload
            };
            instances += 1;
            let bytes = json!({ "conversationEntries": [entry] }).to_string();
            let file = File {
                name: "made.json".to_owned(),
                bytes: bytes.clone().into_bytes(),
            };
            let rows = rows(&file);
            assert_eq!(rows.len(), 1, "{entry_type}: {bytes}");
            let mut all = String::new();
            shown(&rows[0], &mut all);
            assert!(
                rows[0]["extra"].is_null(),
                "{entry_type} is not understood: {bytes}"
            );
            // What was made for a part that could not be finished is in no instance.
            for (key, word) in maker.words.iter().filter(|(_, word)| bytes.contains(word)) {
                if all.contains(word.as_str()) {
                    found += 1;
                } else {
                    // Its neighbours tell where it stood.
                    let at = bytes.find(word.as_str()).unwrap_or(0);
                    let around = bytes.get(at.saturating_sub(200)..at + word.len() + 60);
                    lost.push(format!(
                        "{entry_type}: {key} in … {} …",
                        around.unwrap_or(word)
                    ));
                }
            }
        }
        idle = if maker.made.len() > before {
            0
        } else {
            idle + 1
        };
    }
    let reached = wanted
        .iter()
        .filter(|name| maker.made.contains_key(*name))
        .count();
    let missed: Vec<_> = wanted
        .iter()
        .filter(|name| !maker.made.contains_key(*name))
        .collect();
    println!(
        "{reached} of {} schemas that can occur in an entry, {instances} instances, {found} of {} texts found; not reached: {missed:?}",
        wanted.len(),
        found + lost.len(),
    );
    let first = lost[..lost.len().min(12)].join("\n");
    assert!(lost.is_empty(), "{} lost, the first:\n{first}", lost.len());
    assert!(reached * 100 >= wanted.len() * 95, "{missed:?}");
}
