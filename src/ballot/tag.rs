//! Opaque tags: how ballots are counted by group while the box is sealed.
//!
//! A tag is the stratum under a key that lies outside the database, encrypted afresh for every ballot: two ballots of one group
//! carry tags that have nothing in common, and all tags have one length.

use crate::base::{Entropy, SurveyCode};

use super::aead;
use super::keys::SurveyKeys;

/// Length of a tag.
pub const TAG: usize = 4 + aead::OVERHEAD;

impl SurveyKeys {
    /// The tag of a ballot in the row `key`. `None` for a stratum no tree can have.
    pub(super) fn tag(
        &self,
        survey: &SurveyCode,
        key: &[u8; 32],
        stratum: usize,
        entropy: &mut Entropy,
    ) -> Option<[u8; TAG]> {
        let stratum = u32::try_from(stratum).ok()?.to_be_bytes();
        let tag = aead::lock(&self.tags, &place(survey, key), &stratum, entropy)?;
        tag.try_into().ok()
    }

    /// The stratum that the tag of a row tells; `None` if this program did not write it there.
    pub fn counted(&self, survey: &SurveyCode, key: &[u8; 32], tag: &[u8]) -> Option<usize> {
        let stratum = aead::unlock(&self.tags, &place(survey, key), tag)?;
        let stratum: [u8; 4] = stratum.as_slice().try_into().ok()?;
        usize::try_from(u32::from_be_bytes(stratum)).ok()
    }
}

fn place(survey: &SurveyCode, key: &[u8; 32]) -> Vec<u8> {
    [b"pejling tag/1|", survey.as_str().as_bytes(), b"|", key].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_its_stratum_to_the_key_alone_and_only_in_its_row() {
        let mut entropy = Entropy::seeded(1);
        let survey = SurveyCode::parse("s").unwrap();
        let keys = SurveyKeys::generate(&[], &mut entropy, |_| ());
        let tag = keys.tag(&survey, &[1; 32], 3, &mut entropy).unwrap();
        let again = keys.tag(&survey, &[1; 32], 3, &mut entropy).unwrap();
        assert!(tag.iter().zip(&again).filter(|(a, b)| a == b).count() < TAG / 2);
        assert_eq!(keys.counted(&survey, &[1; 32], &tag), Some(3));
        assert_eq!(keys.counted(&survey, &[2; 32], &tag), None);
        let others = SurveyKeys::generate(&[], &mut entropy, |_| ());
        assert_eq!(others.counted(&survey, &[1; 32], &tag), None);
    }
}
