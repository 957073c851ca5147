//! M: how much was said, by whom.

use super::{Flags, Reason, Scene, Sheet, Speaker};
use crate::kpi::session::What;
use crate::model::Role;

impl<'a> Scene<'_, 'a> {
    pub(super) fn messages(&self, sheet: &mut Sheet<'_, 'a>) {
        let (mut count, mut chars) = ([0_u64; 3], [0_u64; 3]);
        let (mut turns, mut turns_by_actor, mut exchanges) = (0, 0, 0);
        let mut before: Option<(Speaker, &str)> = None;
        for (_, line, speaker) in self.eligible() {
            count[speaker as usize] += 1;
            chars[speaker as usize] += u64::from(line.entry.chars);
            let same_role = before.is_some_and(|(of, _)| of == speaker);
            turns += u64::from(!same_role);
            turns_by_actor += u64::from(before != Some((speaker, line.entry.actor)));
            let after_customer = before.is_some_and(|(of, _)| of == Speaker::Customer);
            exchanges += u64::from(after_customer && !same_role);
            before = Some((speaker, line.entry.actor));
        }
        let system = self.lines.iter().filter(|line| {
            let entry = line.entry;
            entry.what == What::Message
                && (entry.automated || matches!(entry.role, Role::System | Role::Router))
        });
        let [customer, human, bot] = [Speaker::Customer, Speaker::Human, Speaker::Bot];
        sheet.count("M1.c", count[customer as usize], Flags::NONE);
        sheet.count("M1.h", count[human as usize], Flags::NONE);
        sheet.count("M1.b", count[bot as usize], Flags::NONE);
        sheet.count("M1.s", system.count() as u64, Flags::NONE);
        let (by_customer, by_human) = (chars[customer as usize], chars[human as usize]);
        sheet.count("M2.c", by_customer, Flags::NONE);
        sheet.count("M2.h", by_human, Flags::NONE);
        sheet.count("M2.b", chars[bot as usize], Flags::NONE);
        sheet.ratio(
            "M2.share_h",
            by_human,
            by_human + by_customer,
            Reason::NoCustomerMessage,
        );
        sheet.count("M3", turns, Flags::NONE);
        sheet.count("M3.by_actor", turns_by_actor, Flags::NONE);
        sheet.count("M4", exchanges, Flags::NONE);
    }
}
