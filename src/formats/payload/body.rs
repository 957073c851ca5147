//! The body of a message: `staticContent`, `choices`, `form`, `payment` and so on.
//!
//! Members mean the same in every body, so one table of them reads all formats, those of tomorrow
//! included; what has no place of its own becomes a detail.

use std::borrow::Cow;

use crate::{
    archive::Draft,
    formats::{
        entities,
        payload::{
            detail, form,
            label::{short, within, words},
            words::{TITLE, add_line, each, say, say_title, subtitle, text_of, title},
        },
    },
    json::{Kind, Raw},
    model::{Attachment, Card, Choice, Detail, Link, time},
};

/// Members that hold sentences, in the order in which they are read.
const SENTENCES: [&str; 9] = [
    "contentHeader",
    "header",
    "formTitle",
    "title",
    "linkItem",
    "prompt",
    "text",
    "textContent",
    "message",
];

/// Bodies lie in bodies a few levels deep; deeper ones become details.
const DEEPEST: u32 = 8;

/// Reads a body of any format.
pub(super) fn read<'a>(body: Raw<'a>, draft: &mut Draft<'a>) {
    read_at(body, draft, 0);
}

fn read_at<'a>(body: Raw<'a>, draft: &mut Draft<'a>, depth: u32) {
    if depth > DEEPEST {
        return detail::rest(body, &[], "", &mut draft.content.details);
    }
    let sentences = body.pick(SENTENCES);
    for (key, value) in SENTENCES.iter().zip(sentences) {
        if let Some(value) = value {
            sentence(key, value, draft);
        }
    }
    let has_text = sentences[7].is_some_and(|text| !text.is_null());
    for (key, value) in body.members().map_while(Result::ok) {
        if !SENTENCES.contains(&key.as_ref()) {
            member(&key, value, has_text, body, draft, depth);
        }
    }
}

/// A sentence that a reader sees: a string, a title item, or what a prompt holds.
fn sentence<'a>(key: &str, value: Raw<'a>, draft: &mut Draft<'a>) {
    match value.kind() {
        Kind::String | Kind::Null => say(draft, Some(value)),
        Kind::Object if key == "linkItem" => {
            let item = value.get("titleItem");
            say_title(draft, item);
            let link = Link {
                title: title(item),
                url: text_of(value.get("url")),
            };
            draft.content.links.push(link);
            let details = &mut draft.content.details;
            if let Some(item) = item {
                detail::rest(item, TITLE, "", details);
            }
            detail::rest(value, &["titleItem", "url"], "", details);
        }
        Kind::Object if value.get("title").is_some() => {
            say_title(draft, Some(value));
            detail::rest(value, TITLE, &words(key), &mut draft.content.details);
        }
        Kind::Object if value.get("body").is_some() => {
            let [header, body] = value.pick(["header", "body"]);
            sections(header, draft);
            say(draft, body);
            detail::rest(
                value,
                &["header", "body"],
                &words(key),
                &mut draft.content.details,
            );
        }
        _ => detail::add(key, value, &mut draft.content.details),
    }
}

fn member<'a>(
    key: &str,
    value: Raw<'a>,
    has_text: bool,
    body: Raw<'a>,
    draft: &mut Draft<'a>,
    depth: u32,
) {
    let is_list = value.kind() == Kind::Array;
    match key {
        "richContent" => markup(value, body.get("textContent").filter(|_| has_text), draft),
        "footer" if value.get("title").is_some() => say_title(draft, Some(value)),
        "attachments" => each(Some(value)).for_each(|file| attachment(file, draft)),
        "fullContent" => attachment(value, draft),
        "mediaAsset" => asset(value, draft),
        "linkItems" | "links" => each(Some(value)).for_each(|item| link(item, draft)),
        "url" => {
            let link = Link {
                title: title(body.get("title")),
                url: text_of(Some(value)),
            };
            draft
                .content
                .links
                .extend((link != Link::default()).then_some(link));
        }
        "citationContent" => citations(value.get("citations"), draft),
        "optionItems" | "timeSlotOptionItems" | "interactionItems" | "options" if is_list => {
            options(value, draft);
        }
        "actions" => each(Some(value)).for_each(|one| action(one, draft)),
        "selectedOptions" => select(value, draft),
        "selectedValues" => {
            for one in each(Some(value)) {
                let words = detail::line(one.get("value").unwrap_or(one));
                add_line(draft, words.clone().into());
                draft.content.choices.push(Choice {
                    title: Some(words),
                    id: None,
                    selected: true,
                });
                detail::rest(one, &["value"], "", &mut draft.content.details);
            }
        }
        "items" if each(Some(value)).any(|item| item.get("titleItem").is_some()) => {
            each(Some(value)).for_each(|item| card(item.get("titleItem"), item, draft));
        }
        "sections" => each(Some(value)).for_each(|one| section(one, draft)),
        "contentSections" => each(Some(value)).for_each(|one| sections(Some(one), draft)),
        "cardCarouselSections" => each(Some(value)).for_each(|one| card(None, one, draft)),
        "inputs" => each(Some(value)).for_each(|one| form::ask(one, draft)),
        "inputValues" => each(Some(value)).for_each(|one| form::answer(one, draft)),
        "calendarEvent" => calendar(value, draft),
        "errorDetails" => {
            each(value.get("errorMessages")).for_each(|line| say(draft, Some(line)));
            detail::rest(value, &["errorMessages"], "", &mut draft.content.details);
        }
        "informationRequestList" => {
            for one in each(Some(value)) {
                say(draft, one.get("message"));
                detail::rest(one, &["message"], "", &mut draft.content.details);
            }
        }
        "experienceTypeResponse" | "externalTemplate" => read_at(value, draft, depth + 1),
        "data" if value.kind() == Kind::String => say(draft, Some(value)),
        _ => detail::add(key, value, &mut draft.content.details),
    }
}

/// Words in markup: said, unless plain words say the same; kept as it is where it says more.
fn markup<'a>(value: Raw<'a>, plain: Option<Raw<'a>>, draft: &mut Draft<'a>) {
    let Some(html) = value.string() else { return };
    let mut words = String::with_capacity(html.len());
    let mut rest = html.as_ref();
    while let Some((before, tag)) = rest.split_once('<') {
        words.push_str(before);
        // A `<` that closes nowhere is a word.
        let Some((name, after)) = tag.split_once('>') else {
            words.push('<');
            rest = tag;
            break;
        };
        let breaks = ["br", "/p", "/div", "/li", "/tr", "/h"];
        if breaks.iter().any(|tag| name.starts_with(tag)) {
            words.push('\n');
        }
        rest = after;
    }
    words.push_str(rest);
    let words = entities::decode(&words);
    let lines: Vec<&str> = words
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let same = |plain: &str| plain.split_whitespace().eq(words.split_whitespace());
    let said = plain
        .and_then(Raw::string)
        .is_some_and(|plain| same(&plain));
    if !said && plain.is_none() {
        add_line(draft, lines.join("\n").into());
    }
    if html.contains('=') || !said && plain.is_some() {
        detail::add("richContent", value, &mut draft.content.details);
    }
}

/// Texts and actions of the sections of a template.
fn sections<'a>(section: Option<Raw<'a>>, draft: &mut Draft<'a>) {
    let Some(section) = section else { return };
    for (key, value) in section.members().map_while(Result::ok) {
        match key.as_ref() {
            "headerContents" | "bodyContents" | "footerContents" => {
                for content in each(Some(value)) {
                    say(draft, content.get("text"));
                    detail::rest(content, &["text"], "", &mut draft.content.details);
                }
            }
            "actions" => each(Some(value)).for_each(|one| action(one, draft)),
            key => detail::add(key, value, &mut draft.content.details),
        }
    }
}

/// A part of a form, of its answers, or of a list of options.
fn section<'a>(section: Raw<'a>, draft: &mut Draft<'a>) {
    let [input, components, selected, options, name] = section.pick([
        "input",
        "components",
        "selectedOptions",
        "optionItems",
        "title",
    ]);
    if let Some(input) = input {
        form::ask(input, draft);
        detail::rest(section, &["input"], "", &mut draft.content.details);
    } else if components.is_some() {
        if let Some(name) = text_of(name) {
            add_line(draft, name.into());
        }
        each(components).for_each(|one| form::component(one, draft));
        let told = ["components", "title"];
        detail::rest(section, &told, "", &mut draft.content.details);
    } else if let Some(selected) = selected {
        select(selected, draft);
        detail::rest(
            section,
            &["selectedOptions"],
            "",
            &mut draft.content.details,
        );
    } else if options.is_some() {
        card(name, section, draft);
    } else if section.get("inputType").is_some() {
        form::ask(section, draft);
    } else {
        let label = title(name).unwrap_or_default();
        detail::rest(section, &["title"], &label, &mut draft.content.details);
        if draft
            .content
            .details
            .last()
            .is_none_or(|last| !last.label.starts_with(&label))
        {
            draft.content.details.push(Detail {
                label: words("section"),
                value: label,
            });
        }
    }
}

/// A card with its options and links, or a titled group of options.
fn card<'a>(name: Option<Raw<'a>>, item: Raw<'a>, draft: &mut Draft<'a>) {
    let before = (draft.content.choices.len(), draft.content.links.len());
    let told_before = draft.text.as_ref().map_or(0, |text| text.len());
    say_title(draft, name);
    let details = draft.content.details.len();
    for (key, value) in item.members().map_while(Result::ok) {
        match key.as_ref() {
            "titleItem" | "title" => {}
            "optionItems" | "interactionItems" => {
                for one in each(Some(value)) {
                    // A card's items are options or links.
                    if one.get("url").is_some() {
                        link(one, draft);
                    } else {
                        option(one, false, draft);
                    }
                }
            }
            "linkItems" => each(Some(value)).for_each(|one| link(one, draft)),
            "contentSections" => each(Some(value)).for_each(|one| sections(Some(one), draft)),
            key => detail::add(key, value, &mut draft.content.details),
        }
    }
    let own = title(name);
    // Details of several cards are told apart by the card's name.
    if let Some(own) = &own {
        for detail in &mut draft.content.details[details..] {
            detail.label = within(short(own), &detail.label);
        }
    }
    let said = draft.text.as_deref().unwrap_or_default();
    let said = said.get(told_before..).unwrap_or_default().trim_start();
    let mut lines = said.lines();
    let first = lines.next().map(str::to_owned);
    let card = Card {
        title: own.or(first).filter(|title| !title.is_empty()),
        subtitle: Some(lines.collect::<Vec<_>>().join("\n")).filter(|lines| !lines.is_empty()),
        choices: (draft.content.choices.len() - before.0) as u32,
        links: (draft.content.links.len() - before.1) as u32,
    };
    draft.content.cards.push(card);
}

/// Offers options.
pub(super) fn options(list: Raw<'_>, draft: &mut Draft<'_>) {
    each(Some(list)).for_each(|one| option(one, false, draft));
}

/// Adds what was chosen, as choices and as words.
fn select<'a>(list: Raw<'a>, draft: &mut Draft<'a>) {
    for one in each(Some(list)) {
        option(one, true, draft);
        let title = draft
            .content
            .choices
            .last()
            .and_then(|choice| choice.title.clone());
        if let Some(title) = title {
            add_line(draft, Cow::Owned(title));
        }
    }
}

/// An option of any list: with a title, a value, or a time.
pub(super) fn option(item: Raw<'_>, selected: bool, draft: &mut Draft<'_>) {
    // Some inputs say beside the option where it leads.
    let item = item.get("optionItem").unwrap_or(item);
    let [
        title_item,
        option_title,
        plain,
        value,
        start,
        length,
        id,
        other_id,
    ] = item.pick([
        "titleItem",
        "optionTitle",
        "title",
        "value",
        "startTime",
        "duration",
        "optionIdentifier",
        "optionId",
    ]);
    let named = title_item.or(option_title);
    let words = title(named)
        .or_else(|| title(plain))
        .or_else(|| slot(start, length))
        .or_else(|| value.map(detail::line).filter(|line| !line.is_empty()));
    let label = words.clone().unwrap_or_default();
    if let Some(below) = subtitle(named) {
        draft.content.details.push(Detail {
            label: label.clone(),
            value: below,
        });
    }
    let told = [
        "titleItem",
        "optionTitle",
        "title",
        "value",
        "startTime",
        "duration",
        "optionIdentifier",
        "optionId",
    ];
    detail::rest(item, &told, &label, &mut draft.content.details);
    draft.content.choices.push(Choice {
        title: words,
        id: text_of(id).or_else(|| text_of(other_id)),
        selected,
    });
}

/// `2025-03-04T09:00:00Z, 30 min`: the start, and the length in minutes.
fn slot(start: Option<Raw<'_>>, length: Option<Raw<'_>>) -> Option<String> {
    let start = text_of(start)?;
    let start = time::parse(&start, &time::TimeReading::default())
        .map_or(start, |at| time::rfc3339(at).replace(".000Z", "Z"));
    Some(match length.and_then(Raw::i64) {
        Some(seconds) if seconds % 60 == 0 => format!("{start}, {} min", seconds / 60),
        Some(seconds) => format!("{start}, {seconds} s"),
        None => start,
    })
}

/// A button that does something: an option, or a link where it leads to an address.
fn action(item: Raw<'_>, draft: &mut Draft<'_>) {
    let [name, url, id] = item.pick(["label", "url", "id"]);
    let name = title(name);
    let label = name.clone().unwrap_or_default();
    if let Some(url) = text_of(url) {
        draft.content.links.push(Link {
            title: name,
            url: Some(url),
        });
    } else {
        draft.content.choices.push(Choice {
            title: name,
            id: text_of(id),
            selected: false,
        });
    }
    let told = ["label", "url", "id"];
    detail::rest(item, &told, &label, &mut draft.content.details);
}

/// A slot picker: what for, where, and the times on offer.
fn calendar<'a>(event: Raw<'a>, draft: &mut Draft<'a>) {
    let [name, slots] = event.pick(["title", "timeSlotOptionItems"]);
    say(draft, name);
    each(slots).for_each(|slot| option(slot, false, draft));
    let told = ["title", "timeSlotOptionItems"];
    detail::rest(event, &told, "", &mut draft.content.details);
}

fn link(item: Raw<'_>, draft: &mut Draft<'_>) {
    let [title_item, name, url] = item.pick(["titleItem", "title", "url"]);
    let link = Link {
        title: title(title_item).or_else(|| title(name)),
        url: text_of(url),
    };
    let label = link.title.clone().unwrap_or_default();
    if let Some(below) = subtitle(title_item) {
        draft.content.details.push(Detail {
            label: label.clone(),
            value: below,
        });
    }
    let told = ["titleItem", "title", "url"];
    detail::rest(item, &told, &label, &mut draft.content.details);
    if link != Link::default() {
        draft.content.links.push(link);
    }
}

/// Sources that a text names.
pub(super) fn citations(list: Option<Raw<'_>>, draft: &mut Draft<'_>) {
    for citation in each(list) {
        let reference = citation.get("citedReference");
        let cited = Link {
            title: reference.and_then(|cited| text_of(cited.get("label"))),
            url: reference.and_then(|cited| text_of(cited.at(&["link", "url"]))),
        };
        if cited != Link::default() {
            draft.content.links.push(cited);
        }
    }
}

/// A file: named, never fetched.
fn attachment(file: Raw<'_>, draft: &mut Draft<'_>) {
    let [name, mime_type, url, id] = file.pick(["name", "mimeType", "url", "id"]).map(text_of);
    let size = file
        .pick(["size", "contentSize", "contentLength", "fileSize"])
        .into_iter()
        .flatten()
        .find_map(|size| {
            size.string()
                .map_or_else(|| size.i64(), |text| text.parse().ok())
        })
        .and_then(|size| u64::try_from(size).ok());
    let label = name.clone().unwrap_or_default();
    let told = [
        "name",
        "mimeType",
        "url",
        "id",
        "size",
        "contentSize",
        "contentLength",
        "fileSize",
    ];
    detail::rest(file, &told, &label, &mut draft.content.details);
    draft.content.attachments.push(Attachment {
        name,
        mime_type,
        url,
        id,
        size,
    });
}

/// A picture, film or document that a message shows.
fn asset<'a>(asset: Raw<'a>, draft: &mut Draft<'a>) {
    say(draft, asset.get("description"));
    draft.content.attachments.push(Attachment {
        mime_type: text_of(asset.get("mimeType")),
        url: text_of(asset.get("assetUrl")),
        ..Attachment::default()
    });
    let told = ["description", "mimeType", "assetUrl"];
    detail::rest(asset, &told, "", &mut draft.content.details);
}
