//! How many have answered, told so that nobody can watch one person answer.
//!
//! Counted from the ballots' opaque tags at most once a day, and shown as it was counted that day however often one asks:
//! two looks on one day never differ. Groups under ten are told in bands, groups under the minimum not at all, and a total only
//! where it says no more of any group in it.

use crate::base::{Lang, SurveyCode};
use crate::fieldwork::{ShownResponse, State, told};
use crate::instrument::Sensitivity;
use crate::store::{ballot_box, public_record};

use super::{App, OpError};

/// The response of one group, as it may be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupResponse {
    /// Name.
    pub label: String,
    /// Depth in the tree of groups.
    pub depth: usize,
    /// A rate, a band, or nothing.
    pub told: String,
}

impl App {
    /// The response of every group, as counted today for the first time.
    pub fn response(&self, code: &SurveyCode) -> Result<Vec<GroupResponse>, OpError> {
        let survey = self.survey(code)?;
        if survey.state != State::Open {
            let cause = format!(
                "it is closed; the exact numbers stand in its release: pejling release make {code}"
            );
            return Err(OpError::State {
                survey: code.to_string(),
                cause,
            });
        }
        let live = self.live(code)?;
        let today = self.clock.today();
        let told = self.store.write(|tx| {
            if let Some(told) = public_record::response(tx, code, today)? {
                return Ok::<_, OpError>(told);
            }
            let groups = live.groups.groups();
            let mut answered = vec![0_u32; groups.len()];
            for (key, tag) in ballot_box::tags(tx, code)? {
                let stratum = live
                    .keys
                    .counted(code, &key, &tag)
                    .ok_or_else(|| OpError::Damaged("a ballot's tag cannot be read".into()))?;
                for group in live.groups.path(stratum) {
                    if let Some(count) = answered.get_mut(group) {
                        *count += 1;
                    }
                }
            }
            let minimum = live.policy.minimum(Sensitivity::Ordinary);
            let told: Vec<String> = told(&live.groups, &answered, minimum)
                .into_iter()
                .map(words)
                .collect();
            public_record::keep_response(tx, code, today, &told)?;
            Ok(told)
        })?;
        Ok(live
            .groups
            .groups()
            .iter()
            .zip(told)
            .enumerate()
            .map(|(index, (group, told))| GroupResponse {
                label: group.label.clone(),
                depth: live.groups.path(index).count() - 1,
                told,
            })
            .collect())
    }
}

fn words(shown: ShownResponse) -> String {
    match shown {
        ShownResponse::Rate(rate) => Lang::En.percent(rate, 0),
        ShownResponse::Band(band) => band.text().en,
        ShownResponse::Few(minimum) => format!("fewer than {minimum} answers"),
        ShownResponse::AllBut(minimum) => format!("all but fewer than {minimum}"),
        ShownResponse::Hidden => "not told: fewer invited than the minimum group".to_owned(),
        ShownResponse::Withheld => {
            "not told: beside its groups it would say more of them".to_owned()
        }
    }
}
