//! Values known before a text is read: names, keys and ids of a conversation's people, and the policy's
//! own list. One automaton over all conversations; hits are filtered by the conversation that is read.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};
use rustc_hash::{FxHashMap, FxHashSet};

use super::context::joins;
use super::fold::fold;
use super::placeholder::is_placeholder;

/// What a known value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// Name of an end user, or of somebody whom a form names.
    Name,
    /// Name of an agent.
    AgentName,
    /// Platform key, subject or other id of an end user.
    Key,
    /// Address, city or another value of a form.
    Form,
}

impl Who {
    pub(crate) const COUNT: usize = 4;

    /// What a form's value is, by its label.
    pub fn of_label(label: &str) -> Self {
        let label = label.to_lowercase();
        let holds = |words: &[&str]| words.iter().any(|w| label.contains(w));
        if holds(&["agent", "owner"]) {
            Self::AgentName
        } else if holds(&[
            "username",
            "user_name",
            "user name",
            "key",
            "subject",
            "account",
            "customer id",
            "login",
        ]) {
            Self::Key
        } else if holds(&["name", "nombre", "apellido", "nom", "nome"]) {
            Self::Name
        } else {
            Self::Form
        }
    }

    /// The kind of value that a detector finds.
    pub(crate) fn of_detector(id: &str) -> Option<Self> {
        Some(match id {
            "known_name" => Self::Name,
            "known_agent_name" => Self::AgentName,
            "known_key" => Self::Key,
            "known_form_value" => Self::Form,
            _ => return None,
        })
    }
}

/// Values by conversation.
#[derive(Debug, Default)]
pub struct Known {
    /// Values, folded, and what they are.
    values: Vec<Value>,
    at: FxHashMap<(String, Kind), usize>,
    automaton: Option<AhoCorasick>,
    /// Number of the conversation that is read; none means any.
    conversation: Option<u32>,
    conversations: FxHashMap<String, u32>,
    /// A conversation that nothing is known of.
    nobody: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Of(Who),
    /// Rule of the policy's own list.
    Rule(usize),
}

#[derive(Debug)]
struct Value {
    kind: Kind,
    /// A single word that may be an ordinary one: found only where it begins with a capital.
    capital: bool,
    /// As the payload has it, and no part of a name.
    whole: bool,
    conversations: FxHashSet<u32>,
}

/// Fewest letters of a name that is looked for.
const SHORTEST: usize = 3;
/// Bytes of the longest value that is looked for.
const LONGEST: usize = 200;

impl Known {
    /// Takes in a value of a conversation. A name is looked for whole and in its parts.
    pub fn add(&mut self, conversation: &str, who: Who, value: &str) {
        let next = self.conversations.len() as u32;
        let number = *self
            .conversations
            .entry(conversation.to_owned())
            .or_insert(next);
        let folded = fold(value.trim());
        let value = &*folded.text;
        if !(SHORTEST..=LONGEST).contains(&value.len())
            || !value.contains(char::is_alphabetic) && value.len() < 6
            || is_placeholder(value)
        {
            return;
        }
        match who {
            Who::Name | Who::AgentName => {
                if is_nobody(value) {
                    return;
                }
                self.put(
                    Kind::Of(who),
                    value,
                    number,
                    !value.contains(' ') && is_word(value),
                    true,
                );
                let parts = value.split([' ', ',']).filter(|p| {
                    p.chars().count() >= SHORTEST
                        && p.chars().all(|c| c.is_alphabetic() || "'’-.".contains(c))
                });
                for part in parts {
                    let part = part.trim_end_matches('.');
                    if part.chars().count() >= SHORTEST
                        && !TITLES.iter().any(|t| part.eq_ignore_ascii_case(t))
                    {
                        self.put(Kind::Of(who), part, number, is_word(part), false);
                    }
                }
            }
            Who::Key => {
                self.put(Kind::Of(who), value, number, false, true);
                // `whatsapp:+15550100` names its user without the channel too.
                if let Some((_, key)) = value.split_once(':').filter(|(_, key)| key.len() >= 6) {
                    self.put(Kind::Of(who), key, number, false, true);
                }
            }
            Who::Form => {
                let words = value.split_whitespace().count();
                let telling =
                    words > 1 || value.len() >= 5 || value.contains(|c: char| c.is_ascii_digit());
                if telling && !is_word(value) {
                    self.put(Kind::Of(who), value, number, false, true);
                }
            }
        }
    }

    /// A value of the policy's own list.
    pub(crate) fn deny(&mut self, value: &str, rule: usize) {
        let folded = fold(value.trim());
        self.put(
            Kind::Rule(rule),
            &folded.text.clone(),
            u32::MAX,
            false,
            true,
        );
    }

    /// The policy's own list of another, which is given up.
    pub(crate) fn take_denied(&mut self, other: &mut Self) {
        for ((text, kind), _) in other.at.drain() {
            if let Kind::Rule(_) = kind {
                self.put(kind, &text, u32::MAX, false, true);
            }
        }
    }

    fn put(&mut self, kind: Kind, value: &str, conversation: u32, capital: bool, whole: bool) {
        let key = (value.to_lowercase(), kind);
        let next = self.values.len();
        let at = *self.at.entry(key).or_insert(next);
        if at == next {
            self.values.push(Value {
                kind,
                capital,
                whole: false,
                conversations: FxHashSet::default(),
            });
        }
        self.values[at].conversations.insert(conversation);
        self.values[at].whole |= whole;
        self.automaton = None;
    }

    /// Makes it ready. `O(bytes of all values)`.
    pub(crate) fn build(&mut self) {
        if self.values.is_empty() {
            return;
        }
        let mut texts = vec![String::new(); self.values.len()];
        for ((text, _), at) in &self.at {
            texts[*at].clone_from(text);
        }
        // Small archives get the faster automaton.
        let kind = if texts.len() <= 256 {
            AhoCorasickKind::DFA
        } else {
            AhoCorasickKind::ContiguousNFA
        };
        self.automaton = AhoCorasickBuilder::new()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(kind))
            .build(&texts)
            .ok();
    }

    /// The conversation whose values are looked for; none means those of all.
    pub(crate) fn enter(&mut self, conversation: Option<&str>) {
        let number = conversation
            .and_then(|c| self.conversations.get(c))
            .copied();
        self.nobody = conversation.is_some() && number.is_none();
        self.conversation = number;
    }

    /// Whether there is nothing to look for in the conversation that is read.
    pub(crate) fn is_empty(&self) -> bool {
        self.automaton.is_none()
    }

    /// Values that stand in a folded text as whole words, with the rules that find them.
    pub(crate) fn find(
        &self,
        text: &str,
        rules: &[Option<usize>; Who::COUNT],
    ) -> Vec<(usize, Range<usize>)> {
        let Some(automaton) = &self.automaton else {
            return Vec::new();
        };
        let mut out = Vec::new();
        for hit in automaton.find_overlapping_iter(text) {
            let value = &self.values[hit.pattern().as_usize()];
            let rule = match value.kind {
                Kind::Of(who) => rules[who as usize],
                Kind::Rule(rule) => Some(rule),
            };
            let here = value.conversations.contains(&u32::MAX)
                || self.conversation.map_or(!self.nobody && value.whole, |c| {
                    value.conversations.contains(&c)
                });
            let range = hit.range();
            let whole =
                !text[..range.start].ends_with(joins) && !text[range.end..].starts_with(joins);
            let named = !value.capital || is_capital(text, range.start);
            if let Some(rule) = rule
                && here
                && whole
                && named
            {
                out.push((rule, range));
            }
        }
        out
    }
}

/// Whether a word begins with a capital that no beginning of a sentence explains.
fn is_capital(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end();
    let starts = before.is_empty() || before.ends_with(['.', '!', '?', '\n']);
    text[at..].starts_with(char::is_uppercase) && !starts
}

/// Titles that stand before a name.
const TITLES: [&str; 14] = [
    "mrs", "miss", "sir", "doctor", "prof", "herr", "frau", "senor", "señor", "señora", "monsieur",
    "madame", "dona", "senhor",
];

/// Names that platforms give to those who have none.
fn is_nobody(name: &str) -> bool {
    const NOBODY: [&str; 10] = [
        "guest",
        "guest user",
        "visitor",
        "customer",
        "end user",
        "enduser",
        "unknown",
        "anonymous",
        "bot",
        "automated process",
    ];
    NOBODY.iter().any(|n| name.eq_ignore_ascii_case(n))
}

/// Whether a name is also an ordinary word of chats, so that its capital must tell.
fn is_word(name: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "will", "mark", "chase", "bill", "rob", "may", "april", "june", "august", "grace", "hope", "faith", "joy",
        "rose", "lily", "ivy", "daisy", "jasmine", "summer", "autumn", "dawn", "eve", "star", "sky", "rich", "frank",
        "art", "gene", "drew", "pat", "sue", "bob", "jack", "nick", "dick", "don", "guy", "max", "miles", "page",
        "price", "cash", "bank", "banks", "case", "cook", "baker", "miller", "carter", "taylor", "mason", "hunter",
        "fisher", "king", "knight", "prince", "bishop", "pope", "church", "temple", "hall", "house", "wood", "woods",
        "forest", "field", "fields", "hill", "hills", "lake", "rivers", "brook", "brooks", "ford", "bush", "stone",
        "young", "old", "long", "short", "small", "little", "strong", "best", "good", "goodman", "great", "noble",
        "brown", "black", "white", "green", "gray", "grey", "day", "days", "weeks", "love", "sharp", "swift", "bright",
        "new", "newman", "free", "freeman", "early", "england", "french", "holland", "ireland", "west", "north",
        "east", "south", "street", "lane", "park", "parks", "rush", "ray", "dean", "dale", "glen", "cliff", "clay",
        "sandy", "holly", "penny", "crystal", "ruby", "pearl", "amber", "angel", "christian", "justice", "major",
        "trace", "tracy", "carry", "carol", "melody", "harmony", "faye", "bell", "ball", "root", "van", "von", "der",
        "the", "and", "not", "you", "can", "see", "sea", "win", "song", "sun", "moon", "mai", "kai", "lee", "see",
        "cruz", "flores", "luz", "paz", "mar", "sol", "luna", "reyes", "santos", "campo", "campos", "vega", "rey",
        "leon", "delgado", "moreno", "blanco", "rubio", "cano", "calvo", "bueno", "santa", "petit", "grand", "roy",
        "blanc", "noir", "leger", "roux", "klein", "gross", "lang", "kurz", "jung", "alt", "neu", "stark", "braun",
        "schwarz", "weiss", "koch", "bauer", "richter", "vogel", "wolf", "fuchs", "sommer", "winter", "frei",
        "ramos", "rocha", "pinto", "leite", "costa", "prado", "serra", "vale", "porto", "nunca", "team", "support",
        "test", "user", "admin", "sales", "service", "info", "contact", "client", "yes", "none",
    ];
    WORDS.iter().any(|w| name.eq_ignore_ascii_case(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(known: &mut Known, conversation: Option<&str>, text: &'t str) -> Vec<&'t str> {
        known.build();
        known.enter(conversation);
        let rules = [Some(0), Some(1), Some(2), Some(3)];
        let hits = known.find(text, &rules);
        hits.into_iter().map(|(_, r)| &text[r]).collect()
    }

    #[test]
    fn names_are_found_whole_and_in_parts_in_their_conversation_only() {
        let mut known = Known::default();
        known.add("a", Who::Name, "Maria Silva");
        known.add("b", Who::Name, "Wei Zhang");
        assert_eq!(found(&mut known, Some("a"), "hi maria, Zhang"), ["maria"]);
        assert_eq!(found(&mut known, Some("c"), "hi maria"), [""; 0]);
        // Of no conversation in particular: whole names only.
        assert_eq!(
            found(&mut known, None, "MARIA SILVA or zhang"),
            ["MARIA SILVA"]
        );
        assert_eq!(found(&mut known, Some("a"), "mariachi silvan"), [""; 0]);
    }

    #[test]
    fn a_name_that_is_a_word_needs_its_capital() {
        let mut known = Known::default();
        known.add("a", Who::Name, "Will Banks");
        assert_eq!(
            found(&mut known, Some("a"), "will the banks open? Will they"),
            [""; 0]
        );
        assert_eq!(found(&mut known, Some("a"), "thanks Will"), ["Will"]);
        assert!(found(&mut known, Some("a"), "it is will banks").contains(&"will banks"));
    }

    #[test]
    fn a_key_is_found_without_its_channel() {
        let mut known = Known::default();
        known.add("a", Who::Key, "whatsapp:ana.s-93");
        assert!(found(&mut known, Some("a"), "I am ana.s-93 there").contains(&"ana.s-93"));
    }
}
