//! Forms: what they ask, and what was answered.

use crate::{
    archive::Draft,
    formats::payload::{
        body, detail,
        label::within,
        words::{add_line, each, subtitle, text_of, title},
    },
    json::Raw,
    model::{Detail, FormField},
};

/// Adds a question with its options.
pub(super) fn ask(input: Raw<'_>, draft: &mut Draft<'_>) {
    let [id, other_id, label, property, options, more] = input.pick([
        "id",
        "inputIdentifier",
        "label",
        "targetProperty",
        "optionItems",
        "options",
    ]);
    let name = title(label).or_else(|| text_of(property));
    let outer = name.clone().unwrap_or_default();
    let first = draft.content.choices.len() as u32;
    for list in [options, more].into_iter().flatten() {
        body::options(list, draft);
    }
    if let Some(below) = subtitle(label) {
        draft.content.details.push(Detail {
            label: outer.clone(),
            value: below,
        });
    }
    let told = [
        "id",
        "inputIdentifier",
        "label",
        "targetProperty",
        "optionItems",
        "options",
    ];
    detail::rest(input, &told, &outer, &mut draft.content.details);
    // A title or a footer within a form asks nothing.
    let kind = text_of(input.get("inputType"));
    if matches!(kind.as_deref(), Some("StaticTitle" | "StaticFooter")) {
        if let Some(name) = name {
            add_line(draft, name.into());
        }
        return;
    }
    let choices = (first, draft.content.choices.len() as u32);
    draft.content.form.push(FormField {
        id: text_of(id).or_else(|| text_of(other_id)),
        label: name,
        value: None,
        choices,
    });
}

/// Adds a part of a form of several pages.
pub(super) fn component<'a>(part: Raw<'a>, draft: &mut Draft<'a>) {
    if let Some(input) = part.get("input") {
        ask(input, draft);
        detail::rest(part, &["input"], "", &mut draft.content.details);
    } else if part.get("inputType").is_some() {
        ask(part, draft);
    } else {
        let inner = part.get("nonInput").unwrap_or(part);
        crate::formats::payload::words::say(draft, inner.get("text"));
        detail::rest(inner, &["text"], "", &mut draft.content.details);
        if inner != part {
            detail::rest(part, &["nonInput"], "", &mut draft.content.details);
        }
    }
}

/// Adds an answer: `label: value` as words, and as a field.
pub(super) fn answer<'a>(input: Raw<'a>, draft: &mut Draft<'a>) {
    let [id, small, large, shown, value, selected, property] = input.pick([
        "inputId",
        "inputlabel",
        "inputLabel",
        "displayValue",
        "value",
        "selectedOptions",
        "property",
    ]);
    let named = small.or(large);
    let label = title(named).or_else(|| text_of(property));
    let first = draft.content.choices.len();
    if let Some(selected) = selected {
        each(Some(selected)).for_each(|one| body::option(one, true, draft));
    }
    let chosen: Vec<String> = (draft.content.choices.get(first..))
        .unwrap_or_default()
        .iter()
        .filter_map(|choice| choice.title.clone())
        .collect();
    let stated = value.map(detail::line).filter(|value| !value.is_empty());
    let shown = text_of(shown);
    let outer = label.clone().unwrap_or_default();
    // Rarely the value says more than what is shown of it.
    if let (Some(shown), Some(stated)) = (&shown, &stated)
        && !shown.contains(stated.as_str())
    {
        draft.content.details.push(Detail {
            label: within(&outer, "Value"),
            value: stated.clone(),
        });
    }
    let value = shown
        .or(stated)
        .or_else(|| (!chosen.is_empty()).then(|| chosen.join(", ")));
    if let Some(below) = subtitle(named) {
        draft.content.details.push(Detail {
            label: outer.clone(),
            value: below,
        });
    }
    let told = [
        "inputId",
        "inputlabel",
        "inputLabel",
        "displayValue",
        "value",
        "selectedOptions",
        "property",
    ];
    detail::rest(input, &told, &outer, &mut draft.content.details);
    if let Some(value) = &value {
        let line = match &label {
            Some(label) => format!("{label}: {value}"),
            None => value.clone(),
        };
        add_line(draft, line.into());
    }
    let choices = (first as u32, draft.content.choices.len() as u32);
    draft.content.form.push(FormField {
        id: text_of(id),
        label,
        value,
        choices,
    });
}
