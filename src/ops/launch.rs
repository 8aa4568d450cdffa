//! Launching a survey: everything is frozen here, and nothing of it changes afterwards.

use std::collections::BTreeSet;

use crate::ballot::{Fingerprint, Manifest, ManifestParts, Stratum, SurveyKeys};
use crate::base::{Day, Digest, Facts, GroupCode, InvitationId, SurveyCode, Text};
use crate::disclosure::Policy;
use crate::fieldwork::{State, Survey};
use crate::instrument::{Instrument, Sensitivity, Template};
use crate::registry::{Frame, Roster, Scope};
use crate::render::assets;
use crate::store::{frames, invitations, outbox, public_record, registry as stored, surveys};

use super::{App, OpError, follow, promise};

/// What is to be launched.
#[derive(Clone, Debug)]
pub struct LaunchOrder {
    /// Code; also the name of its files.
    pub code: SurveyCode,
    /// Title; the template's where absent.
    pub title: Option<Text>,
    /// Who asks.
    pub sender: Text,
    /// Template source.
    pub template: String,
    /// Variant of the template.
    pub variant: Option<String>,
    /// Who is asked, and by which groups it is reported.
    pub scope: Scope,
    /// Facts about everybody asked, such as `phase = after`.
    pub facts: Facts,
    /// Name of the disclosure policy.
    pub policy: String,
    /// Last day for answers.
    pub closes: Day,
    /// Notes for every page, such as "constructed data".
    pub notes: Vec<Text>,
    /// An earlier survey that asked the same, if any: what joiners and leavers answered must not follow from the two together.
    pub follows: Option<SurveyCode>,
}

/// Who is asked what, by which groups and under which thresholds it is reported: all that decides what can be published.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Template source.
    pub template: &'a str,
    /// Variant of the template.
    pub variant: Option<&'a str>,
    /// Who is asked, and by which groups it is reported.
    pub scope: &'a Scope,
    /// Facts about everybody asked.
    pub facts: &'a Facts,
    /// Name of the disclosure policy.
    pub policy: &'a str,
}

impl LaunchOrder {
    fn asked(&self) -> Asked<'_> {
        Asked {
            template: &self.template,
            variant: self.variant.as_deref(),
            scope: &self.scope,
            facts: &self.facts,
            policy: &self.policy,
        }
    }
}

/// What a launch froze, or would freeze.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launched {
    /// Label, depth in the tree and number invited, of each reporting group.
    pub groups: Vec<(String, usize, u32)>,
    /// Groups too small to stand alone, and the group they were merged into.
    pub merged: Vec<(String, String)>,
    /// Invitations.
    pub invited: usize,
    /// The promise on thresholds, as respondents will read it.
    pub promise: Text,
    /// Fingerprint of the manifest, to be announced with the survey; `None` before it is launched.
    pub fingerprint: Option<Fingerprint>,
}

impl App {
    /// Checks an order and says what it would freeze; changes nothing.
    pub fn preview_launch(&self, order: &LaunchOrder) -> Result<Launched, OpError> {
        let checked = checked(&order.asked())?;
        self.check_follows(order, &checked)?;
        let roster = self.store.read(stored::load_roster)?;
        let frame = checked.frame(&order.asked(), &roster, self.clock.today())?;
        Ok(summary(&frame, &checked.policy))
    }

    /// Launches a survey: freezes the frame, makes its keys, publishes its manifest, and puts one invitation per person and stratum
    /// into the outbox. Making the keys takes a tenth of a second for each stratum: `progress` is told how many of how many are done.
    ///
    /// With a `passphrase`, nobody opens the box without it: if it is lost, the answers can never be opened.
    pub fn launch(
        &self,
        order: &LaunchOrder,
        passphrase: Option<&str>,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<Launched, OpError> {
        let checked = checked(&order.asked())?;
        self.check_follows(order, &checked)?;
        let today = self.clock.today();
        if order.closes < today {
            return Err(OpError::Input(format!(
                "the last day for answers, {}, has passed",
                order.closes
            )));
        }
        let roster = self.store.read(stored::load_roster)?;
        let frame = checked.frame(&order.asked(), &roster, today)?;
        let strata = strata(&frame);
        let mut entropy = self.entropy().fork();
        let mut keys = SurveyKeys::generate(&strata, &mut entropy, |made| {
            progress(made, strata.len());
        });
        if let Some(passphrase) = passphrase {
            keys.entrust(passphrase, &mut entropy)?;
        }
        let survey = checked.survey(order, today);
        let manifest = checked.manifest(&survey, &frame, &keys)?;
        keys.pin(Digest::plain(manifest.json().as_bytes()));
        // The keys come first: a survey whose invitations exist but whose keys do not could never be answered.
        self.keystore.create(&order.code, &keys, &mut entropy)?;
        let frozen = self.freeze(order, &checked, &survey, &frame, &keys, &manifest);
        if frozen.is_err() {
            self.keystore.destroy(&order.code)?;
        }
        frozen?;
        Ok(Launched {
            fingerprint: Some(manifest.fingerprint()),
            ..summary(&frame, &checked.policy)
        })
    }

    /// A survey follows one of the same template.
    fn check_follows(&self, order: &LaunchOrder, checked: &Checked) -> Result<(), OpError> {
        let Some(earlier) = &order.follows else {
            return Ok(());
        };
        let before = self.survey(earlier)?;
        let theirs =
            Policy::named(&before.policy).map_err(|fault| OpError::Damaged(fault.to_string()))?;
        if checked.policy.coalition() > 1 || theirs.coalition() > 1 {
            return Err(OpError::Input(
                "what two surveys tell together is audited against one person who knows the own answer, not yet against two: choose a policy \
                 without coalition=2 for a survey that follows another"
                    .into(),
            ));
        }
        let instrument = self.instrument(&before)?;
        let (theirs, ours) = (&instrument.parts().template, checked.template.code());
        if theirs == ours {
            return Ok(());
        }
        Err(OpError::Input(format!(
            "survey {earlier} asked with template {theirs}, this one asks with {ours}: only a survey of the same template can be followed"
        )))
    }

    fn freeze(
        &self,
        order: &LaunchOrder,
        checked: &Checked,
        survey: &Survey,
        frame: &Frame,
        keys: &SurveyKeys,
        manifest: &Manifest,
    ) -> Result<(), OpError> {
        self.store.write(|tx| {
            let roster = stored::load_roster(tx)?;
            if checked.frame(&order.asked(), &roster, survey.opens)? != *frame {
                return Err(OpError::Input(
                    "the register changed while the keys were made; nothing was launched: launch again".into(),
                ));
            }
            surveys::insert(tx, survey)?;
            frames::insert(tx, &survey.code, frame)?;
            if let Some(earlier) = &order.follows {
                follow::follow(tx, &survey.code, earlier, frame)?;
            }
            public_record::insert(tx, &survey.code, manifest)?;
            let mut invited = Vec::with_capacity(frame.invitees().len());
            for invitee in frame.invitees() {
                let id = InvitationId::random(&mut self.entropy());
                let stratum = frame.groups().get(invitee.stratum).ok_or_else(|| {
                    OpError::Damaged(format!("the frame has no group {}", invitee.stratum))
                })?;
                invited.push(invitations::NewInvitation {
                    person: invitee.person.clone(),
                    stratum: stratum.code.clone(),
                    token_index: keys.token_index(&keys.token(&survey.code, &id, &stratum.code, 0)),
                    code_index: keys.code_index(&keys.code(&survey.code, &id, &stratum.code, 0)),
                    id,
                });
            }
            invitations::insert(tx, &survey.code, &invited)?;
            for invitation in &invited {
                outbox::enqueue(tx, &survey.code, &invitation.id, super::deliver::INVITATION)?;
            }
            Ok(())
        })
    }
}

/// The groups whose name some ballot will carry, in the order of the tree.
fn strata(frame: &Frame) -> Vec<GroupCode> {
    let carried: BTreeSet<usize> = frame.invitees().iter().map(|one| one.stratum).collect();
    carried
        .into_iter()
        .filter_map(|at| Some(frame.groups().get(at)?.code.clone()))
        .collect()
}

/// An order whose template, variant, facts and policy exist.
pub(super) struct Checked {
    template: Template,
    instrument: Instrument,
    pub(super) policy: Policy,
}

impl Checked {
    fn survey(&self, order: &LaunchOrder, today: Day) -> Survey {
        Survey {
            code: order.code.clone(),
            title: order
                .title
                .clone()
                .unwrap_or_else(|| self.template.title().clone()),
            sender: order.sender.clone(),
            template: order.template.clone(),
            variant: order.variant.clone(),
            instrument: self.instrument.parts().digest,
            policy: order.policy.clone(),
            opens: today,
            closes: order.closes,
            state: State::Open,
            notes: order.notes.clone(),
        }
    }

    /// What is promised to everybody: groups, keys, thresholds, days and scripts.
    fn manifest(
        &self,
        survey: &Survey,
        frame: &Frame,
        keys: &SurveyKeys,
    ) -> Result<Manifest, OpError> {
        let mut strata = Vec::new();
        let tree = frame.groups();
        for (index, group) in tree.groups().iter().enumerate() {
            if let Some(kid) = keys.kid(&group.code) {
                let invited = tree.direct(index);
                strata.push(Stratum {
                    code: group.code.clone(),
                    label: group.label.clone(),
                    invited,
                    others: invited < group.invited,
                    kid: *kid,
                });
            }
        }
        Ok(Manifest::freeze(ManifestParts {
            survey: survey.code.clone(),
            questionnaire: survey.instrument,
            minimum: self.policy.minimum(Sensitivity::Ordinary),
            policy: promise::thresholds(&self.policy),
            groups: tree.digest(),
            opens: survey.opens,
            closes: survey.closes,
            seal_key: keys.seal_key(),
            strata,
            scripts: assets::script_digests(),
        })?)
    }

    /// Freezes the frame, and makes sure that each group knows every fact the routes ask for.
    pub(super) fn frame(
        &self,
        asked: &Asked<'_>,
        roster: &Roster,
        today: Day,
    ) -> Result<Frame, OpError> {
        let minimum = self.policy.minimum(Sensitivity::Ordinary);
        let frame = Frame::freeze(roster, asked.scope, asked.facts, today, minimum)?;
        for group in frame.groups().groups() {
            self.instrument
                .check_facts(&group.facts)
                .map_err(|faults| {
                    let listed: Vec<_> = faults.iter().map(ToString::to_string).collect();
                    OpError::Input(format!(
                        "{}: {}; give it with --fact",
                        group.label,
                        listed.join("; ")
                    ))
                })?;
        }
        Ok(frame)
    }
}

pub(super) fn checked(asked: &Asked<'_>) -> Result<Checked, OpError> {
    let input = |fault: &dyn std::fmt::Display| OpError::Input(fault.to_string());
    let template = Template::parse(asked.template).map_err(|faults| {
        let listed = faults.iter().fold(String::new(), |list, fault| {
            list + "\n  " + &fault.to_string()
        });
        OpError::Input(format!("the template has faults:{listed}"))
    })?;
    let instrument = template
        .field(asked.variant)
        .map_err(|unknown| input(&unknown))?;
    for (name, _) in asked.facts.iter() {
        let Some(declared) = template.facts().iter().find(|fact| fact.name == name) else {
            let known: Vec<_> = template
                .facts()
                .iter()
                .map(|fact| fact.name.as_str())
                .collect();
            return Err(OpError::Input(format!(
                "template {} knows no fact \"{name}\"; it knows: {}",
                template.code(),
                if known.is_empty() {
                    "none".to_owned()
                } else {
                    known.join(", ")
                }
            )));
        };
        declared.check(asked.facts).map_err(|fault| input(&fault))?;
    }
    let policy = Policy::named(asked.policy).map_err(|fault| input(&fault))?;
    policy.fits(&instrument).map_err(|fault| input(&fault))?;
    Ok(Checked {
        template,
        instrument,
        policy,
    })
}

fn summary(frame: &Frame, policy: &Policy) -> Launched {
    let tree = frame.groups();
    Launched {
        groups: tree
            .groups()
            .iter()
            .enumerate()
            .map(|(index, group)| {
                (
                    group.label.clone(),
                    tree.path(index).count() - 1,
                    group.invited,
                )
            })
            .collect(),
        merged: frame.merged().to_vec(),
        invited: frame.invitees().len(),
        promise: policy.words(),
        fingerprint: None,
    }
}
