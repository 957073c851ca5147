//! The built-in detectors, for whoever writes a policy.

use rustc_hash::FxHashSet;
use serde::Serialize;

use super::detect::ALL;
use super::operate::Operator;
use super::policy::Policy;
use super::rule;

/// A built-in detector as it comes.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct DetectorSummary {
    /// Id in a policy.
    pub id: &'static str,
    /// Entity type.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What it does unless a policy says otherwise.
    #[cfg_attr(
        target_arch = "wasm32",
        tsify(type = "{ type: string; [parameter: string]: string | number }")
    )]
    pub operator: Operator,
    /// Ready-made policies in which it runs.
    pub policies: Vec<&'static str>,
}

/// All of them, in the order in which they go before each other.
pub fn detectors() -> Vec<DetectorSummary> {
    let ready: Vec<(&str, Vec<rule::BuiltIn>)> = Policy::NAMES
        .into_iter()
        .filter_map(|name| Some((name, rule::built_in(&Policy::named(name)?).ok()?)))
        .collect();
    let mut listed = FxHashSet::default();
    ALL.iter()
        // Several that look at different places may go by one id.
        .filter(|detector| listed.insert(detector.id))
        .map(|detector| DetectorSummary {
            id: detector.id,
            kind: detector.entity,
            operator: (detector.operator)(),
            policies: ready
                .iter()
                .filter(|(_, rules)| rules.iter().any(|(_, one)| one.id == detector.id))
                .map(|(name, _)| *name)
                .collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_detector_is_listed_with_the_policies_it_runs_in() {
        let all = detectors();
        let of = |id| {
            let mut named = all.iter().filter(|one| one.id == id);
            let one = named.next().expect(id);
            assert!(named.next().is_none(), "{id} is listed twice");
            one
        };
        for detector in ALL {
            assert_eq!(of(detector.id).kind, detector.entity);
        }
        assert_eq!(of("credit_card").policies, ["standard", "pci", "broad"]);
        assert_eq!(of("known_name").policies, ["standard", "broad", "names"]);
        assert_eq!(of("known_agent_name").policies, ["names"]);
    }
}
