//! Text without case and accents, for comparing.
//!
//! Letters lose their case and accents (`É` is `e`, `ß` is `ss`), typographic quotes, dashes and
//! spaces become the ones of a keyboard, invisible marks vanish. Character by character, so that
//! the fold of a text is the folds of its parts joined. Sources: Unicode canonical decompositions
//! and lower-case mappings; letters without a decomposition are listed here.

use std::ops::Range;

use unicode_normalization::char::decompose_canonical;

/// Bytes looked at together: a whole number of SIMD registers.
const CHUNK: usize = 64;

/// Appends the folded text. O(n), without allocating where `out` has room.
pub(crate) fn fold(text: &str, out: &mut Vec<u8>) {
    fold_noting(text, out, |_| {});
}

/// Appends the folded text, and where in it the characters outside ASCII are. O(n).
pub(crate) fn fold_marking(text: &str, out: &mut Vec<u8>, odd: &mut Vec<(u32, u32)>) {
    fold_noting(text, out, |turn| {
        odd.push((turn.folded.start as u32, turn.folded.end as u32));
    });
}

/// The folded text on its own.
pub(crate) fn folded(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    fold(text, &mut out);
    out
}

/// A character outside ASCII, and what became of it.
#[derive(Debug)]
struct Turn {
    /// Where it stands.
    original: Range<usize>,
    /// Where its fold stands.
    folded: Range<usize>,
}

/// Folds, and tells of each character outside ASCII.
fn fold_noting(text: &str, out: &mut Vec<u8>, mut note: impl FnMut(Turn)) {
    let mut rest = text;
    while !rest.is_empty() {
        let plain = ascii_prefix(rest.as_bytes());
        out.extend(rest.as_bytes()[..plain].iter().copied().map(plain_byte));
        rest = &rest[plain..];
        let Some(letter) = rest.chars().next().filter(|letter| !letter.is_ascii()) else {
            continue;
        };
        let (original, folded) = (text.len() - rest.len(), out.len());
        fold_char(letter, &mut |plain| {
            out.extend_from_slice(plain.encode_utf8(&mut [0; 4]).as_bytes());
        });
        note(Turn {
            original: original..original + letter.len_utf8(),
            folded: folded..out.len(),
        });
        rest = &rest[letter.len_utf8()..];
    }
}

/// How many bytes from the start are ASCII.
fn ascii_prefix(bytes: &[u8]) -> usize {
    let mut at = 0;
    for chunk in bytes.chunks_exact(CHUNK) {
        if chunk.iter().fold(0, |all, byte| all | byte) >= 0x80 {
            break;
        }
        at += CHUNK;
    }
    at + bytes[at..]
        .iter()
        .position(|byte| *byte >= 0x80)
        .unwrap_or(bytes.len() - at)
}

/// Control characters are spaces: a phrase goes on over the end of a line.
fn plain_byte(byte: u8) -> u8 {
    if byte < b' ' {
        b' '
    } else {
        byte.to_ascii_lowercase()
    }
}

fn fold_char(letter: char, emit: &mut impl FnMut(char)) {
    let plain = match letter {
        // No case, no accents that search should ignore; the bulk of other scripts.
        '\u{3001}'..='\u{fdff}' | '\u{20000}'.. => return emit(letter),
        '\u{ff01}'..='\u{ff5e}' => {
            let ascii = (letter as u32 - 0xfee0) as u8;
            return emit(char::from(plain_byte(ascii)));
        }
        '\u{2018}'..='\u{201b}' | '\u{2bc}' | '\u{2032}' | '\u{b4}' => "'",
        '\u{201c}'..='\u{201f}' | '«' | '»' | '\u{2033}' => "\"",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
        '\u{85}'
        | '\u{a0}'
        | '\u{1680}'
        | '\u{2000}'..='\u{200a}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202f}'
        | '\u{205f}'
        | '\u{3000}' => " ",
        '…' => "...",
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'ħ' | 'Ħ' => "h",
        'ł' | 'Ł' => "l",
        'ı' => "i",
        'ſ' => "s",
        'þ' | 'Þ' => "th",
        _ => {
            for lower in letter.to_lowercase() {
                decompose_canonical(lower, |part| {
                    if !is_mark(part) {
                        emit(part);
                    }
                });
            }
            return;
        }
    };
    plain.chars().for_each(emit);
}

/// Accents, vowel points, and what nobody sees.
fn is_mark(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}'
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// A folded text and the way back to the original.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    /// What is compared.
    pub(crate) bytes: Vec<u8>,
    /// Characters outside ASCII, ascending.
    turns: Vec<Turn>,
}

impl Folded {
    /// Folds a text so that places can be traced back. O(n).
    pub(crate) fn of(text: &str) -> Self {
        let mut folded = Self::default();
        let (bytes, turns) = (&mut folded.bytes, &mut folded.turns);
        fold_noting(text, bytes, |turn| turns.push(turn));
        folded
    }

    /// The original bytes behind a range of the folded ones: whole characters, with the accents
    /// that follow the last.
    pub(crate) fn original(&self, range: Range<usize>) -> Range<usize> {
        self.trace(range.start, false)..self.trace(range.end, true)
    }

    fn trace(&self, at: usize, is_end: bool) -> usize {
        let next = self.turns.partition_point(|turn| turn.folded.start <= at);
        let Some(turn) = next.checked_sub(1).and_then(|last| self.turns.get(last)) else {
            return at;
        };
        if at >= turn.folded.end {
            turn.original.end + (at - turn.folded.end)
        } else if is_end && at > turn.folded.start {
            turn.original.end
        } else {
            turn.original.start
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        String::from_utf8(folded(text)).expect("UTF-8")
    }

    #[test]
    fn case_accents_and_typography_do_not_matter() {
        for (text, expected) in [
            ("Crème BRÛLÉE", "creme brulee"),
            ("Straße", "strasse"),
            (
                "ŁÓDŹ Ørsted Æon İstanbul ısı",
                "lodz orsted aeon istanbul isi",
            ),
            ("don’t – “wait”…", "don't - \"wait\"..."),
            ("e\u{301}te\u{301}", "ete"),
            ("ΆΛΦΑ Ёлка", "αλφα елка"),
            ("a\u{a0}b\nc\u{200b}d", "a b cd"),
            ("ＦＵＬＬ　１２", "full 12"),
            ("注文番号 한국어 😀", "注文番号 한국어 😀"),
        ] {
            assert_eq!(plain(text), expected);
        }
    }

    #[test]
    fn the_fold_of_a_text_is_the_folds_of_its_parts() {
        let text = "Grüße, e\u{301}t\u{e9} – «ça» 😀 İ ﬁn";
        let parts: String = text.chars().map(|part| plain(&part.to_string())).collect();
        assert_eq!(plain(text), parts);
    }

    #[test]
    fn a_place_in_the_fold_leads_back_to_whole_characters() {
        let text = "Die Straße, cafe\u{301} und ŒUVRE";
        let folded = Folded::of(text);
        let back = |word: &str| {
            let at = plain(text).find(word).expect("found");
            &text[folded.original(at..at + word.len())]
        };
        assert_eq!(back("strasse"), "Straße");
        assert_eq!(back("stras"), "Straß");
        assert_eq!(back("cafe"), "cafe\u{301}");
        assert_eq!(back("und"), "und");
        assert_eq!(back("euvre"), "ŒUVRE");
    }
}
