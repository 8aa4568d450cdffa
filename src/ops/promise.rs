//! What was promised at launch, against what the database says now.
//!
//! Thresholds, groups and questionnaire stand in tables that an administrator of the database can write to. The manifest names all three;
//! it is public, its fingerprint is in every mail, and the survey's keys know its digest. What does not agree with it is refused.

use crate::ballot::Thresholds;
use crate::base::GroupTree;
use crate::disclosure::Policy;
use crate::fieldwork::Survey;
use crate::instrument::Sensitivity;

use super::OpError;

/// The part of a manifest that is compared.
#[derive(serde::Deserialize)]
struct Promised {
    survey: String,
    questionnaire: String,
    minimum: u32,
    groups: String,
    policy: PromisedThresholds,
}

#[derive(serde::Deserialize)]
struct PromisedThresholds {
    ordinary: u32,
    sensitive: u32,
    most_sensitive: u32,
    coalition: u32,
    differences: u32,
}

/// The thresholds of a policy, as a manifest names them.
pub(super) fn thresholds(policy: &Policy) -> Thresholds {
    Thresholds {
        ordinary: policy.minimum(Sensitivity::Ordinary),
        sensitive: policy.minimum(Sensitivity::Sensitive),
        most_sensitive: policy.minimum(Sensitivity::MostSensitive),
        coalition: policy.coalition(),
        differences: policy.remainder(policy.minimum(Sensitivity::Ordinary)),
    }
}

/// The policy of a survey, if policy, groups and questionnaire are those that its manifest promised.
pub(super) fn kept(survey: &Survey, groups: &GroupTree, manifest: &str) -> Result<Policy, OpError> {
    let broken = |what: &str| {
        let code = &survey.code;
        OpError::Damaged(format!(
            "survey {code}: {what} not as its manifest promised; somebody has changed the database: restore it from a backup"
        ))
    };
    let promised: Promised =
        serde_json::from_str(manifest).map_err(|_| broken("the manifest itself is"))?;
    let policy = Policy::named(&survey.policy).map_err(|_| broken("the policy is"))?;
    let now = thresholds(&policy);
    let then = Thresholds {
        ordinary: promised.policy.ordinary,
        sensitive: promised.policy.sensitive,
        most_sensitive: promised.policy.most_sensitive,
        coalition: promised.policy.coalition,
        differences: promised.policy.differences,
    };
    if now != then || now.ordinary != promised.minimum {
        return Err(broken("the thresholds are"));
    }
    if groups.digest().to_string() != promised.groups {
        return Err(broken("the groups are"));
    }
    if survey.instrument.to_string() != promised.questionnaire
        || survey.code.as_str() != promised.survey
    {
        return Err(broken("the questionnaire is"));
    }
    Ok(policy)
}
