//! What a certificate says its tables are about: how sensitive questions are, and what makes a scale. A release that does not keep to it is
//! refused, and so is a certificate that leaves it out or says what cannot be; what it says that is not so, whoever has the questionnaire finds.

use crate::disclosure::document::{Cell, Figure, Figures, Shown, Subject};
use crate::disclosure::fixture::Case;
use crate::disclosure::matter::{Class, Matter, Sort};
use crate::disclosure::tests::forged::{ALL, Change, Made, SOME, raised};
use crate::disclosure::verify::{asks, verify};
use crate::disclosure::{Certificate, Refusal};
use crate::instrument::{Instrument, Sensitivity};

/// Whether a score is one of respondents' own.
fn is_own(cell: &Cell) -> bool {
    matches!(cell.base, Shown::Shown(Figure::Exact(_)))
}

/// Changes a score's parts.
fn score(cell: &mut Cell, change: impl Fn(&mut Figure, &mut Option<f64>, &mut (u32, u32))) {
    match &mut cell.figures {
        Shown::Shown(Figures::Score { mean, sd, items }) => change(&mut mean.value, sd, items),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_score_is_worked_out_again_or_held_against_its_items() {
    let made = Made::new(&ALL, 1);
    let verified = made.verdict(|_, _| ()).unwrap();
    assert!(
        verified.scores > 5 && verified.own_scores > 0,
        "{verified:?}"
    );
    let tables = &made.release.document().tables;
    let shown = tables[made.scale()].cells.iter();
    let shown = shown.filter(|cell| matches!(cell.figures, Shown::Shown(_)));
    assert_eq!(verified.scores + verified.own_scores, shown.count());
}

#[test]
fn a_score_that_its_items_do_not_give_is_refused() {
    let made = Made::new(&ALL, 1);
    let scale = made.scale();
    let small = |cell: &Cell| matches!(cell.figures, Shown::Shown(Figures::Small { .. }));
    let first = &made.release.document().tables[0].cells;
    let group = made.group(scale, |cell| {
        !is_own(cell)
            && first
                .iter()
                .any(|one| one.group == cell.group && small(one))
    });
    let not = "is not what the means shown of its items give";
    for by in [0.1, -0.1, 20.0] {
        made.refused(not, |document, _| {
            score(&mut document.tables[scale].cells[group], |value, _, _| {
                *value = raised(*value, by);
            });
        });
    }
    made.refused(not, |document, _| {
        score(&mut document.tables[scale].cells[group], |_, sd, _| {
            *sd = Some(20.0);
        });
    });
    made.refused(not, |document, _| {
        score(&mut document.tables[scale].cells[group], |_, _, items| {
            items.0 = 1;
        });
    });
    made.refused(not, |document, _| {
        let Shown::Shown(Figures::Score { mean, .. }) =
            &mut document.tables[scale].cells[group].figures
        else {
            panic!("no score");
        };
        let interval = mean.interval.as_mut().unwrap();
        interval.low += 0.5;
    });
    made.refused(not, |document, _| {
        let bound = Figure::AtMost(6.0 + f64::from(u32::try_from(group).unwrap()));
        document.tables[scale].cells[group].base = Shown::Shown(bound);
    });
    // The item's mean shown otherwise, or not at all: its worlds, or the score, tell.
    made.refused("table 0", |document, _| {
        let Shown::Shown(Figures::Small { mean, .. }) =
            &mut document.tables[0].cells[group].figures
        else {
            panic!("no small group");
        };
        mean.value = raised(mean.value, 0.1);
    });
}

#[test]
fn a_mean_of_respondents_own_scores_is_refused_where_it_may_not_be_or_cannot_be() {
    let made = Made::new(&ALL, 1);
    let scale = made.scale();
    let own = made.group(scale, is_own);
    let displayed = made.group(scale, |cell| !is_own(cell));
    let cannot = "that its items' answers cannot have";
    for by in [12.0, -12.0, 0.005] {
        made.refused(cannot, |document, _| {
            score(
                &mut document.tables[scale].cells[own],
                |value, _, _| match value {
                    Figure::Exact(x) => *x += by,
                    other => panic!("{other:?}"),
                },
            );
        });
    }
    made.refused(cannot, |document, _| {
        score(&mut document.tables[scale].cells[own], |value, _, _| {
            *value = Figure::AtLeast(90.0);
        });
    });
    // With what the spread is displayed with: another, one below 1, one that no such scores have.
    for sd in [3.0, 0.5, 60.0] {
        made.refused(cannot, |document, _| {
            score(&mut document.tables[scale].cells[own], |_, shown, _| {
                *shown = Some(sd);
            });
        });
    }
    let number = "of another number of respondents";
    made.refused(number, |document, _| {
        document.tables[scale].cells[own].base = Shown::Shown(Figure::Exact(41.0));
    });
    made.refused(number, |_, proof| proof.scores[0].answers[0] += 1);
    made.refused(number, |_, proof| proof.scores.clear());
    made.refused(number, |_, proof| proof.scores[0].table = 0);
    made.refused("a part on a table", |_, proof| {
        let twice = proof.scores[0].clone();
        proof.scores.push(twice);
    });
    made.refused("not the shape", |_, proof| {
        proof.scores[0].answers.pop();
    });
    made.refused("cannot", |document, proof| {
        // More respondents than ballots.
        proof.scores[0].answers[0] += 30;
        let Shown::Shown(Figure::Exact(n)) = &mut document.tables[scale].cells[own].base else {
            panic!("no number");
        };
        *n += 30.0;
    });
    // A network whose items are not shown with all their points.
    let n = made.certificate.scores[0].answers.len();
    made.refused("which it may not", |document, proof| {
        let members = proof.strata.iter().take(n);
        let code = &document.groups[displayed].id;
        let inside: u32 = members
            .zip(&proof.scores[0].answers)
            .filter(|(stratum, _)| {
                let group = document.groups.iter().find(|group| group.id == **stratum);
                *stratum == code || group.is_some_and(|group| group.parent.as_ref() == Some(code))
            })
            .map(|(_, n)| n)
            .sum();
        let cell = &mut document.tables[scale].cells[displayed];
        cell.base = Shown::Shown(Figure::Exact(f64::from(inside)));
        score(cell, |value, _, _| *value = Figure::Exact(61.25));
    });
}

#[test]
fn a_scale_without_what_makes_it_or_made_of_something_else_is_refused() {
    let made = Made::new(&ALL, 1);
    let scale = made.scale();
    let made_of = |tables: &[usize]| Matter::Scale(tables.to_vec());
    assert_eq!(made.certificate.about[scale], made_of(&[0, 1]));
    for (of, told) in [
        (vec![], "names nothing that makes scale trust"),
        (vec![0], "group"),
        (vec![0, 99], "of table 99"),
        (vec![0, scale], "which is no rating"),
        (vec![0, 0], "which is no rating"),
        (vec![0, made.item("C")], "which is no rating"),
        (vec![0, made.item("D")], "group"),
    ] {
        made.refused(told, |_, proof| proof.about[scale] = made_of(&of));
    }
    made.refused("of each table", |_, proof| {
        proof.about.remove(scale);
    });
    made.refused("of each table", |_, proof| proof.about.clear());
    made.refused("what scale trust is made of", |_, proof| {
        proof.about[scale] = proof.about[0].clone();
    });
    made.refused("makes a scale of table 0", |_, proof| {
        proof.about[0] = made_of(&[1]);
    });
    // B is reversed: said otherwise, neither its worlds nor the scores come out.
    made.refused("table 1", |_, proof| {
        let Matter::Question {
            sort: Sort::Rating { reverse, .. },
            ..
        } = &mut proof.about[1]
        else {
            panic!("B is no rating");
        };
        *reverse = false;
    });
    // A rating passed off as a scale, to be looked at less.
    made.refused("group", |document, proof| {
        document.tables[0].about = Subject::Scale("other".into());
        proof.about[0] = made_of(&[made.item("G")]);
        proof.tables.remove(0);
        proof.about[scale] = made_of(&[1]);
    });
}

/// The case with one item of another sensitivity.
fn with(item: usize, sensitivity: Sensitivity) -> Made {
    let mut case = Case::new(&ALL, 3, 3);
    let mut parts = case.instrument.parts().clone();
    parts.items[item].sensitivity = sensitivity;
    case.instrument = Instrument::new(parts);
    Made::of(case)
}

fn class(proof: &mut Certificate, table: usize, is: Class) {
    match &mut proof.about[table] {
        Matter::Question { class, .. } => *class = is,
        Matter::Scale(_) => panic!("a scale has no class"),
    }
}

#[test]
fn a_question_is_shown_for_no_fewer_than_its_own_class_needs() {
    // G as an ordinary question is shown for networks; as a sensitive one, or a most sensitive one, it may not be.
    let lax = with(6, Sensitivity::Ordinary);
    let g = lax.item("G");
    lax.group(
        g,
        |cell| matches!(cell.base, Shown::Shown(Figure::AtMost(n)) if n < 10.0),
    );
    lax.refused("fewer than 10", |_, proof| {
        class(proof, g, Class::Sensitive);
    });
    lax.refused("for the whole only", |_, proof| {
        class(proof, g, Class::MostSensitive);
    });
    // As the engine shows it, each class is kept, and said.
    for (sensitivity, said) in [
        (Sensitivity::Ordinary, Class::Ordinary),
        (Sensitivity::Sensitive, Class::Sensitive),
        (Sensitivity::MostSensitive, Class::MostSensitive),
    ] {
        let made = with(6, sensitivity);
        made.verdict(|_, _| ()).unwrap();
        let about = &made.certificate.about[g];
        assert!(
            matches!(about, Matter::Question { class, .. } if *class == said),
            "{about:?}"
        );
    }
    // What is left over below a level is held against the class, too: see the remainders in `raised`.
}

#[test]
fn thresholds_are_no_lower_than_those_of_the_policy_that_the_release_names() {
    let made = Made::new(&SOME, 1);
    let lower = "lower thresholds than its policy ordinary";
    made.refused(lower, |document, _| document.policy.ordinary = 4);
    made.refused(lower, |document, _| document.policy.sensitive = 9);
    made.refused(lower, |document, _| document.policy.most_sensitive = 19);
    made.refused(lower, |document, _| document.policy.differences = 4);
    made.refused("must not have a lower", |document, _| {
        document.policy.sensitive = 4;
    });
    made.refused("protects nobody", |document, _| {
        document.policy.name = "own".into();
        document.policy.ordinary = 2;
    });
    // Thresholds of one's own hold as they are written.
    let (document, proof) = made.forged(|document, _| document.policy.name = "own".into());
    verify(&document, &proof).unwrap();
}

#[test]
fn whoever_has_the_questionnaire_finds_what_is_not_so() {
    let made = Made::new(&SOME, 1);
    let ask = |instrument: &Instrument, change: Change<'_>| {
        let (document, proof) = made.forged(change);
        match asks(&document, &proof, instrument) {
            Ok(()) => String::new(),
            Err(Refusal::NotProven(told)) => told,
            Err(other) => panic!("{other}"),
        }
    };
    let own = &made.instrument;
    assert_eq!(ask(own, &|_, _| ()), "");
    let (f, g, k, scale) = (made.item("F"), made.item("G"), made.item("K"), made.scale());
    let changes: [(Change<'_>, &str); 8] = [
        (
            &|_, proof| class(proof, g, Class::Ordinary),
            "something else",
        ),
        (
            &|_, proof| class(proof, f, Class::Sensitive),
            "something else",
        ),
        (
            &|_, proof| proof.about[scale] = Matter::Scale(vec![0]),
            "something else",
        ),
        (
            &|_, proof| proof.about[k] = proof.about[0].clone(),
            "something else",
        ),
        (&|_, proof| drop(proof.about.pop()), "something else"),
        (
            &|_, proof| proof.about.push(Matter::Scale(vec![3])),
            "of more tables",
        ),
        (
            &|document, _| document.tables.swap(f, g),
            "about other things",
        ),
        (
            &|document, _| document.survey.instrument = "0".repeat(64),
            "another questionnaire",
        ),
    ];
    for (at, (change, told)) in changes.iter().enumerate() {
        let found = ask(own, *change);
        assert!(found.contains(told), "change {at}: \"{found}\"");
    }
    let mut parts = own.parts().clone();
    parts.digest = crate::base::Digest::plain(b"another");
    let found = ask(&Instrument::new(parts), &|_, _| ());
    assert!(found.contains("another questionnaire"), "{found}");
}

#[test]
fn a_certificate_of_the_format_before_is_refused_and_told_so() {
    let made = Made::new(&SOME, 1);
    let json = made.certificate.to_json().unwrap();
    assert!(Certificate::parse(&json).is_ok());
    let older = json.replacen("certificate/2", "certificate/1", 1);
    assert_eq!(Certificate::parse(&older), Err(Refusal::OldCertificate));
    let bare = "{\"format\":\"pejling.certificate/1\",\"release\":\"\"}";
    assert_eq!(Certificate::parse(bare), Err(Refusal::OldCertificate));
    let told = Refusal::OldCertificate.to_string();
    assert!(
        told.contains("pejling.certificate/1") && told.contains("the version"),
        "{told}"
    );
}
