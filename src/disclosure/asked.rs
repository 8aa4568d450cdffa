//! Who is asked an item, as far as the frame tells: nobody, everybody whose group's facts fit, or those whose own earlier answers fit.
//!
//! The last kind is special: its base tells how many gave a certain answer before, so it may not be looked at for small groups.

use crate::base::{Facts, GroupTree};
use crate::instrument::{Condition, Instrument, Piping};

use super::complement::Shape;
use super::cut::Cut;

/// Who of a group is asked an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::disclosure) enum Asked {
    /// Nobody, whatever they answer.
    Nobody,
    /// Known from the frame alone.
    ByFacts,
    /// It depends on earlier answers.
    ByAnswers,
}

/// Per group of the tree, then per cut, who is asked this item.
pub(in crate::disclosure) fn asked(
    instrument: &Instrument,
    item: usize,
    tree: &GroupTree,
    shape: &Shape,
    cuts: &[Cut],
) -> Vec<Asked> {
    let Some(item) = instrument.items().get(item) else {
        return vec![Asked::Nobody; tree.groups().len() + cuts.len()];
    };
    let piped = match &item.piping {
        Some(Piping::Rows { .. } | Piping::OnlyChosen { .. }) => Truth::Open,
        None => Truth::Yes,
    };
    let directly = tree.groups().iter().enumerate().map(|(index, group)| {
        if shape.direct(index) == 0 {
            return Asked::Nobody;
        }
        let route = item
            .route
            .as_ref()
            .map_or(Truth::Yes, |route| truth(route, &group.facts));
        match route.min(piped) {
            Truth::No => Asked::Nobody,
            Truth::Open => Asked::ByAnswers,
            Truth::Yes => Asked::ByFacts,
        }
    });
    let directly: Vec<Asked> = directly.collect();
    let mut asked = directly.clone();
    for (index, group) in tree.groups().iter().enumerate().rev() {
        if let Some(parent) = group.parent {
            asked[parent] = asked[parent].max(asked[index]);
        }
    }
    let cuts = cuts.iter().map(|cut| {
        let members = cut.members.iter().map(|member| directly[*member]);
        members.max().unwrap_or(Asked::Nobody)
    });
    asked.extend(cuts);
    asked
}

/// What is known of a condition from facts alone (Kleene's strong logic: `Open` is neither).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Truth {
    No,
    Open,
    Yes,
}

fn truth(condition: &Condition, facts: &Facts) -> Truth {
    match condition {
        Condition::All(all) => all
            .iter()
            .map(|c| truth(c, facts))
            .min()
            .unwrap_or(Truth::Yes),
        Condition::Any(any) => any
            .iter()
            .map(|c| truth(c, facts))
            .max()
            .unwrap_or(Truth::No),
        Condition::Not(inner) => match truth(inner, facts) {
            Truth::No => Truth::Yes,
            Truth::Open => Truth::Open,
            Truth::Yes => Truth::No,
        },
        Condition::Fact { .. } => {
            if condition.holds_for_facts(facts) {
                Truth::Yes
            } else {
                Truth::No
            }
        }
        Condition::Chosen { .. }
        | Condition::Lacks { .. }
        | Condition::Compare { .. }
        | Condition::Count { .. } => Truth::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_decide_and_answers_stay_open() {
        let fact = |value: &str| Condition::Fact {
            name: "facilitator".into(),
            value: value.into(),
        };
        let answer = || Condition::Chosen {
            item: 0,
            choices: vec![1],
        };
        let facts = Facts::none().with("facilitator", "yes");
        for (condition, expected) in [
            (fact("yes"), Truth::Yes),
            (fact("no"), Truth::No),
            (answer(), Truth::Open),
            (Condition::All(vec![fact("no"), answer()]), Truth::No),
            (Condition::All(vec![fact("yes"), answer()]), Truth::Open),
            (Condition::Any(vec![fact("yes"), answer()]), Truth::Yes),
            (Condition::Not(Box::new(answer())), Truth::Open),
            (Condition::Not(Box::new(fact("no"))), Truth::Yes),
        ] {
            assert_eq!(truth(&condition, &facts), expected, "{condition:?}");
        }
    }
}
