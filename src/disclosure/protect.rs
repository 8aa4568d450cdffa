//! The pipeline from microdata to release, the only one there is.

use std::collections::BTreeMap;

use crate::base::{Day, Group, GroupTree, Threads};
use crate::instrument::{Instrument, Sensitivity};

use super::audit::solver::Solver;
use super::audited::Auditor;
use super::cells::{Frame, Tables};
use super::complement::{Guarded, Shape};
use super::document::{FORMAT, PolicyFacts, Reason, ReleasedGroup, Shown, Size, SurveyFacts};
use super::microdata::Microdata;
use super::primary;
use super::proved::{Along, protected};
use super::tabulate::tabulate;
use super::verify::{asks, verify};
use super::waves::Repeated;
use super::{Certificate, Ledger, Policy, Refusal, Release, ReleaseDocument, Wave};

/// On what terms figures may leave.
pub struct Terms<'a> {
    /// The thresholds.
    pub policy: &'a Policy,
    /// Day of release.
    pub day: Day,
    /// Answers what the audit cannot find by itself.
    pub solver: &'a dyn Solver,
    /// A secret of this release alone, drawn by chance: it decides where figures are left out without need.
    pub decoys: [u8; 32],
    /// Released surveys that asked the same people.
    pub waves: &'a [Wave],
    /// How many questions, or parts of one, may be audited at once. What goes out is the same for any number, byte for byte, as long as the
    /// solver's answers are a function of what it is asked: its clock is there for a hang alone.
    pub threads: Threads,
    /// Told how many questions are settled, of how many. It hears every number from one to all, once and in order, whatever was answered:
    /// not which question, nor what became of it. How long one takes does depend on answers, as does all work on them; that is seen by nobody
    /// but whoever may run this, and whose question it was is not said.
    pub progress: &'a dyn Fn(usize, usize),
}

/// Tabulates, hides what is too small and what would give it away, puts the rest into displayed form, and enters the release into the
/// ledger. On refusal the ledger is unchanged. Nothing leaves
/// without a certificate that was checked against it.
///
/// The caller stores the release and [`Ledger::newest`] in one transaction.
#[expect(
    clippy::needless_pass_by_value,
    reason = "microdata ends here: nobody can protect the same answers twice"
)]
pub fn protect(
    microdata: Microdata,
    instrument: &Instrument,
    groups: &GroupTree,
    facts: SurveyFacts,
    terms: &Terms<'_>,
    ledger: &mut Ledger,
) -> Result<(Release, Certificate), Refusal> {
    let policy = terms.policy;
    check(&microdata, instrument, policy, &facts)?;
    ledger.admits(microdata.survey())?;
    if !terms.waves.is_empty() && policy.coalition() != 1 {
        return Err(Refusal::NotAudited(
            "waves are audited against one person who knows the own answer only".to_owned(),
        ));
    }
    let raw = tabulate(&microdata, instrument, groups)?;
    for (group, answered) in groups.groups().iter().zip(&raw.ballots) {
        if *answered > group.invited {
            return Err(Refusal::MoreAnswersThanInvited(group.code.clone()));
        }
    }
    let minimum = policy.minimum(Sensitivity::Ordinary);
    let shape = Shape::new(groups, &raw.ballots);
    let mut hidden = primary::survey(groups, &raw.ballots, policy);
    if hidden.first().is_none_or(Option::is_some) {
        return Err(Refusal::TooFewAnswers { minimum });
    }
    let guarded = [Guarded {
        total: &raw.ballots,
        own: &raw.own,
        minimum,
        remainder: policy.remainder(minimum),
    }];
    protected(groups, &shape, &guarded, &mut hidden)?;
    let (questions, blocks) = terms.threads.divided(raw.tables.len());
    let auditor = Auditor::new(groups, &raw.own, terms.solver, terms.decoys, blocks)?;
    let frame = Frame {
        instrument,
        tree: groups,
        cuts: &[],
        shape: &shape,
        guard: &Along {
            tree: groups,
            shape: &shape,
        },
        published: &[],
        policy,
        raw: &raw,
        survey: &hidden,
    };
    let released = groups
        .groups()
        .iter()
        .enumerate()
        .map(|(index, group)| released(groups, group, hidden[index], raw.ballots[index]))
        .collect();
    let repeated = Repeated {
        auditor: &auditor,
        waves: terms.waves,
        moved: policy.moved(),
    };
    let Tables {
        all: tables,
        about,
        proofs,
        scores,
    } = frame.tables(&repeated, questions, terms.progress)?;
    let release = Release::seal(ReleaseDocument {
        format: FORMAT.to_owned(),
        survey: facts,
        policy: PolicyFacts {
            name: policy.name().to_owned(),
            ordinary: minimum,
            sensitive: policy.minimum(Sensitivity::Sensitive),
            most_sensitive: policy.minimum(Sensitivity::MostSensitive),
            coalition: policy.coalition(),
            differences: policy.remainder(minimum),
        },
        adds_to: Vec::new(),
        groups: released,
        tables,
        digest: String::new(),
    })?;
    let certificate = Certificate {
        format: String::new(),
        release: release.digest().to_string(),
        coalition: policy.coalition(),
        strata: auditor.codes(),
        about,
        tables: proofs,
        scores,
        digest: String::new(),
    }
    .sealed()?;
    asks(release.document(), &certificate, instrument)?;
    verify(release.document(), &certificate)?;
    ledger.append(microdata.survey().clone(), *release.digest(), terms.day);
    Ok((release, certificate))
}

pub(in crate::disclosure) fn check(
    microdata: &Microdata,
    instrument: &Instrument,
    policy: &Policy,
    facts: &SurveyFacts,
) -> Result<(), Refusal> {
    let survey = microdata.survey();
    if facts.code != survey.as_str() {
        return Err(Refusal::OtherSurvey(survey.clone()));
    }
    let pinned = microdata.instrument();
    if instrument.parts().digest != *pinned || facts.instrument != pinned.to_string() {
        return Err(Refusal::OtherInstrument(survey.clone()));
    }
    let promised = microdata.policy();
    let launched = Policy::named(promised);
    let kept = launched
        .as_ref()
        .map_or(policy.name() == promised, |launched| {
            policy.at_least_as_strict_as(launched)
        });
    if !kept {
        return Err(Refusal::WeakerPolicy(promised.to_owned()));
    }
    if launched.as_ref() != Ok(policy) {
        // That of the launch was looked at then.
        policy
            .fits(instrument)
            .map_err(|fault| Refusal::UnfitPolicy(fault.to_string()))?;
    }
    Ok(())
}

/// A group as published; of a hidden one only its name, its place and the reason.
pub(in crate::disclosure) fn released(
    tree: &GroupTree,
    group: &Group,
    hidden: Option<Reason>,
    answered: u32,
) -> ReleasedGroup {
    let facts = match hidden {
        Some(_) => BTreeMap::new(),
        None => group
            .facts
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    };
    ReleasedGroup {
        id: group.code.to_string(),
        label: group.label.clone(),
        label_en: None,
        kind: group.kind.word().to_owned(),
        members: None,
        parent: group
            .parent
            .and_then(|parent| tree.get(parent))
            .map(|parent| parent.code.to_string()),
        size: match hidden {
            Some(reason) => Shown::Hidden(reason),
            None => Shown::Shown(Size {
                invited: group.invited,
                answered,
            }),
        },
        facts,
    }
}
