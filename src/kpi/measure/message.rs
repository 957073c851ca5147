//! M: how much was said, by whom.

use super::{Flags, Form, Reason, Scene, Speaker};

impl Scene<'_> {
    pub(super) fn messages(&self, form: &mut impl Form) {
        let said = &self.said;
        let [customer, human, bot] =
            [Speaker::Customer, Speaker::Human, Speaker::Bot].map(|speaker| speaker as usize);
        form.count("M1.c", said.count[customer], Flags::NONE);
        form.count("M1.h", said.count[human], Flags::NONE);
        form.count("M1.b", said.count[bot], Flags::NONE);
        form.count("M1.s", u64::from(self.session.system), Flags::NONE);
        let (by_customer, by_human) = (said.chars[customer], said.chars[human]);
        form.count("M2.c", by_customer, Flags::NONE);
        form.count("M2.h", by_human, Flags::NONE);
        form.count("M2.b", said.chars[bot], Flags::NONE);
        let share = match by_human + by_customer {
            0 => Err(Reason::NoCustomerMessage),
            both => Ok((by_human, both)),
        };
        form.share("M2.share_h", share, Flags::NONE);
        form.count("M3", said.turns, Flags::NONE);
        form.count("M3.by_actor", said.turns_by_actor, Flags::NONE);
        form.count("M4", said.exchanges, Flags::NONE);
    }
}
