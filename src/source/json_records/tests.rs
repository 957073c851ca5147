use super::JsonRecords;
use crate::{limits::Limits, source::Event};

#[test]
fn no_byte_is_looked_at_again_for_each_piece() {
    let text = format!(
        r#"{{"k":"{}","records":[{{"p":{{"t":"{}"}}}},{{}}]}}"#,
        "a".repeat(300_000),
        "b".repeat(300_000)
    );
    for piece in [1, 7, 4096] {
        let mut reader = JsonRecords::new(&["records"], Limits::default(), false, false);
        let mut records = 0;
        let mut sink = |event: Event<'_>| records += usize::from(matches!(event, Event::Record(_)));
        let mut at = 0;
        while at < text.len() {
            let next = text.len().min(at + piece);
            reader.feed(&text[at..next], at as u64, &mut sink);
            at = next;
        }
        reader.finish(text.len() as u64, &mut sink);
        assert_eq!(records, 2);
        // A reader that starts again with each byte would look at 10⁵ times as many.
        assert!(
            reader.looked_at < 4 * text.len(),
            "{} bytes of {} in pieces of {piece}",
            reader.looked_at,
            text.len()
        );
    }
}
