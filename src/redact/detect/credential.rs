//! Passwords, PINs and user names: behind their word, or as a bare answer to a question for them.

use std::ops::Range;

use super::cluster::groups;
use super::{Detector, Examine, On, Start, Verdict};
use crate::redact::boundary::{ceil, floor};
use crate::redact::context::{Lexicon, Scene, WordSet, same};
use crate::redact::operate::Operator;
use crate::redact::site::Site;

const fn detector(
    id: &'static str,
    entity: &'static str,
    start: Start,
    examine: Examine,
) -> Detector {
    Detector {
        id,
        entity,
        start,
        examine,
        operator: Operator::default,
        on: On::STANDARD,
    }
}

/// Words for a password.
#[rustfmt::skip]
const PASSWORD_WORDS: &[&str] = &[
    "password", "pass word", "pass-word", "passcode", "passphrase", "passwd", "pasword", "passwrd", "paswd", "pwd", "pswd", "psw",
    "pword", "pw", "p/w", "p", "pass", "passwort", "kennwort", "contraseña", "contrasena", "contra", "clave", "mot de passe", "mdp",
    "senha", "palavra-passe", "palavra passe",
];
/// Those behind which a number alone is a value.
const PASSWORD_PLAIN: [&str; 4] = ["password", "passwd", "pwd", "pswd"];
/// Those that mean much else besides: only a mark, or a value that is no word, makes them one for a password.
const PASSWORD_VAGUE: [&str; 3] = ["pass", "clave", "contra"];
const USER_WORDS: &[&str] = &[
    "username",
    "user",
    "user name",
    "userid",
    "user id",
    "uname",
    "u/n",
    "login",
    "usuario",
    "usuário",
    "identifiant",
    "nom d'utilisateur",
    "nom d’utilisateur",
    "benutzername",
    "utilizador",
    "nutzername",
];
#[rustfmt::skip]
const PIN_WORDS: &[&str] = &[
    "pin", "otp", "passcode", "verification code", "one-time code", "one time code", "one-time password", "one time password",
    "login code", "sms code", "access code", "your code", "code you sent", "code you sent me",
    "código de verificación", "codigo de verificacion", "código de acceso", "codigo de acceso", "tu código", "tu codigo",
    "su código", "su codigo", "code de vérification", "code de verification", "votre code", "bestätigungscode", "ihr code",
    "dein code", "código de verificação", "codigo de verificacao", "código de acesso", "seu código", "seu codigo",
];

pub(super) const PASSWORD: Detector = detector(
    "password",
    "PASSWORD",
    Start::Keyword(PASSWORD_WORDS),
    Examine::Read(password),
);
pub(super) const USERNAME: Detector = detector(
    "username",
    "USERNAME",
    Start::Keyword(USER_WORDS),
    Examine::Read(username),
);
pub(super) const PIN: Detector =
    detector("pin", "PIN", Start::Keyword(PIN_WORDS), Examine::Read(pin));
pub(super) const PASSWORD_ANSWER: Detector = detector(
    "password",
    "PASSWORD",
    Start::Answer,
    Examine::Read(password_answer),
);
pub(super) const USERNAME_ANSWER: Detector = detector(
    "username",
    "USERNAME",
    Start::Answer,
    Examine::Read(username_answer),
);

#[rustfmt::skip]
static ASK_PASSWORD: Lexicon = Lexicon::of([
    &["password", "passcode", "pin", "pin number", "passphrase", "passwd", "pwd", "pw", "otp", "verification code", "one time code",
      "access code", "code we sent", "code we texted", "code you received", "code we just"],
    &["contrasena", "clave", "pin", "codigo de verificacion", "codigo que"], &["mot de passe", "code pin", "code de verification", "code recu"],
    &["passwort", "kennwort", "pin", "bestatigungscode"], &["senha", "pin", "codigo de verificacao", "codigo que"],
]);
#[rustfmt::skip]
static ASK_USER: Lexicon = Lexicon::of([
    &["username", "user name", "user id", "login", "login name"],
    &["usuario"], &["identifiant", "nom d utilisateur"], &["benutzername", "nutzername"], &["usuario", "utilizador"],
]);

/// What else is a pass.
const TICKETS: [&str; 12] = [
    "boarding", "bus", "ski", "season", "day", "travel", "rail", "train", "metro", "guest",
    "visitor", "parking",
];

/// Words between the word and its value.
#[rustfmt::skip]
static VERB_LINKS: WordSet = WordSet::new(&["is", "was", "es", "est", "ist", "e", "lautet", "are"]);
/// Those that join nothing by themselves.
#[rustfmt::skip]
static PLAIN_LINKS: WordSet = WordSet::new(&[
    "info", "name", "number", "no", "details", "to", "provisoire", "temporaire", "actuel", "temporal", "actual", "provisional", "temporaria", "provisoria", "atual",
]);

/// What follows `password is` and is none.
#[rustfmt::skip]
static STOP: WordSet = WordSet::new(&[
    "not", "no", "yes", "ok", "okay", "sure", "wrong", "incorrect", "invalid", "correct", "right", "reset", "working", "expired", "required",
    "the", "my", "your", "a", "an", "to", "too", "so", "now", "still", "lost", "changed", "being", "always", "never", "same", "good", "strong",
    "weak", "safe", "secure", "this", "that", "it", "in", "on", "for", "at", "of", "and", "or", "but", "if", "when", "what", "why", "how", "please",
    "forgotten", "blocked", "locked", "saved", "hidden", "stored", "broken", "needed", "missing", "empty", "different", "blank", "case", "only",
    "set", "sent", "there", "here", "also", "just", "all", "asking", "failing", "temporary", "unknown", "protected", "reset", "resetting", "i", "we",
    "incorrecta", "incorrecto", "mala", "erronea", "olvidada", "la", "el", "mi", "su", "tu", "muy", "correcta", "valida", "bloqueada", "que", "de",
    "incorrect", "oublie", "le", "les", "mon", "ma", "votre", "expire", "valide", "faux", "bloque", "trop", "pas", "toujours", "perdu",
    "falsch", "nicht", "mein", "meine", "ihr", "ihre", "das", "der", "die", "zu", "abgelaufen", "gesperrt", "richtig", "vergessen", "ungultig", "noch",
    "errada", "incorreta", "nao", "minha", "meu", "sua", "seu", "expirou", "invalida", "esta", "muito", "esquecida", "none", "null", "n/a", "thanks",
    "must", "should", "cannot", "can", "may", "will", "has", "have", "does", "did", "minimum", "maximum", "mindestens", "debe", "doit", "deve", "muss",
    "page", "link", "button", "email", "manager", "field", "help", "hint", "policy", "protection", "settings", "issue", "problem", "reset",
]);

fn is_stop(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.is_empty() || STOP.holds(word)
}

/// How a value is joined to its word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// `:` or `=`.
    Mark,
    /// A verb.
    Verb,
    /// The end of one (`'s`), which more often says whose it is.
    Clipped,
}

/// Bytes of the longest value.
const LONGEST: usize = 128;

/// The value behind a word.
fn value(text: &str, end: usize) -> Option<(Joint, Range<usize>)> {
    let (mut at, mut joint) = (end, None);
    for _ in 0..4 {
        let rest = &text[at..];
        let space = rest.len()
            - rest
                .trim_start_matches([' ', '\t', '"', '\'', '”', '’'])
                .len();
        let rest = &rest[space..];
        at += space;
        if let Some(after) = rest.strip_prefix([':', '=']) {
            joint = Some(Joint::Mark);
            at += rest.len() - after.len();
            continue;
        }
        let word_end = rest
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(rest.len());
        let word = &rest[..word_end];
        let plain = rest[word_end..]
            .chars()
            .next()
            .is_none_or(|c| c.is_whitespace() || ":=".contains(c));
        // `my username's`
        let clipped = joint.is_none() && space > 0 && at == end + space && same(word, "s");
        let links = || PLAIN_LINKS.holds(word) || VERB_LINKS.holds(word) || clipped;
        if joint != Some(Joint::Mark) && plain && links() || joint.is_none() && same(word, "é") {
            if clipped {
                joint = Some(Joint::Clipped);
            } else if !PLAIN_LINKS.holds(word) {
                joint = Some(Joint::Verb);
            }
            at += word_end;
            continue;
        }
        break;
    }
    let joint = joint?;
    if let Some(span) = quoted(text, at) {
        return Some((joint, span));
    }
    let rest = &text[at..floor(text, (at + LONGEST).min(text.len()))];
    let lead = rest.len()
        - rest
            .trim_start_matches([
                ' ', '\t', '"', '\'', '“', '„', '‘', '«', '»', '`', '\n', '\r',
            ])
            .len();
    let rest = &rest[lead..];
    let stop = |c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”' | '»' | '«' | '`');
    let word = &rest[..rest.find(stop).unwrap_or(rest.len())];
    let word = word.trim_end_matches(['.', ',', ';', ':', ')', '\'', '’', '?']);
    let start = at + lead;
    (!word.is_empty()).then(|| (joint, start..start + word.len()))
}

/// Quotes that open, and what closes each.
const QUOTES: [(char, &str); 8] = [
    ('"', "\""),
    ('\'', "'"),
    ('`', "`"),
    ('“', "”"),
    ('„', "“”"),
    ('‘', "’"),
    ('«', "»"),
    ('»', "«"),
];
/// How a message about a password begins that stands in quotes where one may stand.
#[rustfmt::skip]
static NOT_QUOTED: WordSet = WordSet::new(&[
    "must", "should", "cannot", "can", "may", "is", "are", "has", "have", "does", "do", "did", "not", "no", "too", "at", "the", "a", "an", "this", "your", "my",
    "please", "enter", "required", "incorrect", "invalid", "wrong", "missing", "minimum", "forgot", "forgotten", "reset", "change", "show", "hide", "expired",
    "debe", "incorrecta", "olvidada", "no", "doit", "incorrect", "oublie", "ne", "muss", "falsch", "nicht", "vergessen", "bitte", "deve", "incorreta", "nao", "esqueci",
]);
/// Words of a value in quotes; more are a sentence.
const QUOTED_WORDS: usize = 6;

/// A value of several words in the quotes from `at` on: `password: "correct horse"`.
fn quoted(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = &text[at..floor(text, (at + LONGEST).min(text.len()))];
    // The look for a verb may have gone over the opening one.
    let (from, inner, closing) = QUOTES.iter().find_map(|(open, closing)| {
        let trimmed = rest.trim_start_matches([' ', '\t']);
        let inner = match trimmed.strip_prefix(*open) {
            Some(inner) => inner,
            None if text[..at].ends_with(*open) => rest,
            None => return None,
        };
        Some((at + rest.len() - inner.len(), inner, *closing))
    })?;
    let closes = |(i, c): &(usize, char)| {
        let apart = !inner[i + c.len_utf8()..].starts_with(char::is_alphanumeric);
        closing.contains(*c) && apart
    };
    let end = inner.char_indices().find(closes)?.0;
    let value = inner[..end].trim_matches([' ', '\u{a0}', '\u{202f}']);
    let lead = inner[..end].find(value)?;
    let first = value.split(' ').next()?;
    let words = value.split(' ').count();
    let fits = (2..=QUOTED_WORDS).contains(&words)
        && !value.contains(['\n', '"'])
        && !NOT_QUOTED.holds(first);
    fits.then(|| from + lead..from + lead + value.len())
}

/// A value with the label before it, where nothing but a colon joins them: `user: joe`. One type says what both say.
fn labelled(text: &str, site: &Site, value: Range<usize>) -> Range<usize> {
    let quoted = text[..site.start].ends_with(['"', '\'', '_', '-', '&', '?', '{']);
    let joint = &text[site.word_end.min(value.start)..value.start];
    let joint = joint.trim_end_matches([' ', '\t']);
    let label = joint.strip_suffix(':').is_some_and(|words| {
        words
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, ' ' | '\t'))
    });
    // An address says more than that it is somebody's name here, and what was redacted stays so.
    let value_text = &text[value.clone()];
    let other = value_text.contains('@') || value_text.starts_with('[');
    if label && !quoted && !other {
        site.start..value.end
    } else {
        value
    }
}

/// A value right behind its word that cannot be the next word of a sentence.
fn bare_value(text: &str, end: usize) -> Option<Range<usize>> {
    text[end..].starts_with(' ').then_some(())?;
    bare_word(text, end + 1)
}

/// A word of four characters or more with a digit.
fn bare_word(text: &str, start: usize) -> Option<Range<usize>> {
    let rest = &text[start..];
    let word = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
    let word = word.trim_end_matches(['.', ',', ';', '!', '?', ')']);
    let fits = (4..=40).contains(&word.len())
        && word.starts_with(char::is_alphanumeric)
        && word.contains(|c: char| c.is_ascii_digit())
        && !word.contains(['/', ':']);
    fits.then(|| start..start + word.len())
}

/// Words between a password and what it is for.
static OF: WordSet = WordSet::new(&[
    "for", "of", "to", "on", "del", "de", "para", "pour", "du", "fur", "zum", "do",
]);
/// And between that and its value.
static VERBS: WordSet = WordSet::new(&["is", "es", "est", "ist", "e"]);

/// A value further on in the sentence: `password for the shop is hunter2`.
fn far_value(text: &str, end: usize) -> Option<Range<usize>> {
    let rest = text[end..].strip_prefix(' ')?;
    let mut words = rest[..floor(rest, LONGEST)].split(' ');
    let mut at = end + 1 + words.next().filter(|word| OF.holds(word))?.len();
    for word in words.take(5) {
        at += 1 + word.len();
        if VERBS.holds(word) {
            let span = bare_value(text, at)?;
            return text[span.clone()]
                .contains(char::is_alphabetic)
                .then_some(span);
        }
        if !word.chars().all(char::is_alphanumeric) {
            return None;
        }
    }
    None
}

/// Whether a user's name stands before a word, under its own: `u: joe p:`.
fn follows_user(text: &str, site: &Site) -> bool {
    let from = ceil(text, site.start.saturating_sub(40));
    let mut words = text[from..site.start].split_whitespace();
    words.any(|word| {
        let label = word
            .split(':')
            .next()
            .filter(|label| label.len() < word.len());
        label.is_some_and(|l| l.eq_ignore_ascii_case("u") || USER_WORDS.iter().any(|w| same(l, w)))
    })
}

/// A value behind a dash, an arrow or a bracket: `pw - hunter2`, `password (hunter2)`. Six characters or more,
/// letters and digits.
fn dashed_value(text: &str, end: usize) -> Option<Range<usize>> {
    let rest = text[end..].trim_start_matches(' ');
    if !rest.starts_with(['-', '=', '→', '(']) {
        return None;
    }
    let joint = ["->", "=>", "-", "→", "("]
        .into_iter()
        .find(|joint| rest.starts_with(joint))?;
    let behind = &rest[joint.len()..];
    let value = behind.trim_start_matches(' ');
    // `password-reset2024` is one word.
    let apart = joint != "-" || behind.len() > value.len();
    let span = bare_word(text, text.len() - value.len())?;
    let word = &text[span.clone()];
    let mixed = word.contains(char::is_alphabetic) && word.len() >= 6;
    (apart && mixed).then_some(span)
}

/// The second of two values under one label: `login info: joe hunter2`.
fn with_second(text: &str, site: &Site, value: usize, span: Range<usize>) -> Range<usize> {
    let label = &text[site.start..value];
    let both = ["info", "details"].iter().any(|w| {
        label
            .split(|c: char| !c.is_alphabetic())
            .any(|l| same(l, w))
    });
    let rest = text[span.end..].trim_start_matches([' ', '\n', '\r', '/']);
    let word = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
    let start = text.len() - rest.len();
    if both && span.start == site.start && !word.is_empty() && start - span.end <= 4 {
        site.start..start + word.len()
    } else {
        span
    }
}

/// More than letters: a digit, a mark, or a capital inside.
fn is_odd(word: &str) -> bool {
    word.chars()
        .any(|c| !c.is_alphabetic() && c != '\'' && c != '-')
        || word.chars().skip(1).any(char::is_uppercase)
}

fn verdict(span: Range<usize>, score: f32, context: &'static str) -> Verdict {
    Verdict {
        span,
        score,
        validator: None,
        context: Some(context),
    }
}

/// A value that a password is changed to: `set my password to Xy7pq9`.
fn changed_value(text: &str, end: usize) -> Option<Range<usize>> {
    let rest = &text[end..];
    let to = [" to ", " a ", " en ", " auf ", " para "];
    let to = to.into_iter().find(|to| rest.starts_with(to))?;
    let span = bare_word(text, end + to.len())?;
    let word = &text[span.clone()];
    (word.contains(char::is_alphabetic) && word.len() >= 6).then_some(span)
}

fn password(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let label = &scene.text[site.start..site.word_end];
    let is = |words: &[&str]| words.iter().any(|w| same(label, w));
    // One letter is a word for it where a user's name stands before it: `u: joe p: hunter2`.
    if label.len() == 1 && !follows_user(scene.text, site) {
        return None;
    }
    let vague = is(&PASSWORD_VAGUE);
    let Some((joint, span)) = value(scene.text, site.word_end) else {
        let loose = |end| dashed_value(scene.text, end).or_else(|| far_value(scene.text, end));
        let bare = || bare_value(scene.text, site.word_end);
        let changed = || changed_value(scene.text, site.word_end);
        let span = loose(site.word_end).or_else(changed).or_else(bare);
        let span = span.filter(|_| !vague)?;
        // `pw 5000` is a machine.
        let digits = scene.text[span.clone()].bytes().all(|b| b.is_ascii_digit());
        let sure = !digits || is(&PASSWORD_PLAIN);
        return sure.then(|| verdict(span, 0.5, "password"));
    };
    let word = &scene.text[span.clone()];
    if is_stop(word) || word.chars().count() < 3 {
        return None;
    }
    let last = scene.text[span.end..]
        .trim_start_matches(['.', '!', '?', ' ', ','])
        .is_empty();
    let score = match joint {
        // Spanish for `against`.
        Joint::Mark if same(label, "contra") && !is_odd(word) => return None,
        Joint::Mark if vague && scene.before(site.start).ends_with_any(&TICKETS) => return None,
        Joint::Mark => 0.85,
        Joint::Verb | Joint::Clipped if is_odd(word) => 0.8,
        Joint::Verb if last && !vague => 0.55,
        Joint::Verb | Joint::Clipped => return None,
    };
    let span = labelled(scene.text, site, span);
    Some(verdict(span, score, "password"))
}

/// A user's name right behind its word: `user id mgarcia77`, `login bob77 password …`.
fn bare_user(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    const SURE: [&str; 6] = ["username", "user name", "userid", "user id", "uname", "u/n"];
    let text = scene.text;
    let dashed = || dashed_value(text, site.word_end);
    let span = bare_value(text, site.word_end).or_else(dashed)?;
    let label = &text[site.start..site.word_end];
    let next = text[span.end..].trim_start_matches([' ', ',', '/']);
    let next = &next[..next
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(next.len())];
    let sure = SURE.iter().any(|w| same(label, w)) || PASSWORD_WORDS.iter().any(|w| same(next, w));
    let named = text[span.clone()].starts_with(char::is_alphabetic);
    (sure && named).then(|| verdict(span, 0.5, "username"))
}

fn username(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let Some((joint, span)) = value(scene.text, site.word_end) else {
        return bare_user(scene, site);
    };
    let word = &scene.text[span.clone()];
    if is_stop(word) || word.chars().count() < 3 {
        return None;
    }
    let short = &scene.text[site.start..site.word_end];
    let vague = short.eq_ignore_ascii_case("user") || short.eq_ignore_ascii_case("login");
    let score = match joint {
        // `User: Penny Cavalcanti` names a person.
        Joint::Mark if vague && !is_odd(word) && goes_on(scene.text, span.end) => return None,
        Joint::Mark => 0.7,
        Joint::Verb | Joint::Clipped if !vague && is_odd(word) => 0.7,
        Joint::Verb if short.eq_ignore_ascii_case("login") && is_name(word) => 0.6,
        Joint::Verb if !vague && scene.words_besides(&span) <= 4 => 0.5,
        Joint::Verb | Joint::Clipped => return None,
    };
    let span = with_second(
        scene.text,
        site,
        span.start,
        labelled(scene.text, site, span),
    );
    Some(verdict(span, score, "username"))
}

/// Letters with a digit or a line among them, as nobody writes but who names an account: `joe_77`.
fn is_name(word: &str) -> bool {
    word.starts_with(char::is_alphabetic)
        && word.contains(|c: char| c.is_ascii_digit() || c == '_')
        && !word.contains(['/', ':'])
}

/// Whether another plain word follows on the same line.
fn goes_on(text: &str, end: usize) -> bool {
    let rest = text[end..].trim_start_matches(' ');
    let word = &rest[..rest
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(rest.len())];
    rest.len() < text[end..].len()
        && word.chars().count() > 2
        && !is_stop(word)
        && !PASSWORD_WORDS.iter().any(|w| same(word, w))
}

fn pin(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    digit_by_digit(scene, site).or_else(|| together(scene, site))
}

/// `pin: 4 8 2 1`.
fn digit_by_digit(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let start = value(scene.text, site.word_end)?.1.start;
    let separates = |b| matches!(b, b' ' | b'-');
    let mut digits = Vec::new();
    groups(scene.text, start, 1, 8, separates, &mut digits);
    let single = digits.iter().all(|g| g.at.len() == 1) && digits.len() >= 4;
    let end = digits.last().filter(|_| single)?.at.end;
    scene
        .closes(end, &[])
        .then(|| verdict(start..end, 0.75, "pin"))
}

fn together(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let rest = &scene.text[site.word_end..];
    let after = value(scene.text, site.word_end)
        .map(|(_, span)| span)
        .or_else(|| {
            let space = rest.len() - rest.trim_start_matches([' ', '#']).len();
            let digits = rest[space..]
                .bytes()
                .take(9)
                .take_while(u8::is_ascii_digit)
                .count();
            let start = site.word_end + space;
            Some(start..start + digits)
        })?;
    let digits = &scene.text[after.clone()];
    let fits = (4..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    (fits && scene.closes(after.end, &[])).then(|| verdict(after, 0.75, "pin"))
}

/// One word, or what follows `it is`.
fn sole_word(text: &str) -> Option<Range<usize>> {
    let trimmed = text.trim();
    let begins = |lead: &&&str| {
        trimmed
            .get(..lead.len())
            .is_some_and(|t| t.eq_ignore_ascii_case(lead))
    };
    let lead = ["it's ", "its ", "it is "].iter().find(begins);
    let word = trimmed[lead.map_or(0, |l| l.len())..].trim();
    let start = word.as_ptr() as usize - text.as_ptr() as usize;
    let odd = word.contains(char::is_whitespace) || word.chars().count() < 3 || is_stop(word);
    (!odd).then(|| start..start + word.trim_end_matches(['.', ',']).len())
}

fn password_answer(scene: &Scene<'_>, _: &Site) -> Option<Verdict> {
    let span = sole_word(scene.text).filter(|s| s.len() <= 40)?;
    if !is_odd(&scene.text[span.clone()]) {
        return None;
    }
    let asked = scene.requested(&ASK_PASSWORD);
    let context = asked.or_else(|| scene.announced(&ASK_PASSWORD))?;
    Some(verdict(span, 0.7, context))
}

fn username_answer(scene: &Scene<'_>, _: &Site) -> Option<Verdict> {
    let span = sole_word(scene.text).filter(|s| s.len() <= 40)?;
    let asked = scene.requested(&ASK_USER);
    let context = asked.or_else(|| scene.announced(&ASK_USER))?;
    Some(verdict(span, 0.6, context))
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{answers, clean, finds, ignores};

    #[test]
    fn finds_the_value_behind_its_word() {
        for (text, value) in [
            ("my password is hunter2!", "hunter2!"),
            ("Password: correcthorse", "Password: correcthorse"),
            ("pass: 1$d0P3!", "pass: 1$d0P3!"),
            ("pass: a@b.c!", "a@b.c!"),
            ("{\"password\": \"correcthorse\"}", "correcthorse"),
            ("x?password=correcthorse", "correcthorse"),
            ("name rai password 5263", "5263"),
            ("mi contraseña es Gato99", "Gato99"),
            ("mein Passwort lautet Sonne7", "Sonne7"),
            ("mon mot de passe est Soleil_1", "Soleil_1"),
            ("minha senha é Praia22", "Praia22"),
            ("password is bananas", "bananas"),
            ("pw: bananas", "pw: bananas"),
            ("ok, PW = hunter2", "hunter2"),
            ("mein PW ist Sonne7", "Sonne7"),
            ("my psw is hunter2!", "hunter2!"),
            ("p/w: hunter2", "p/w: hunter2"),
            ("pw hunter2 ok", "hunter2"),
            ("pw - hunter2", "hunter2"),
            ("my password -> hunter2", "hunter2"),
            ("try the pwd (hunter2)", "hunter2"),
            ("la contra: gato99", "contra: gato99"),
            ("mdp soleil99", "soleil99"),
            ("senha praia22", "praia22"),
            ("the password for the account is Tr0ub4dor&3", "Tr0ub4dor&3"),
            ("u: joe p: hunter2", "p: hunter2"),
            (
                "password: \"correct horse battery\"",
                "correct horse battery",
            ),
            ("my password is “blue sky 42”.", "blue sky 42"),
            ("Passwort: „mein Hund 7“", "mein Hund 7"),
            ("mot de passe : « soleil d'été »", "soleil d'été"),
            ("{\"password\":\"S3cret pass\"}", "S3cret pass"),
            ("i set my password to Xy7!pq9", "Xy7!pq9"),
            (
                "mot de passe provisoire : Xk9!2b",
                "mot de passe provisoire : Xk9!2b",
            ),
        ] {
            finds("PASSWORD", text, value);
        }
        finds("USERNAME", "username: foobar and more", "username: foobar");
        finds(
            "USERNAME",
            "the login info: foobar\nsecret",
            "login info: foobar\nsecret",
        );
        for text in [
            "user id mgarcia77",
            "my username's mgarcia77",
            "username - mgarcia77",
            "login mgarcia77 password x",
            "my login is mgarcia77 ok",
        ] {
            finds("USERNAME", text, "mgarcia77");
        }
        for text in [
            "the code you sent is 884211",
            "Ihr Code lautet 884211",
            "tu código es 884211",
            "your verification code: 884211",
        ] {
            finds("PIN", text, "884211");
        }
        answers(
            "PASSWORD",
            "Please enter the verification code we texted you",
            "884211",
            "884211",
        );
        finds("PIN", "the PIN is 4821", "4821");
        finds("PIN", "pin: 4 8 2 1 ok", "4 8 2 1");
        answers("PASSWORD", "What is your password?", "hunter2!", "hunter2!");
        answers("PASSWORD", "what's your pw?", "hunter2", "hunter2");
        answers(
            "USERNAME",
            "Can I have your username please",
            "cminh730",
            "cminh730",
        );
    }

    #[test]
    fn leaves_near_misses_alone() {
        for text in [
            "my password is not working",
            "password is incorrect",
            "I forgot my password",
            "account password reset does not work",
            "password 24 hours ago",
            "a password within 1 day",
            "Reset password url is https://example.com/reset/password/12345",
            "the boarding pass is missing",
            "contraseña incorrecta",
            "das Passwort ist falsch",
            "a senha está errada",
            "le mot de passe est oublié",
            "the user is happy",
            "pin it on the wall",
            "pw?",
            "forgot my pw, please reset",
            "my pw is not working",
            "the pw 5000 washer",
            "PW50 printer",
            "password - please reset it",
            "a password-reset2024 link",
            "password (required)",
            "en contra: robo y fuego",
            "boarding pass: Gate 4",
            "the password for the shop is not known",
            "password for 2 users is fine",
            "look at p: it is 12345",
            "pin: 4 8 of 20",
            "it said \"wrong password\"",
            "password: \"must contain 8 characters\"",
            "password is \"too short\" they say",
            "the field \"password\" is empty",
            "password \"forgot\" link",
            "set password to 8 characters",
            "set my password to expire",
            "user 12 of 40",
            "user id is required",
            "login 24/7 available",
            "the username's taken",
            "he said the password's fine",
            "your code SAVE20 works",
            "your code is invalid",
            "ihr Code ist ungültig",
        ] {
            clean("PASSWORD", text);
            clean("USERNAME", text);
            clean("PIN", text);
        }
        ignores("PASSWORD", "Did you reset your password?", "yes");
    }
}
