//! Patterns that people write: checked, limited in size, and linear in time.

use regex::{Regex, RegexBuilder};
use regex_syntax::{
    ParserBuilder,
    ast::{self, Ast},
    hir::Hir,
};

use super::policy_error::{PolicyError, Problem};

/// Bytes of the compiled program.
const SIZE_LIMIT: usize = 1 << 20;
/// Bytes of the cache that the automaton may use at run time.
const CACHE_LIMIT: usize = 2 << 20;
/// Bytes of the pattern itself.
const LENGTH_LIMIT: usize = 4096;
/// Depth of nested groups.
const NEST_LIMIT: u32 = 64;

/// Compiles a pattern of a rule. `flags` are those of JavaScript: `g` is implied, `i`, `m`, `s`, and `u`,
/// without which `\d`, `\s`, `\w` and `\b` mean ASCII only.
pub(crate) fn compile(
    rule: &str,
    field: &'static str,
    pattern: &str,
    flags: &str,
) -> Result<Regex, PolicyError> {
    let fault = |problem| PolicyError::new(rule, field, problem);
    let spelled = SpelledPattern::read(rule, field, pattern, flags)?;
    spelled.compile().map_err(fault)
}

/// A pattern whose form was checked, as the compiler spells it.
#[derive(Clone, Debug)]
pub(crate) struct SpelledPattern {
    source: String,
    ignores_case: bool,
    multi_line: bool,
    dot_is_any: bool,
}

impl SpelledPattern {
    /// Checks a pattern of a rule, with flags as [`compile`] takes them.
    pub(crate) fn read(
        rule: &str,
        field: &'static str,
        pattern: &str,
        flags: &str,
    ) -> Result<Self, PolicyError> {
        let fault = |problem| PolicyError::new(rule, field, problem);
        if pattern.len() > LENGTH_LIMIT {
            return Err(fault(Problem::TooLarge).at(LENGTH_LIMIT));
        }
        if let Some(c) = flags.chars().find(|c| !"gimsu".contains(*c)) {
            return Err(PolicyError::new(rule, "flags", Problem::Flag(c)));
        }
        let tree = ast::parse::ParserBuilder::new()
            .nest_limit(NEST_LIMIT)
            .build()
            .parse(pattern)
            .map_err(|e| {
                let problem = match e.kind() {
                    ast::ErrorKind::UnsupportedLookAround => {
                        Problem::Unsupported(around(&pattern[e.span().start.offset..]))
                    }
                    ast::ErrorKind::UnsupportedBackreference => {
                        Problem::Unsupported("a back-reference")
                    }
                    _ if pattern[e.span().start.offset..].starts_with(r"\k") => {
                        Problem::Unsupported("a back-reference")
                    }
                    kind => Problem::Pattern(kind.to_string()),
                };
                fault(problem).at(e.span().start.offset)
            })?;
        let source = if flags.contains('u') {
            pattern.to_owned()
        } else {
            ascii(pattern, &tree)
        };
        Ok(Self {
            source,
            ignores_case: flags.contains('i'),
            multi_line: flags.contains('m'),
            dot_is_any: flags.contains('s'),
        })
    }

    /// What it means; `None` if that is nothing for texts.
    pub(crate) fn hir(&self) -> Option<Hir> {
        let mut parser = ParserBuilder::new();
        parser
            .case_insensitive(self.ignores_case)
            .multi_line(self.multi_line)
            .dot_matches_new_line(self.dot_is_any)
            .nest_limit(NEST_LIMIT);
        parser.build().parse(&self.source).ok()
    }

    pub(crate) fn compile(&self) -> Result<Regex, Problem> {
        RegexBuilder::new(&self.source)
            .case_insensitive(self.ignores_case)
            .multi_line(self.multi_line)
            .dot_matches_new_line(self.dot_is_any)
            .size_limit(SIZE_LIMIT)
            .dfa_size_limit(CACHE_LIMIT)
            .nest_limit(NEST_LIMIT)
            .build()
            .map_err(|error| match error {
                regex::Error::CompiledTooBig(_) => Problem::TooLarge,
                _ => Problem::Pattern("cannot be compiled".to_owned()),
            })
    }
}

/// The name of a look-around construct.
fn around(construct: &str) -> &'static str {
    if construct.starts_with("(?<=") {
        "look-behind (?<="
    } else if construct.starts_with("(?<!") {
        "negative look-behind (?<!"
    } else if construct.starts_with("(?!") {
        "negative look-ahead (?!"
    } else {
        "look-ahead (?="
    }
}

/// The pattern with `\d`, `\s`, `\w` and `\b` spelled out in ASCII, as JavaScript means them.
fn ascii(pattern: &str, tree: &Ast) -> String {
    let mut places = ast::visit(tree, Places::default()).unwrap_or_default();
    places.sort_unstable_by_key(|p| p.0);
    let mut out = String::with_capacity(pattern.len() + 16 * places.len());
    let mut at = 0;
    for (start, end, text) in places {
        out.push_str(&pattern[at..start]);
        out.push_str(text);
        at = end;
    }
    out.push_str(&pattern[at..]);
    out
}

type Place = (usize, usize, &'static str);

#[derive(Default)]
struct Places(Vec<Place>);

impl Places {
    fn perl(&mut self, class: &ast::ClassPerl) {
        let text = match (&class.kind, class.negated) {
            (ast::ClassPerlKind::Digit, false) => "[0-9]",
            (ast::ClassPerlKind::Digit, true) => "[^0-9]",
            (ast::ClassPerlKind::Space, false) => r"[\t\n\v\f\r ]",
            (ast::ClassPerlKind::Space, true) => r"[^\t\n\v\f\r ]",
            (ast::ClassPerlKind::Word, false) => "[0-9A-Za-z_]",
            (ast::ClassPerlKind::Word, true) => "[^0-9A-Za-z_]",
        };
        self.0
            .push((class.span.start.offset, class.span.end.offset, text));
    }
}

impl ast::Visitor for Places {
    type Output = Vec<Place>;
    type Err = ();

    fn finish(self) -> Result<Self::Output, ()> {
        Ok(self.0)
    }

    fn visit_pre(&mut self, node: &Ast) -> Result<(), ()> {
        match node {
            Ast::ClassPerl(class) => self.perl(class),
            Ast::Assertion(a) => {
                let text = match a.kind {
                    ast::AssertionKind::WordBoundary => r"(?-u:\b)",
                    ast::AssertionKind::NotWordBoundary => r"(?-u:\B)",
                    _ => return Ok(()),
                };
                self.0.push((a.span.start.offset, a.span.end.offset, text));
            }
            _ => {}
        }
        Ok(())
    }

    fn visit_class_set_item_pre(&mut self, item: &ast::ClassSetItem) -> Result<(), ()> {
        if let ast::ClassSetItem::Perl(class) = item {
            self.perl(class);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(pattern: &str, flags: &str) -> PolicyError {
        compile("r", "pattern", pattern, flags).expect_err(pattern)
    }

    #[test]
    fn classes_are_ascii_unless_asked_otherwise() {
        let ascii = compile("r", "pattern", r"^[\d-]+\b\w+\s.$", "").expect("compiles");
        assert!(ascii.is_match("1-2 a é") == ascii.is_match("1-2a é") || ascii.is_match("1-2a é"));
        assert!(
            !compile("r", "pattern", r"^\d$", "")
                .expect("compiles")
                .is_match("٤")
        );
        assert!(
            compile("r", "pattern", r"^\d$", "u")
                .expect("compiles")
                .is_match("٤")
        );
    }

    #[test]
    fn refused_constructs_are_named_with_their_place() {
        for (pattern, name, at) in [
            ("a(?=b)", "look-ahead (?=", 1),
            ("ab(?!c)", "negative look-ahead (?!", 2),
            ("(?<=a)b", "look-behind (?<=", 0),
            ("(?<!a)b", "negative look-behind (?<!", 0),
            (r"(a)\1", "a back-reference", 3),
            (r"(?<n>a)\k<n>", "a back-reference", 7),
        ] {
            let e = fault(pattern, "");
            assert_eq!(
                (e.problem, e.at),
                (Problem::Unsupported(name), Some(at)),
                "{pattern}"
            );
        }
    }

    #[test]
    fn faults_say_where() {
        assert_eq!(fault("a(b", "").at, Some(1));
        assert_eq!(fault("a", "y").problem, Problem::Flag('y'));
        assert_eq!(fault(r"(?:\w{500}){500}", "u").problem, Problem::TooLarge);
    }
}
