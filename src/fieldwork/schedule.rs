//! When what is due. Pure: the day is an argument.

use super::{State, Survey};
use crate::base::Day;

/// What a day is to a survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It is launched, but its first day is to come: no mail yet, no answers.
    Waiting,
    /// Invitations are due and answers are taken.
    Running,
    /// Its last day is past or it is closed: no more answers.
    Over,
}

impl Survey {
    /// What `today` is to this survey. The first and the last day count.
    pub fn phase(&self, today: Day) -> Phase {
        if self.state != State::Open || today > self.closes {
            Phase::Over
        } else if today < self.opens {
            Phase::Waiting
        } else {
            Phase::Running
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Digest, SurveyCode, Text};

    #[test]
    fn the_first_and_the_last_day_count() {
        let opens = Day::new(2026, 3, 1).unwrap();
        let mut survey = Survey {
            code: SurveyCode::parse("s").unwrap(),
            title: Text::default(),
            sender: Text::default(),
            template: String::new(),
            variant: None,
            instrument: Digest::plain(b""),
            policy: String::new(),
            opens,
            closes: opens.plus(14),
            state: State::Open,
            notes: Vec::new(),
        };
        let phases = [-1, 0, 14, 15].map(|days| survey.phase(opens.plus(days)));
        assert_eq!(
            phases,
            [Phase::Waiting, Phase::Running, Phase::Running, Phase::Over]
        );
        survey.state = State::Closed;
        assert_eq!(survey.phase(opens), Phase::Over);
        assert!(survey.closed().is_some());
    }

    #[test]
    fn a_survey_goes_one_way() {
        use State::{Closed, Open, Released, Tallied};
        let states = [Open, Closed, Tallied, Released];
        let ways: Vec<(State, State)> = states
            .iter()
            .flat_map(|from| states.iter().map(move |to| (*from, *to)))
            .filter(|(from, to)| from.may_become(*to))
            .collect();
        assert_eq!(
            ways,
            [
                (Open, Closed),
                (Closed, Tallied),
                (Tallied, Released),
                (Released, Released)
            ]
        );
    }
}
