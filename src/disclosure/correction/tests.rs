//! Tests of corrections: the release stays as it is, what is said of it is shown, and nothing else can be said.

use super::document::{Amendment, CorrectionDocument, FORMAT, NewName, Says};
use super::proof::verify_correction;
use super::{Correction, CorrectionOrder, correct};
use crate::base::{Day, GroupCode, Text};
use crate::disclosure::fixture::Case;
use crate::disclosure::texts::flag::Names;
use crate::disclosure::{CutOrder, Ledger, LedgerEntry, Refusal, Release, ReleaseDocument};

struct Out {
    case: Case,
    release: Release,
    ledger: Ledger,
}

impl Out {
    fn new() -> Self {
        let case = Case::new(&[0, 0, 0, 7, 7, 6, 7, 8, 7], 1, 2);
        let mut ledger = Ledger::open(Vec::new()).unwrap();
        let release = case.protect(&mut ledger).unwrap();
        Self {
            case,
            release,
            ledger,
        }
    }

    fn correct(&mut self, says: Says) -> Result<Correction, Refusal> {
        self.correct_because(says, "Navnet var stavet forkert")
    }

    fn correct_because(&mut self, says: Says, reason: &str) -> Result<Correction, Refusal> {
        let order = CorrectionOrder {
            reason: Text::new(reason, "The name was misspelt"),
            says,
        };
        let names = Names::new(["Anne Prøvegaard", "Bo Tænkt"]);
        let correction = correct(&self.release, &order, &names, day(), &mut self.ledger)?;
        let mut all = self.release.corrections().to_vec();
        all.push(correction.clone());
        self.release = Release::reopen_corrected(self.release.to_json(), all, &self.ledger)?;
        Ok(correction)
    }
}

fn day() -> Day {
    Day::new(2026, 4, 9).unwrap()
}

fn named(names: &[(&str, &str)]) -> Says {
    let names = names.iter().map(|(group, label)| NewName {
        group: (*group).to_owned(),
        label: (*label).to_owned(),
        label_en: None,
    });
    Says::Amended(Amendment {
        note: None,
        names: names.collect(),
    })
}

fn noted(da: &str, en: &str) -> Says {
    Says::Amended(Amendment {
        note: Some(Text::new(da, en)),
        names: Vec::new(),
    })
}

fn label<'a>(document: &'a ReleaseDocument, id: &str) -> &'a str {
    let group = document.groups.iter().find(|group| group.id == id);
    &group.unwrap().label
}

#[test]
fn a_correction_is_shown_and_changes_no_byte_of_the_release() {
    let mut out = Out::new();
    let (json, digest) = (out.release.to_json().to_owned(), *out.release.digest());
    assert_eq!(out.release.presented(), Ok(out.release.document()));
    let swapped = named(&[("t1", "Gruppe t2"), ("t2", " Gruppe t1 ")]);
    let first = out.correct(swapped).unwrap();
    out.correct(noted("To navne var byttet om.", "Two names were mixed up."))
        .unwrap();
    let shown = out.release.presented().unwrap();
    assert_eq!(
        (label(shown, "t1"), label(shown, "t2")),
        ("Gruppe t2", "Gruppe t1")
    );
    let note = Text::new(
        "Rettelse 9. april 2026: To navne var byttet om.",
        "Correction of 9 April 2026: Two names were mixed up.",
    );
    assert_eq!(shown.survey.notes.last(), Some(&note));
    // Nothing else is another.
    let mut same = shown.clone();
    same.survey.notes.pop();
    same.groups.clone_from(&out.release.document().groups);
    assert_eq!(same, *out.release.document());
    assert_eq!(
        (out.release.to_json(), out.release.digest()),
        (json.as_str(), &digest)
    );
    assert_eq!(label(out.release.document(), "t1"), "Gruppe t1");

    // The ledger holds both as entries of their own, of this release, and no release of figures more.
    let entries = out.ledger.entries().to_vec();
    let corrects: Vec<_> = entries.iter().map(LedgerEntry::corrects).collect();
    assert_eq!(corrects, [None, Some(digest), Some(digest)]);
    assert_eq!(entries[1].release, *first.digest());
    let survey = &out.case.survey.code;
    assert_eq!(out.ledger.of(survey).count(), 1);
    assert_eq!(Ledger::open(entries.clone()), Ok(out.ledger.clone()));
    let mut without = entries.clone();
    without.remove(1);
    assert_eq!(Ledger::open(without), Err(Refusal::BrokenLedger(2)));
    let mut other = entries;
    other[1].reason.push('0');
    assert_eq!(Ledger::open(other), Err(Refusal::BrokenLedger(2)));
}

#[test]
fn a_release_is_not_opened_without_its_corrections_nor_with_altered_ones() {
    let mut out = Out::new();
    let plain = out.release.clone();
    let correction = out.correct(named(&[("t1", "Gruppe Et")])).unwrap();
    let (json, ledger) = (plain.to_json(), &out.ledger);
    let refused = Err(Refusal::NotCorrected(out.case.survey.code.clone()));
    assert_eq!(Release::reopen(json, ledger), refused);
    let again = Correction::reopen(correction.to_json(), ledger).unwrap();
    assert_eq!(again, correction);
    let twice = vec![again.clone(), again.clone()];
    assert_eq!(Release::reopen_corrected(json, twice, ledger), refused);
    let opened = Release::reopen_corrected(json, vec![again], ledger).unwrap();
    assert_eq!(opened, out.release);
    // A later correction is not made by somebody who does not know the earlier one.
    let order = CorrectionOrder {
        reason: Text::new("x", "x"),
        says: Says::Withdrawn,
    };
    let names = Names::default();
    let blind = correct(&plain, &order, &names, day(), &mut ledger.clone());
    assert_eq!(
        blind.unwrap_err(),
        Refusal::NotCorrected(out.case.survey.code.clone())
    );

    let text = correction.to_json();
    for altered in [
        text.replacen("Gruppe Et", "Gruppe To", 1),
        text.replacen("2026-04-09", "2026-04-10", 1),
        text.replacen("misspelt", "spelt", 1),
        text.replacen("correction/1", "correction/2", 1),
        text.replacen("\"note\": null", "\"note\": null, \"figure\": 3", 1),
        String::new(),
    ] {
        assert_ne!(altered, text);
        let refused = Correction::reopen(&altered, ledger);
        assert!(
            matches!(refused, Err(Refusal::BadCorrection(_))),
            "{altered}"
        );
    }
    let empty = Ledger::open(Vec::new()).unwrap();
    let stray = Correction::reopen(text, &empty);
    assert!(matches!(stray, Err(Refusal::BadCorrection(_))));
    let other = Case::new(&[0, 0, 0, 7, 7, 6, 7, 8, 7], 3, 4).release();
    assert!(correction.document().fits(plain.document()).is_ok());
    assert!(correction.document().fits(other.document()).is_err());
}

#[test]
fn a_withdrawn_release_is_shown_no_more_and_counts_as_known() {
    let mut out = Out::new();
    let withdrawal = out.correct(Says::Withdrawn).unwrap();
    assert!(withdrawal.withdraws());
    let Err(Refusal::Withdrawn { day: on, .. }) = out.release.presented() else {
        panic!("a withdrawn release is presented")
    };
    assert_eq!(on, day());
    // It is the last that is said of it.
    for says in [Says::Withdrawn, noted("Mere", "More")] {
        let refused = out.correct(says);
        assert!(matches!(refused, Err(Refusal::Withdrawn { .. })));
    }
    assert_eq!(out.ledger.entries().len(), 2);
    // A later cut is audited with it, and cannot be had without it.
    let order = CutOrder::Groups {
        codes: ["t1", "m1"].map(|c| GroupCode::parse(c).unwrap()).to_vec(),
        label: Text::new("Et udsnit", "A cut"),
    };
    let mut alone = out.ledger.clone();
    let refused = out.case.supplement(&[], &order, &mut alone);
    assert!(refused.is_err());
    let first = [out.release.clone()];
    let (second, _) = out
        .case
        .supplement(&first, &order, &mut out.ledger)
        .unwrap();
    assert_eq!(
        second.document().adds_to,
        [out.release.document().digest.clone()]
    );
    assert_eq!(out.ledger.of(&out.case.survey.code).count(), 2);
    assert!(second.presented().is_ok());
    // Nor is there a second first release.
    let again = out.case.protect(&mut out.ledger);
    assert!(matches!(again, Err(Refusal::AlreadyReleased(_))));
}

/// What is refused, and a word of why.
type Row<'a> = (Says, &'a str);

#[test]
fn a_correction_holds_no_figure_and_names_nobody() {
    let mut out = Out::new();
    let long = "å".repeat(401);
    let note = |text: &str| noted(text, "x");
    let name = |text: &str| named(&[("t1", text)]);
    let rows: [Row<'_>; 29] = [
        (note(""), "empty"),
        (note(&long), "longer"),
        (note("to\nlinjer"), "cannot be seen"),
        (note("skjult\u{200b}tegn"), "cannot be seen"),
        (note("bagl\u{202e}æns"), "cannot be seen"),
        (note("Ring på 20 30 40 50"), "telephone"),
        (note("Skriv til a@by.dk"), "address"),
        (note("Det gælder 010190-1234"), "CPR"),
        (note("Spørg Anne Prøvegaard"), "Anne Prøvegaard"),
        (note("Spørg prøvegaard"), "prøvegaard"),
        (note("Spørg direktør Hansen"), "Hansen"),
        (note("Kirsten bad om det"), "Kirsten"),
        (name("Nord 2 34 56 789"), "2 34 56 789"),
        (note("Der var 7 svar"), "a number"),
        (note("Der var ٧ svar"), "a number"),
        (note("Gennemsnittet er 3,7"), "a number"),
        (note("Halvdelen er 50%"), "a number"),
        (note("Svar: ½"), "a number"),
        (noted("Godt", "5 of 6"), "a number"),
        (name(" "), "empty"),
        (name(&"å".repeat(201)), "longer"),
        (name("Nord\tSyd"), "cannot be seen"),
        (name("Nord, tlf. 20304050"), "telephone"),
        (name("Annes netværk"), "Annes"),
        (name("Nord (3,7)"), "a figure"),
        (name("Nord, 50 %"), "a figure"),
        (name("Gruppe t1"), "already"),
        (name("gruppe  T2"), "the same name"),
        (named(&[("x9", "Nord")]), "no group x9"),
    ];
    for (says, why) in rows {
        let refused = out.correct(says.clone());
        assert!(
            matches!(&refused, Err(Refusal::NoCorrection(said)) if said.contains(why)),
            "{says:?}: {refused:?}"
        );
    }
    let twice = named(&[("t1", "Nord"), ("t1", "Syd")]);
    for (says, reason) in [
        (twice, "Grund"),
        (Says::Amended(Amendment::default()), "Grund"),
        (Says::Withdrawn, " "),
        (Says::Withdrawn, "Anne Prøvegaard bad om det"),
        (Says::Withdrawn, "Der var 3 svar for meget"),
    ] {
        let refused = out.correct_because(says, reason);
        assert!(
            matches!(refused, Err(Refusal::NoCorrection(_))),
            "{refused:?}"
        );
    }
    assert_eq!(out.ledger.entries().len(), 1);
    // What is right may be said: words of the release itself, years, names with a number.
    let labelled = named(&[("t1", "Hold 3 Nord"), ("m1", "Bo og daglig leder")]);
    out.correct(labelled).unwrap();
    // A number in a name of a group is none, before and after; beside one it is.
    let both = noted("Hold 3 Nord hed før Gruppe t1.", "Hold 3 Nord.");
    out.correct(both).unwrap();
    for text in ["Hold 35 Nord", "Hold 3 Nord har 5", "Hold 3 og 4"] {
        let refused = out.correct(note(text));
        assert!(matches!(refused, Err(Refusal::NoCorrection(_))), "{text}");
    }
    // A code of the release may stand, though a digit is in it.
    let right = noted("I t1 stod »Gruppe t2« i 2025 forkert.", "In t1.");
    // A code that the release does not have may not.
    let refused = out.correct(note("I t08 stod det forkert."));
    assert!(matches!(refused, Err(Refusal::NoCorrection(_))));
    out.correct(right.clone()).unwrap();
    let again = out.correct(right);
    assert!(matches!(again, Err(Refusal::NoCorrection(said)) if said.contains("already")));
    // Every page has room for four notes.
    for text in ["Tredje", "Fjerde"] {
        out.correct(note(text)).unwrap();
    }
    let full = out.correct(note("Femte"));
    assert!(matches!(full, Err(Refusal::NoCorrection(said)) if said.contains("no room")));
    out.correct(name("Et navn til")).unwrap();
}

/// A correction as somebody writes it who does not ask the program, with a digest that fits.
fn forged(release: &Release, reason: &str, says: Says) -> CorrectionDocument {
    let document = CorrectionDocument {
        format: FORMAT.to_owned(),
        survey: release.document().survey.code.clone(),
        release: release.digest().to_string(),
        day: day().to_string(),
        reason: Text::new(reason, reason),
        says,
        digest: String::new(),
    };
    let sealed = Correction::seal(document, day()).unwrap();
    sealed.document().clone()
}

#[test]
fn whoever_checks_a_correction_is_as_strict_as_whoever_makes_one() {
    let mut out = Out::new();
    let first = out.release.clone();
    let made = [
        named(&[("t1", "Gruppe t2"), ("t2", "Gruppe t1")]),
        noted("To navne var byttet om.", "Two names were mixed up."),
        named(&[("t1", "Hold 3 Nord")]),
        Says::Withdrawn,
    ];
    let made: Vec<CorrectionDocument> = made
        .map(|says| out.correct(says).unwrap().document().clone())
        .into();
    let release = first.document();
    let names = Names::new(["Anne Prøvegaard", "Bo Tænkt"]);
    let check = |one: &CorrectionDocument, earlier: &[CorrectionDocument]| {
        let read = CorrectionDocument::parse(&serde_json::to_string(one).unwrap());
        verify_correction(&read.unwrap(), release, earlier, &names)
    };
    for (place, one) in made.iter().enumerate() {
        check(one, &made[..place]).unwrap();
    }
    let why = |refused: Result<(), Refusal>| match refused {
        Err(Refusal::BadCorrection(why)) => why,
        other => panic!("{other:?}"),
    };
    // Nothing is said after a withdrawal, nothing twice, and of two orders one is right.
    assert!(why(check(&made[1], &made)).contains("withdrawn"));
    assert!(why(check(&made[1], &made[..2])).contains("already"));
    let late = forged(&first, "Grund", named(&[("t1", "Gruppe t2")]));
    assert!(why(check(&late, &made[..1])).contains("already"));

    let good = "Grund";
    let note = |text: &str| noted(text, "x");
    let Says::Amended(mut hiding) = named(&[("t1", "kun 4")]) else {
        panic!("names are amended")
    };
    hiding.note = Some(Text::new("I Nord var kun 4 enige", "x"));
    let rows: [(&str, Says, &str); 14] = [
        (good, Says::Amended(hiding), "holds a number"),
        (good, note("I Nord var kun4 enige"), "holds a number"),
        (good, named(&[("t1", "Annes netværk")]), "Annes"),
        (good, named(&[("t1", "Prøvegaards gruppe")]), "Prøvegaard"),
        (good, note("Spørg Anne Prøvegaard"), "Anne"),
        ("Bo Tænkt bad om det", Says::Withdrawn, "Tænkt"),
        (good, named(&[("t1", "Nord (4 af 5 uenige)")]), "a figure"),
        (good, note("Gennemsnittet er 3,7"), "a number"),
        ("Der var 3 svar for meget", Says::Withdrawn, "a number"),
        (good, note("Det gælder 010190-1234"), "CPR"),
        (good, named(&[("t1", "gruppe  T2")]), "the same name"),
        (good, named(&[("t1", "Nord"), ("t1", "Syd")]), "two names"),
        (good, named(&[("t1", " Nord ")]), "not written as"),
        (good, Says::Amended(Amendment::default()), "nothing"),
    ];
    for (reason, says, told) in rows {
        let forged = forged(&first, reason, says);
        // It is about the release, and its digest fits: that alone refuses nothing.
        forged.fits(release).unwrap();
        let refused = why(check(&forged, &[]));
        assert!(refused.contains(told), "{told}: {refused}");
        // Nor does it help to hide behind another that is right.
        assert!(check(&made[0], &[forged]).is_err(), "{told}");
    }
    // Names of those invited are known to nobody who was not told them.
    let unknown = forged(&first, good, named(&[("t1", "Prøvegaards gruppe")]));
    verify_correction(&unknown, release, &[], &Names::default()).unwrap();
}

#[test]
fn a_new_name_of_a_group_counts_nobody() {
    let mut out = Out::new();
    for text in [
        "Nord (4 af 5 uenige)",
        "Nord, 4 uenige",
        "Nord – svar: 6",
        "North, out of 5",
        "Nord 4/5",
        "Hold 3, 4",
        "Hold 3B4",
        "Hold ½",
        "Hold ٣",
    ] {
        let refused = out.correct(named(&[("t1", text)]));
        assert!(
            matches!(&refused, Err(Refusal::NoCorrection(said)) if said.contains("a figure")),
            "{text}: {refused:?}"
        );
    }
    assert_eq!(out.ledger.entries().len(), 1);
    // A name with its number, another number, and two names that were mixed up.
    for names in [
        &[("t1", "Netværk 7")][..],
        &[("t1", "Netværk B08")],
        &[("t2", "Gruppe t1"), ("t1", "Gruppe t2")],
        &[("t1", "De seks af Nord")],
    ] {
        out.correct(named(names)).unwrap();
    }
}

#[test]
fn a_name_in_english_is_not_lost_when_the_danish_one_is_put_better() {
    let mut out = Out::new();
    let order = CutOrder::Groups {
        codes: ["t1", "m1"].map(|c| GroupCode::parse(c).unwrap()).to_vec(),
        label: Text::new("Et udsnit", "A cut"),
    };
    let first = [out.release.clone()];
    let made = out.case.supplement(&first, &order, &mut out.ledger);
    out.release = made.unwrap().0;
    let called = |english: Option<&str>| {
        Says::Amended(Amendment {
            note: None,
            names: vec![NewName {
                group: "cut-2-1".to_owned(),
                label: "Et bedre udsnit".to_owned(),
                label_en: english.map(str::to_owned),
            }],
        })
    };
    let refused = out.correct(called(None));
    assert!(
        matches!(&refused, Err(Refusal::NoCorrection(said)) if said.contains("--name-en") && said.contains("A cut")),
        "{refused:?}"
    );
    out.correct(called(Some("A cut"))).unwrap();
    let shown = out.release.presented().unwrap();
    let group = shown.groups.iter().find(|group| group.id == "cut-2-1");
    assert_eq!(group.unwrap().label_en.as_deref(), Some("A cut"));
    assert_eq!(label(shown, "cut-2-1"), "Et bedre udsnit");
}
