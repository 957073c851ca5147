//! What has no place of its own: every value a reader may want, named by where it stands.
//!
//! Ids, discriminators and looks are left out; secrets of the machinery are named, never shown.

use crate::{
    formats::payload::{
        label::{is_wrapper, short, within, words},
        words::{TITLE, each, members, subtitle, text_of, title, words_of},
    },
    json::{Kind, Raw},
    model::{Detail, ids, time},
};

/// Deeper values are shown as the JSON they are.
const DEEPEST: usize = 24;

/// Members that name the shape of what stands beside them.
const DISCRIMINATORS: &[&str] = &[
    "actionType",
    "applicationType",
    "assetType",
    "citedDetailsType",
    "citedReferenceType",
    "contentType",
    "contextType",
    "elementType",
    "entryType",
    "formatType",
    "informationRequestItemType",
    "inputType",
    "inputValueType",
    "itemType",
    "lineItemType",
    "messageType",
    "paymentRequestDetailsType",
    "requestType",
    "responseType",
    "resultType",
    "routingConfigurationType",
    "screenType",
    "sectionType",
    "shippingMethodType",
    "templateSectionType",
    "timingType",
    "transactionType",
    "updateType",
    "valueType",
];

/// Members that say how a thing looks or behaves on a screen.
const LOOKS: &[&str] = &[
    "displayType",
    "enabled",
    "fontStyle",
    "fontWeight",
    "height",
    "keyboardType",
    "multipleSelection",
    "required",
    "selectedOptionIndex",
    "selectionDisplay",
    "submitFlow",
    "submitForm",
    "textDecorations",
    "textInputType",
    "textType",
    "useLiveLayout",
    "width",
];

/// Members whose values open something; that they are there is all a reader needs.
const SECRETS: &[&str] = &[
    "clientSecret",
    "encryptedAccessToken",
    "merchantIdentityCertificate",
    "merchantIdentityKey",
    "tokenEncryptionKey",
];

/// Ids that people know things by.
const SPOKEN: &[&str] = &[
    "catalogId",
    "featuredProductId",
    "merchantIdentifier",
    "messageDefinitionNameOrId",
    "orderId",
    "productId",
    "productIds",
    "retailerId",
    "transactionId",
];

/// Whether a member is an id that nobody reads: by its name, and by its value.
fn is_id(key: &str, value: Raw<'_>) -> bool {
    let named = key == "id"
        || ["Id", "Ids", "Identifier", "Handle", "Ref"]
            .iter()
            .any(|end| key.ends_with(end))
        || matches!(
            key,
            "identifier" | "type" | "targetType" | "sourceType" | "optionType"
        );
    if !named || SPOKEN.contains(&key) {
        return false;
    }
    let plain = |text: &str| {
        if key == "referenceId" {
            ids::pack_uuid(text).is_some() || ids::is_record_id(text)
        } else {
            text.len() <= 64 && !text.contains(char::is_whitespace)
        }
    };
    match value.kind() {
        Kind::String => value.string().is_none_or(|text| plain(&text)),
        Kind::Array => each(Some(value)).all(|one| one.string().is_some_and(|text| plain(&text))),
        Kind::Object => false,
        _ => true,
    }
}

fn is_silent(key: &str, value: Raw<'_>) -> bool {
    value.is_null()
        || DISCRIMINATORS.contains(&key)
        || LOOKS.contains(&key) && !matches!(value.kind(), Kind::Object | Kind::Array)
        || key == "textDecorations"
        || key == "isTruncated" && value.bool() == Some(false)
        || is_id(key, value)
}

/// Adds the members of an object that are not in `told`.
pub(super) fn rest(object: Raw<'_>, told: &[&str], label: &str, out: &mut Vec<Detail>) {
    rest_at(object, told, short(label), 0, out);
}

fn rest_at(object: Raw<'_>, told: &[&str], label: &str, depth: usize, out: &mut Vec<Detail>) {
    for (key, value) in members(object) {
        if !told.contains(&key.as_ref()) {
            member(&key, value, label, depth, out);
        }
    }
}

/// Adds a value that names itself.
pub(super) fn unlabelled(value: Raw<'_>, out: &mut Vec<Detail>) {
    value_at(value, "", 0, out);
}

/// Adds someone, by their key.
pub(super) fn person(key: &str, value: Raw<'_>, told: &[&str], out: &mut Vec<Detail>) {
    // A record id is nobody's name.
    let key_of = value.get("subject").and_then(Raw::string);
    if key_of.is_some_and(|key| ids::is_record_id(&key)) {
        return rest(value, &[told, &["subject"]].concat(), &words(key), out);
    }
    rest(value, told, &words(key), out);
}

/// Adds a member of an object.
pub(super) fn add(key: &str, value: Raw<'_>, out: &mut Vec<Detail>) {
    member(key, value, "", 0, out);
}

fn member(key: &str, value: Raw<'_>, outer: &str, depth: usize, out: &mut Vec<Detail>) {
    if SECRETS.contains(&key) && !value.is_null() {
        return push(within(outer, &words(key)), "not shown".to_owned(), out);
    }
    if is_silent(key, value) {
        return;
    }
    if let Some(at) = instant(key, value) {
        return push(within(outer, &words(key)), at, out);
    }
    if is_wrapper(key) {
        return value_at(value, outer, depth + 1, out);
    }
    value_at(value, &within(outer, &words(key)), depth + 1, out);
}

/// The time in a number of that meaning.
fn instant(key: &str, value: Raw<'_>) -> Option<String> {
    if !key.ends_with("imestamp") {
        return None;
    }
    time::from_epoch(value.i64()?).map(time::rfc3339)
}

fn push(label: String, value: String, out: &mut Vec<Detail>) {
    if !value.trim().is_empty() {
        out.push(Detail { label, value });
    }
}

fn value_at(value: Raw<'_>, label: &str, depth: usize, out: &mut Vec<Detail>) {
    if depth > DEEPEST {
        return push(label.to_owned(), value.as_str().to_owned(), out);
    }
    match value.kind() {
        Kind::Null => {}
        Kind::Bool | Kind::Number => push(label.to_owned(), value.as_str().to_owned(), out),
        // A string that cannot be unescaped is shown as it stands.
        Kind::String => {
            let text = value.string();
            let text = text.map_or_else(|| value.as_str().to_owned(), Into::into);
            push(label.to_owned(), text, out);
        }
        Kind::Array => elements(value, label, depth, out),
        Kind::Object => object(value, label, depth, out),
    }
}

fn elements(array: Raw<'_>, label: &str, depth: usize, out: &mut Vec<Detail>) {
    let all = each(Some(array));
    let is_plain = |one: Raw<'_>| !matches!(one.kind(), Kind::Object | Kind::Array);
    if all.clone().all(is_plain) {
        let parts: Vec<_> = all.filter_map(|one| words_of(Some(one))).collect();
        return push(label.to_owned(), parts.join(", "), out);
    }
    let several = all.clone().nth(1).is_some();
    for (nth, one) in all.enumerate() {
        // What names itself needs no number.
        let names = one.pick(["productId", "label", "productIds"]);
        let named = name_of(one).is_some() || names.iter().any(Option::is_some);
        if several && !named {
            value_at(one, &format!("{label} {}", nth + 1), depth + 1, out);
        } else {
            value_at(one, label, depth + 1, out);
        }
    }
}

/// The name by which an object calls itself: `NamedValue`, and values of an experience type.
fn name_of(object: Raw<'_>) -> Option<String> {
    let [value, name, property] = object.pick(["value", "name", "property"]);
    value?;
    text_of(name).or_else(|| text_of(property))
}

/// The label of what names itself; a name too long for a label is a value of its own.
fn own_label(outer: &str, name: &str, out: &mut Vec<Detail>) -> String {
    if short(name).len() < name.len() {
        push(outer.to_owned(), name.to_owned(), out);
    }
    within(outer, name)
}

/// An object is one line where its members make one sense together; the rest of it follows.
fn object(value: Raw<'_>, label: &str, depth: usize, out: &mut Vec<Detail>) {
    if let Some(name) = name_of(value) {
        let before = out.len();
        let own = own_label(label, &name, out);
        rest_at(value, &["name", "property"], &own, depth, out);
        if out.len() == before {
            // Its value is an id that nobody reads.
            push(label.to_owned(), name, out);
        }
        return;
    }
    let [kind, product, products, name] =
        value.pick(["valueType", "productId", "productIds", "title"]);
    if kind.is_some() {
        // The one member beside it is the value, under a name that says its type again.
        for (key, value) in members(value) {
            if !is_silent(&key, value) {
                value_at(value, label, depth + 1, out);
            }
        }
        return;
    }
    let [amount, currency, own, quantity] = value
        .pick(["amount", "currencyCode", "label", "quantity"])
        .map(words_of);
    let [lines, north, east, url, item] = value.pick([
        "addressLines",
        "latitude",
        "longitude",
        "assetUrl",
        "itemType",
    ]);
    let mut sentence = |parts: Vec<String>, separator: &str, told: &[&str]| {
        push(label.to_owned(), parts.join(separator), out);
        rest_at(value, told, label, depth, out);
    };
    if lines.is_some() {
        let mut found = Vec::new();
        rest_at(value, &[], "", depth, &mut found);
        let parts: Vec<String> = found.into_iter().map(|detail| detail.value).collect();
        return push(label.to_owned(), parts.join(", "), out);
    }
    if let (Some(amount), Some(currency)) = (&amount, currency) {
        let parts = vec![amount.to_string(), currency.into_owned()];
        return sentence(parts, " ", &["amount", "currencyCode"]);
    }
    // A line of an order, and a shelf of a catalogue.
    if let (Some(product), Some(quantity)) = (words_of(product), &quantity) {
        let label = own_label(label, &product, out);
        let amount = value.get("amount").map(line).unwrap_or_default();
        push(label.clone(), format!("{amount} × {quantity}"), out);
        return rest_at(
            value,
            &["productId", "quantity", "amount"],
            &label,
            depth,
            out,
        );
    }
    if let (Some(products), Some(name)) = (products, words_of(name)) {
        let label = own_label(label, &name, out);
        value_at(products, &label, depth + 1, out);
        return rest_at(value, &["title", "productIds"], &label, depth, out);
    }
    if let (Some(own), Some(amount)) = (own, amount) {
        let label = own_label(label, &own, out);
        let amount = match quantity {
            Some(quantity) => format!("{amount} × {quantity}"),
            None => amount.into_owned(),
        };
        push(label.clone(), amount, out);
        return rest_at(value, &["label", "amount", "quantity"], &label, depth, out);
    }
    if let (Some(north), Some(east)) = (words_of(north), words_of(east)) {
        let place = match text_of(value.get("name")) {
            Some(name) => format!("{name} ({north}, {east})"),
            None => format!("{north}, {east}"),
        };
        return sentence(vec![place], "", &["name", "latitude", "longitude"]);
    }
    if let Some(url) = text_of(url) {
        let [description, mime_type] = value.pick(["description", "mimeType"]).map(text_of);
        let parts = [description, mime_type, Some(url)];
        let told = ["description", "mimeType", "assetUrl"];
        return sentence(parts.into_iter().flatten().collect(), ", ", &told);
    }
    if item.is_some()
        && let Some(words) = title(Some(value))
    {
        let parts = [Some(words), subtitle(Some(value))];
        return sentence(parts.into_iter().flatten().collect(), ", ", TITLE);
    }
    rest_at(value, &[], label, depth, out);
}

/// All of a value on one line.
pub(super) fn line(value: Raw<'_>) -> String {
    let mut found = Vec::new();
    value_at(value, "", 0, &mut found);
    let parts: Vec<String> = found
        .into_iter()
        .map(|detail| match detail.label.as_str() {
            "" => detail.value,
            label => format!("{label}: {}", detail.value),
        })
        .collect();
    parts.join(", ")
}
