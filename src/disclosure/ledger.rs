//! The ledger: append-only record of everything released, each entry chained to the one before by its digest, so that no entry can be
//! altered, removed from the middle or put in without breaking the chain.

use crate::base::{Day, Digest, SurveyCode};

use super::Refusal;

/// One release on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerEntry {
    /// Place in the ledger, from 1 without gaps.
    pub sequence: u32,
    /// The survey released.
    pub survey: SurveyCode,
    /// Digest of the document: of a release, of texts, or of a correction.
    pub release: Digest,
    /// `hash` of the entry before; of the first entry, the digest of the empty ledger.
    pub previous: Digest,
    /// Digest of all other fields.
    pub hash: Digest,
    /// The day it was released.
    pub day: Day,
    /// Why cuts were added to what was released before; `texts` for the texts of a survey; `correction of` and the digest of a release for a
    /// correction of that one; empty for a survey's first release.
    pub reason: String,
}

/// The reason in the entry of a survey's texts.
const TEXTS: &str = "texts";
/// The reason in the entry of a correction, before the digest of what it corrects.
const CORRECTION: &str = "correction of ";

/// Whether a reason marks an entry that holds no figures, so that it cannot be the reason of a release.
pub(in crate::disclosure) fn is_mark(reason: &str) -> bool {
    reason == TEXTS || corrected(reason).is_some()
}

fn corrected(reason: &str) -> Option<Digest> {
    reason.strip_prefix(CORRECTION).and_then(Digest::from_hex)
}

impl LedgerEntry {
    /// It records the texts of a survey, not its figures.
    pub fn is_texts(&self) -> bool {
        self.reason == TEXTS
    }

    /// The release that it records a correction of, if it does.
    pub fn corrects(&self) -> Option<Digest> {
        corrected(&self.reason)
    }

    fn chained(&self) -> Digest {
        Digest::of(
            "pejling ledger entry/1",
            &[
                &self.sequence.to_be_bytes(),
                self.survey.as_str().as_bytes(),
                self.release.bytes(),
                self.previous.bytes(),
                self.day.to_string().as_bytes(),
                self.reason.as_bytes(),
            ],
        )
    }
}

/// Everything ever released by this installation, its chain verified. Only the enclave adds to it: [`super::protect()`],
/// [`super::supplement()`], [`super::texts::publish()`] and [`super::correction::correct()`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger(Vec<LedgerEntry>);

impl Ledger {
    /// Opens the stored entries, in order of their sequence. Refused, naming the entry, if the chain is broken anywhere.
    pub fn open(entries: Vec<LedgerEntry>) -> Result<Self, Refusal> {
        let mut previous = empty();
        for (entry, sequence) in entries.iter().zip(1_u32..) {
            if entry.sequence != sequence
                || entry.previous != previous
                || entry.hash != entry.chained()
            {
                return Err(Refusal::BrokenLedger(sequence));
            }
            previous = entry.hash;
        }
        Ok(Self(entries))
    }

    /// All entries, the oldest first.
    pub fn entries(&self) -> &[LedgerEntry] {
        &self.0
    }

    /// The entry added last: the one to store after [`super::protect()`] or [`super::supplement()`].
    pub fn newest(&self) -> Option<&LedgerEntry> {
        self.0.last()
    }

    /// Whether a document of this survey with this digest is on record.
    pub fn knows(&self, survey: &str, release: &Digest) -> bool {
        self.0
            .iter()
            .any(|entry| entry.release == *release && entry.survey.as_str() == survey)
    }

    /// The releases of figures of one survey, its first first.
    pub fn of<'a>(&'a self, survey: &'a SurveyCode) -> impl Iterator<Item = &'a LedgerEntry> {
        let of = move |entry: &&LedgerEntry| entry.survey == *survey && !is_mark(&entry.reason);
        self.0.iter().filter(of)
    }

    /// The corrections of one release, the oldest first.
    pub fn corrections_of<'a>(
        &'a self,
        release: &'a Digest,
    ) -> impl Iterator<Item = &'a LedgerEntry> {
        let of = move |entry: &&LedgerEntry| entry.corrects() == Some(*release);
        self.0.iter().filter(of)
    }

    /// One first release per survey: a second of the same groups could be subtracted from it.
    pub(in crate::disclosure) fn admits(&self, survey: &SurveyCode) -> Result<(), Refusal> {
        match self.of(survey).next() {
            Some(_) => Err(Refusal::AlreadyReleased(survey.clone())),
            None => Ok(()),
        }
    }

    /// A later release is audited with all that went before, so `earlier` must be every release of the survey on record, in order, and at
    /// least its first.
    pub(in crate::disclosure) fn admits_after(
        &self,
        survey: &SurveyCode,
        earlier: &[Digest],
    ) -> Result<(), Refusal> {
        if self.of(survey).next().is_none() {
            return Err(Refusal::NotYetReleased(survey.clone()));
        }
        if self
            .of(survey)
            .map(|entry| &entry.release)
            .eq(earlier.iter())
        {
            Ok(())
        } else {
            Err(Refusal::OtherReleases(survey.clone()))
        }
    }

    /// One publication of texts per survey, and not before its figures.
    pub(in crate::disclosure) fn admits_texts(&self, survey: &SurveyCode) -> Result<(), Refusal> {
        let mut of = self.0.iter().filter(|entry| entry.survey == *survey);
        if of.clone().any(LedgerEntry::is_texts) {
            Err(Refusal::TextsAlreadyReleased(survey.clone()))
        } else if of.next().is_none() {
            Err(Refusal::FiguresFirst(survey.clone()))
        } else {
            Ok(())
        }
    }

    /// The texts of a survey: an entry of its own, with its reason.
    pub(in crate::disclosure) fn append_texts(
        &mut self,
        survey: SurveyCode,
        texts: Digest,
        day: Day,
    ) {
        self.append(survey, texts, day);
        if let Some(entry) = self.0.last_mut() {
            TEXTS.clone_into(&mut entry.reason);
            entry.hash = entry.chained();
        }
    }

    /// A correction of a release: an entry of its own, which names the release.
    pub(in crate::disclosure) fn append_correction(
        &mut self,
        survey: SurveyCode,
        correction: Digest,
        release: &Digest,
        day: Day,
    ) {
        self.append_for(survey, correction, day, format!("{CORRECTION}{release}"));
    }

    pub(in crate::disclosure) fn append(&mut self, survey: SurveyCode, release: Digest, day: Day) {
        self.append_for(survey, release, day, String::new());
    }

    pub(in crate::disclosure) fn append_for(
        &mut self,
        survey: SurveyCode,
        release: Digest,
        day: Day,
        reason: String,
    ) {
        let mut entry = LedgerEntry {
            sequence: u32::try_from(self.0.len() + 1).unwrap_or(u32::MAX),
            survey,
            release,
            previous: self.newest().map_or_else(empty, |newest| newest.hash),
            hash: empty(),
            day,
            reason,
        };
        entry.hash = entry.chained();
        self.0.push(entry);
    }
}

fn empty() -> Digest {
    Digest::of("pejling ledger/1", &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> Vec<LedgerEntry> {
        let mut ledger = Ledger::open(Vec::new()).unwrap();
        for (code, day) in [("a", 1), ("b", 2), ("c", 3)] {
            let survey = SurveyCode::parse(code).unwrap();
            ledger.admits(&survey).unwrap();
            ledger.append(
                survey,
                Digest::plain(code.as_bytes()),
                Day::new(2026, 3, day).unwrap(),
            );
        }
        ledger.entries().to_vec()
    }

    #[test]
    fn any_tampering_breaks_the_chain() {
        type Tampering = fn(&mut Vec<LedgerEntry>);
        assert!(Ledger::open(filled()).is_ok());
        let tamperings: [(Tampering, u32); 6] = [
            (|entries| entries[1].release = Digest::plain(b"x"), 2),
            (|entries| entries[0].day = entries[0].day.plus(1), 1),
            (|entries| entries[2].reason = "x".into(), 3),
            (|entries| drop(entries.remove(1)), 2),
            (|entries| entries.swap(0, 1), 1),
            (
                |entries| {
                    // An entry altered with its own hash made anew is caught by the next.
                    entries[0].reason = "x".into();
                    entries[0].hash = entries[0].chained();
                },
                2,
            ),
        ];
        for (tamper, at) in tamperings {
            let mut entries = filled();
            tamper(&mut entries);
            assert_eq!(Ledger::open(entries), Err(Refusal::BrokenLedger(at)));
        }
    }

    #[test]
    fn a_later_release_follows_all_earlier_ones_of_its_survey() {
        let mut ledger = Ledger::open(filled()).unwrap();
        let [a, b, new] = ["a", "b", "new"].map(|code| SurveyCode::parse(code).unwrap());
        let [first, second] = ["a", "a2"].map(|text| Digest::plain(text.as_bytes()));
        assert_eq!(
            ledger.admits_after(&new, &[]),
            Err(Refusal::NotYetReleased(new.clone()))
        );
        assert_eq!(ledger.admits_after(&a, &[first]), Ok(()));
        let day = Day::new(2026, 4, 1).unwrap();
        ledger.append_for(a.clone(), second, day, "HR asks".into());
        assert_eq!(ledger.admits_after(&a, &[first, second]), Ok(()));
        for other in [&[][..], &[first], &[second, first], &[second]] {
            let refused = Err(Refusal::OtherReleases(a.clone()));
            assert_eq!(ledger.admits_after(&a, other), refused);
        }
        assert_eq!(ledger.of(&a).count(), 2);
        assert_eq!(ledger.of(&b).count(), 1);
        let mut entries = ledger.entries().to_vec();
        assert_eq!(Ledger::open(entries.clone()), Ok(ledger));
        entries[3].reason.clear();
        assert_eq!(Ledger::open(entries), Err(Refusal::BrokenLedger(4)));
    }

    #[test]
    fn a_correction_is_no_release_and_no_reason_of_one() {
        let mut ledger = Ledger::open(filled()).unwrap();
        let [a, b] = ["a", "b"].map(|code| SurveyCode::parse(code).unwrap());
        let [first, said] = ["a", "note"].map(|text| Digest::plain(text.as_bytes()));
        let day = Day::new(2026, 4, 1).unwrap();
        ledger.append_correction(a.clone(), said, &first, day);
        assert_eq!(ledger.of(&a).count(), 1);
        assert_eq!(ledger.admits_after(&a, &[first]), Ok(()));
        assert_eq!(ledger.admits_texts(&a), Ok(()));
        assert!(ledger.admits(&a).is_err());
        let of = |release| ledger.corrections_of(release).count();
        assert_eq!((of(&first), of(&Digest::plain(b"b")), of(&said)), (1, 0, 0));
        assert!(ledger.entries()[3].corrects() == Some(first) && !ledger.entries()[3].is_texts());
        assert_eq!(ledger.of(&b).count(), 1);
        // Nobody can give a release a reason that makes it look like one.
        assert!(is_mark(&ledger.entries()[3].reason) && is_mark("texts"));
        for reason in ["", "correction of a name", "texts of last year", "HR asks"] {
            assert!(!is_mark(reason), "{reason}");
        }
    }

    #[test]
    fn a_second_release_is_refused() {
        let ledger = Ledger::open(filled()).unwrap();
        let survey = SurveyCode::parse("b").unwrap();
        assert!(ledger.knows("b", &Digest::plain(b"b")));
        assert!(!ledger.knows("a", &Digest::plain(b"b")));
        assert_eq!(
            ledger.admits(&survey),
            Err(Refusal::AlreadyReleased(survey))
        );
    }
}
