//! Names that people cannot tell apart.
//!
//! Invariant: `sameness` in `ballot.js` gives the same result; a test of the ballot compares them.

use icu_normalizer::ComposingNormalizerBorrowed;

/// What is left of a label once everything that is easily overlooked is gone: NFKC, small letters, nothing but letters and digits.
/// Two labels with the same rest are one label to whoever reads them, also where an invisible sign stands in one of them.
pub fn sameness(label: &str) -> String {
    ComposingNormalizerBorrowed::new_nfkc()
        .normalize(label)
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphabetic() || c.is_numeric())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_case_signs_and_other_ways_of_writing_make_no_other_label() {
        let same = [
            "Børn og unge 2",
            " børn  OG\tunge-2 ",
            "Børn\u{200b}og unge ②",
        ];
        for label in same {
            assert_eq!(sameness(label), "børnogunge2", "{label}");
        }
        assert_eq!(sameness("A\u{30a}rhus"), sameness("Århus"));
        assert_ne!(sameness("Børn og unge 3"), sameness("Børn og unge 2"));
    }
}
