//! S and H1: whether answers came in time, and who wrote when nobody was there.

use super::{Flag, Flags, Form, Reason, Scene, Side, Speaker};

impl Scene<'_> {
    /// S1 and S2.
    pub(super) fn targets(&self, form: &mut impl Form) {
        let headline = self.headline();
        let targets = self.options.sla;
        // Nobody answered: the wait that is still open stands for the response.
        let open = self
            .floor
            .open_span()
            .filter(|_| self.floor.open == Some(Side::Human))
            .map(|span| self.stretch(span));
        let late = |target: i64, wait| targets.clock.of(wait).map(|age| age > target);

        let (first, no_response) = (headline.found, headline.missing);
        let first_met = match (targets.first_response, &first, &open) {
            (None, ..) => Err(Reason::NoTarget),
            (Some(target), Some(response), _) => {
                targets.clock.of(response).map(|took| took <= target)
            }
            (Some(target), None, Some(wait)) if no_response.is_open() => match late(target, wait) {
                Ok(true) => Ok(false),
                Ok(false) => Err(no_response),
                Err(reason) => Err(reason),
            },
            _ => Err(no_response),
        };
        let flags = self.phase_flags();
        let evidence = first.or(open).filter(|_| first_met.is_ok());
        form.bool("S1", first_met, flags, evidence);

        let counts = targets
            .next_response
            .ok_or(Reason::NoTarget)
            .and_then(|target| {
                let [mut met, mut breached, mut undetermined] = [0, 0, 0];
                for wait in &self.floor.human {
                    let took = targets.clock.of(&self.stretch(wait))?;
                    *(if took <= target {
                        &mut met
                    } else {
                        &mut breached
                    }) += 1;
                }
                if let Some(wait) = &open {
                    let late = late(target, wait)?;
                    *(if late {
                        &mut breached
                    } else {
                        &mut undetermined
                    }) += 1;
                }
                Ok([met, breached, undetermined])
            });
        let flags = flags.and(self.anchor_flags()).with(
            Flag::Pending,
            open.is_some() && self.bounds.ended().is_err(),
        );
        let share = counts.and_then(|[met, breached, _]| match met + breached {
            0 => Err(self.no_human_response()),
            decided => Ok((met, decided)),
        });
        form.share("S2", share, flags);
        for (place, id) in ["S2.met", "S2.breached", "S2.undetermined"]
            .into_iter()
            .enumerate()
        {
            form.counted(id, counts.map(|counts| counts[place]), flags);
        }
    }

    /// H1.
    pub(super) fn after_hours(&self, form: &mut impl Form) {
        let customer = self.lines_of(Speaker::Customer);
        let share = self
            .calendar
            .ok_or(Reason::NoSchedule)
            .and_then(|calendar| {
                let (mut closed, mut all) = (0, 0);
                for open in customer.filter_map(|(_, line)| calendar.is_open(line.at)) {
                    closed += u64::from(!open);
                    all += 1;
                }
                match all {
                    0 => Err(Reason::NoCustomerMessage),
                    all => Ok((closed, all)),
                }
            });
        form.share("H1", share, Flags::NONE);
    }
}
