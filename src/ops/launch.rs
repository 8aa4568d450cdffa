//! Launching a survey: everything is frozen here, and nothing of it changes afterwards.

use crate::ballot::SurveyKeys;
use crate::base::{Day, Facts, InvitationId, SurveyCode, Text};
use crate::disclosure::Policy;
use crate::fieldwork::{State, Survey};
use crate::instrument::Template;
use crate::registry::{Frame, Scope};
use crate::store::{frames, invitations, keystore, outbox, registry as stored, surveys};

use super::{App, OpError};

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
}

impl App {
    /// Checks an order and says what it would freeze; changes nothing.
    pub fn preview_launch(&self, order: &LaunchOrder) -> Result<Launched, OpError> {
        let (policy, _) = checked(order)?;
        let roster = self.store.read(stored::load_roster)?;
        let frame = Frame::freeze(
            &roster,
            &order.scope,
            &order.facts,
            self.clock.today(),
            policy.minimum_group(),
        )?;
        Ok(summary(&frame, &policy))
    }

    /// Launches a survey: freezes the frame, makes its keys, and puts one invitation per person and stratum into the outbox.
    pub fn launch(&self, order: &LaunchOrder) -> Result<Launched, OpError> {
        let (policy, survey) = checked(order)?;
        let today = self.clock.today();
        let survey = Survey { opens: today, ..survey };
        if order.closes < today {
            return Err(OpError::Input(format!("the last day for answers, {}, has passed", order.closes)));
        }
        let keys = SurveyKeys::generate(&mut self.entropy());
        // The keys come first: a survey whose invitations exist but whose keys do not could never be answered.
        keystore::create(&self.settings.keys(), &survey.code, &keys.to_bytes())?;
        let launched = self.freeze(order, &survey, &policy, &keys);
        if launched.is_err() {
            keystore::destroy(&self.settings.keys(), &survey.code)?;
        }
        launched
    }

    fn freeze(
        &self,
        order: &LaunchOrder,
        survey: &Survey,
        policy: &Policy,
        keys: &SurveyKeys,
    ) -> Result<Launched, OpError> {
        self.store.write(|tx| {
            let roster = stored::load_roster(tx)?;
            let minimum = policy.minimum_group();
            let frame = match Frame::freeze(&roster, &order.scope, &order.facts, survey.opens, minimum) {
                Ok(frame) => frame,
                Err(fault) => return Ok(Err(fault)),
            };
            surveys::insert(tx, survey)?;
            frames::insert(tx, &survey.code, frame.groups())?;
            let invited: Vec<_> = frame
                .invitees()
                .iter()
                .map(|invitee| {
                    let id = InvitationId::random(&mut self.entropy());
                    let token_index = keys.token_index(&keys.token(&survey.code, &id, 0));
                    invitations::NewInvitation {
                        id,
                        person: invitee.person.clone(),
                        stratum: invitee.stratum,
                        token_index,
                    }
                })
                .collect();
            invitations::insert(tx, &survey.code, frame.groups(), &invited)?;
            outbox::enqueue(tx, &survey.code, invited.iter().map(|i| &i.id), outbox::Kind::Invitation)?;
            Ok(Ok(summary(&frame, policy)))
        })?
        .map_err(OpError::from)
    }
}

fn checked(order: &LaunchOrder) -> Result<(Policy, Survey), OpError> {
    let template = Template::parse(&order.template).map_err(|faults| {
        let listed: String = faults.iter().map(|fault| format!("\n  {fault}")).collect();
        OpError::Input(format!("the template has faults:{listed}"))
    })?;
    let instrument =
        template.field(order.variant.as_deref()).map_err(|unknown| OpError::Input(unknown.to_string()))?;
    for (name, _) in order.facts.iter() {
        let declared = template.facts().iter().find(|fact| fact.name == name);
        let Some(declared) = declared else {
            let known: Vec<_> = template.facts().iter().map(|fact| fact.name.as_str()).collect();
            return Err(OpError::Input(format!(
                "template {} knows no fact \"{name}\"; it knows: {}",
                template.code(),
                known.join(", ")
            )));
        };
        declared.check(&order.facts).map_err(|fault| OpError::Input(fault.to_string()))?;
    }
    let policy = Policy::preset(&order.policy).map_err(|unknown| OpError::Input(unknown.to_string()))?;
    let survey = Survey {
        code: order.code.clone(),
        title: order.title.clone().unwrap_or_else(|| template.title().clone()),
        sender: order.sender.clone(),
        template: order.template.clone(),
        variant: order.variant.clone(),
        instrument: instrument.parts().digest,
        policy: order.policy.clone(),
        opens: order.closes,
        closes: order.closes,
        state: State::Open,
        notes: order.notes.clone(),
    };
    Ok((policy, survey))
}

fn summary(frame: &Frame, policy: &Policy) -> Launched {
    let tree = frame.groups();
    Launched {
        groups: tree
            .groups()
            .iter()
            .enumerate()
            .map(|(index, group)| (group.label.clone(), tree.path(index).count() - 1, group.invited))
            .collect(),
        merged: frame.merged().to_vec(),
        invited: frame.invitees().len(),
        promise: policy.words(),
    }
}
