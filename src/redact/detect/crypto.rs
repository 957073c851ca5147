//! Addresses of crypto wallets: Bitcoin in base58check and bech32, Ethereum in hexadecimal.

use sha2::{Digest as _, Sha256};

use super::{Detector, Examine, On, Start, Verdict};
use crate::redact::context::{Lexicon, Scene};
use crate::redact::operate::Operator;
use crate::redact::site::Site;

pub(super) const DETECTOR: Detector = Detector {
    id: "crypto_wallet",
    entity: "CRYPTO",
    start: Start::Word([u64::MAX << 26, u64::MAX << 26]),
    examine: Examine::Read(examine),
    operator: Operator::default,
    on: On::STANDARD,
};

#[rustfmt::skip]
static CONTEXT: Lexicon = Lexicon::new(&["btc", "bitcoin", "wallet", "eth", "ethereum", "crypto", "address"]);

fn examine(scene: &Scene<'_>, site: &Site) -> Option<Verdict> {
    let span = site.start..site.word_end;
    let word = &scene.text.as_bytes()[span.clone()];
    let validator = match word {
        [b'1' | b'3', ..] if (25..=35).contains(&word.len()) && base58check(word) => {
            Some("base58check")
        }
        [b'b' | b'B', b'c' | b'C', b'1', ..] if word.len() <= 62 && bech32(word) => Some("bech32"),
        [b'0', b'x', hex @ ..] if hex.len() == 40 && hex.iter().all(u8::is_ascii_hexdigit) => None,
        _ => return None,
    };
    (scene.opens(span.start, &[]) && scene.closes(span.end, &[])).then(|| Verdict {
        score: if validator.is_some() { 1.0 } else { 0.8 },
        context: scene.near(span.start, span.end, &CONTEXT),
        span,
        validator,
    })
}

/// Twenty-one bytes and the first four of their double SHA-256, in base 58.
fn base58check(word: &[u8]) -> bool {
    const LETTERS: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut bytes = [0u8; 25];
    for letter in word {
        let Some(value) = LETTERS.iter().position(|l| l == letter) else {
            return false;
        };
        let mut carry = value as u32;
        for byte in bytes.iter_mut().rev() {
            carry += u32::from(*byte) * 58;
            *byte = carry as u8;
            carry >>= 8;
        }
        if carry > 0 {
            return false;
        }
    }
    let (body, check) = bytes.split_at(21);
    Sha256::digest(Sha256::digest(body))[..4] == *check
}

/// The checksum of BIP 173 or BIP 350.
fn bech32(word: &[u8]) -> bool {
    const LETTERS: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const GENERATORS: [u32; 5] = [
        0x3b6a_57b2,
        0x2650_8e6d,
        0x1ea1_19fa,
        0x3d42_33dd,
        0x2a14_62b3,
    ];
    let mixed = word.iter().any(u8::is_ascii_lowercase) && word.iter().any(u8::is_ascii_uppercase);
    if mixed || word.len() < 14 {
        return false;
    }
    let step = |sum: u32, value: u32| {
        let top = sum >> 25;
        let next = (sum & 0x01ff_ffff) << 5 ^ value;
        (0..5).fold(next, |n, i| {
            if top >> i & 1 == 1 {
                n ^ GENERATORS[i]
            } else {
                n
            }
        })
    };
    let mut sum = 1;
    for value in [3, 3, 0, 2, 3] {
        sum = step(sum, value); // "bc", spread
    }
    for letter in &word[3..] {
        let Some(value) = LETTERS
            .iter()
            .position(|l| *l == letter.to_ascii_lowercase())
        else {
            return false;
        };
        sum = step(sum, value as u32);
    }
    sum == 1 || sum == 0x2bc8_30a3
}

#[cfg(test)]
mod tests {
    use crate::redact::detect::tests::{clean, finds};

    #[test]
    fn finds_wallets() {
        for wallet in [
            "16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ",
            "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
            "bc1p5d7rjq7g6rdk2yhzks9smlaqtedr4dekq08ge8ztwac72sfr9rusxg3297",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "0x52908400098527886E0F7030069857D2E4169EE7",
        ] {
            finds("CRYPTO", &format!("send to {wallet}."), wallet);
        }
    }

    #[test]
    fn leaves_hashes_and_broken_checksums_alone() {
        for text in [
            "8f953371d3e85eddb89b05ed6b9e680791055315c73e1025ab5dba7bb2aee189",
            "16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyY",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
        ] {
            clean("CRYPTO", text);
        }
    }
}
