//! M: how much was said, by whom.

use super::{Flags, Reason, Scene, Sheet, Speaker};

impl Scene<'_> {
    pub(super) fn messages(&self, sheet: &mut Sheet) {
        let said = &self.said;
        let [customer, human, bot] =
            [Speaker::Customer, Speaker::Human, Speaker::Bot].map(|speaker| speaker as usize);
        sheet.count("M1.c", said.count[customer], Flags::NONE);
        sheet.count("M1.h", said.count[human], Flags::NONE);
        sheet.count("M1.b", said.count[bot], Flags::NONE);
        sheet.count("M1.s", u64::from(self.session.system), Flags::NONE);
        let (by_customer, by_human) = (said.chars[customer], said.chars[human]);
        sheet.count("M2.c", by_customer, Flags::NONE);
        sheet.count("M2.h", by_human, Flags::NONE);
        sheet.count("M2.b", said.chars[bot], Flags::NONE);
        sheet.ratio(
            "M2.share_h",
            by_human,
            by_human + by_customer,
            Reason::NoCustomerMessage,
        );
        sheet.count("M3", said.turns, Flags::NONE);
        sheet.count("M3.by_actor", said.turns_by_actor, Flags::NONE);
        sheet.count("M4", said.exchanges, Flags::NONE);
    }
}
