//! Checksums of numbers and ids.

/// Luhn (ISO/IEC 7812-1 annex B) over ASCII digits. Other bytes are not expected.
pub(crate) fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, d)| {
            let v = u32::from(d.wrapping_sub(b'0'));
            match (i % 2, v) {
                (0, v) => v,
                (_, v) if v > 4 => 2 * v - 9,
                (_, v) => 2 * v,
            }
        })
        .sum();
    !digits.is_empty() && sum.is_multiple_of(10)
}

/// ISO 7064 MOD 97-10 as in an IBAN: four characters moved to the end, letters as 10 to 35.
pub(crate) fn mod97(alphanumerics: &[u8]) -> bool {
    if alphanumerics.len() < 5 {
        return false;
    }
    let (head, tail) = alphanumerics.split_at(4);
    let remainder = tail.iter().chain(head).try_fold(0u32, |r, c| {
        Some(match c {
            b'0'..=b'9' => (r * 10 + u32::from(c - b'0')) % 97,
            b'A'..=b'Z' => (r * 100 + u32::from(c - b'A') + 10) % 97,
            b'a'..=b'z' => (r * 100 + u32::from(c - b'a') + 10) % 97,
            _ => return None,
        })
    });
    remainder == Some(1)
}

/// Sum of digits times weights. Digits beyond the weights are left out.
pub(crate) fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits
        .iter()
        .zip(weights)
        .map(|(d, w)| u32::from(d.wrapping_sub(b'0')) * w)
        .sum()
}

/// Modulo 11 with weights 2, 3, 4 … 7, 2 … from the right; the last digit checks, ten is 0.
pub(crate) fn mod11(digits: &[u8]) -> bool {
    let Some((check, body)) = digits.split_last().filter(|(_, body)| !body.is_empty()) else {
        return false;
    };
    let sum: u32 = body
        .iter()
        .rev()
        .zip((2..=7).cycle())
        .map(|(d, w)| u32::from(d - b'0') * w)
        .sum();
    (11 - sum % 11) % 11 % 10 == u32::from(check - b'0')
}

/// ISO 7064 MOD 11,10 over ASCII digits.
pub(crate) fn mod11_10(digits: &[u8]) -> bool {
    let Some((check, body)) = digits.split_last().filter(|(_, body)| !body.is_empty()) else {
        return false;
    };
    let product = body.iter().fold(10, |p, d| {
        let sum = (u32::from(d - b'0') + p) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == u32::from(check - b'0')
}

/// Verhoeff over ASCII digits, by the dihedral group of order ten.
pub(crate) fn verhoeff(digits: &[u8]) -> bool {
    const PERMUTATION: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let product = |a: u8, b: u8| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b - 5) % 5,
        (false, true) => 5 + (a - 5 + 5 - b) % 5,
        (false, false) => (a + 5 - b) % 5,
    };
    let check = digits.iter().rev().enumerate().fold(0, |c, (i, d)| {
        let turned = (0..i % 8).fold(d - b'0', |d, _| PERMUTATION[usize::from(d)]);
        product(c, turned)
    });
    !digits.is_empty() && check == 0
}

/// Routing number of a bank of the United States: nine digits, weights 3, 7, 1.
pub(crate) fn aba(digits: &[u8]) -> bool {
    digits.len() == 9
        && digits != b"000000000"
        && weighted(digits, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)
}

/// Whether 15 or 18 characters are a Salesforce record id: letters and digits, at least one of each,
/// and for 18 the three characters that carry the case of the other fifteen.
pub(crate) fn salesforce_id(id: &[u8]) -> bool {
    if !id.iter().all(u8::is_ascii_alphanumeric)
        || !id.iter().any(u8::is_ascii_digit)
        || !id.iter().any(u8::is_ascii_alphabetic)
    {
        return false;
    }
    match id.len() {
        15 => true,
        18 => id[..15].chunks(5).zip(&id[15..]).all(|(five, check)| {
            let bits = five
                .iter()
                .enumerate()
                .fold(0u8, |b, (i, c)| b | u8::from(c.is_ascii_uppercase()) << i);
            check.to_ascii_uppercase()
                == if bits < 26 {
                    b'A' + bits
                } else {
                    b'0' + bits - 26
                }
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn luhn_takes_right_numbers_and_no_neighbour_of_them() {
        assert!(luhn(b"4111111111111111"));
        assert!(luhn(b"122000000000003"));
        assert!(!luhn(b"4111111111111112"));
        assert!(!luhn(b""));
    }

    #[test]
    fn mod97_reads_letters_of_either_case() {
        assert!(mod97(b"GB29NWBK60161331926819"));
        assert!(mod97(b"gb29nwbk60161331926819"));
        assert!(!mod97(b"GB29NWBK60161331926818"));
        assert!(!mod97(b"GB29"));
    }

    #[test]
    fn check_digits_turn_neighbours_away() {
        for (check, right, wrong) in [
            (
                mod11_10 as fn(&[u8]) -> bool,
                &b"12345678903"[..],
                &b"12345678901"[..],
            ),
            (verhoeff, b"236", b"263"),
            (verhoeff, b"399876543211", b"399876543212"),
            (aba, b"121000358", b"121000359"),
        ] {
            assert!(check(right) && !check(wrong) && !check(b""), "{right:?}");
        }
    }

    #[test]
    fn salesforce_checksum_tells_an_id_from_a_word() {
        assert!(salesforce_id(b"0MwRM00000001Yz"));
        assert!(salesforce_id(b"0MwRM00000001Yz0AI"));
        assert!(!salesforce_id(b"0MwRM00000001Yz0AB"));
        assert!(!salesforce_id(b"371449635398431"));
        assert!(!salesforce_id(b"internationaliz"));
    }
}
