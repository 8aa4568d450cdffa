//! Checks a correction as strictly as it was made: without the ledger, without the database.
//!
//! # Invariants
//! - What passes is what [`super::correct()`] would have written down, word for word, of this release after these corrections.
//! - Names of those invited stand in no document, so whoever checks brings them; without them, that alone is not looked at.

use crate::base::Day;
use crate::disclosure::texts::flag::Names;
use crate::disclosure::{CorrectionDocument, Refusal, ReleaseDocument};

use super::amend;
use super::document::Says;
use super::order::{CorrectionOrder, admitted};

/// Checks that a correction of a release says nothing that none may say. `earlier`: the corrections of that release before it, the oldest
/// first; they are checked like it. `names`: those of everybody invited to the survey.
pub fn verify_correction(
    correction: &CorrectionDocument,
    release: &ReleaseDocument,
    earlier: &[CorrectionDocument],
    names: &Names,
) -> Result<(), Refusal> {
    let bad = |what: String| Refusal::BadCorrection(what);
    let mut now = release.clone();
    for (place, one) in earlier.iter().chain([correction]).enumerate() {
        one.fits(release)?;
        let before = &earlier[..place];
        if before.iter().any(|other| other.says == Says::Withdrawn) {
            return Err(bad(
                "the release was withdrawn before, and a withdrawal is the last that is said of it"
                    .to_owned(),
            ));
        }
        if before.iter().any(|other| other.digest == one.digest) {
            return Err(bad("the same was said that day already".to_owned()));
        }
        let said = CorrectionOrder {
            reason: one.reason.clone(),
            says: one.says.clone(),
        };
        let admitted = admitted(&said, release, &now, before.iter(), names)
            .map_err(|refusal| bad(format!("it says what none may say: {refusal}")))?;
        if admitted != said {
            return Err(bad("it is not written as corrections are".to_owned()));
        }
        let day = Day::parse(&one.day).ok_or_else(|| bad("its day is no day".to_owned()))?;
        amend(&mut now, one, day);
    }
    Ok(())
}
