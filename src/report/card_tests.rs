//! Cards on networks: what they say at each size, and what none of them says.

use super::model::Block;
use super::overview::Audience;
use super::sample::{networks, report_for, report_of};
use crate::base::Lang;
use crate::disclosure::document::{
    Figure, Figures, Interval, Reason, ReleaseDocument, Shown, Size, Subject,
};
use crate::report::Report;

type Parts = Vec<(String, Vec<String>)>;

fn parts(report: &Report) -> Option<Parts> {
    report.blocks().iter().find_map(|block| match block {
        Block::Card(card) => Some(card.parts.clone()),
        _ => None,
    })
}

fn of(document: &ReleaseDocument, lang: Lang) -> Parts {
    parts(&report_of(document, "k0", lang, Audience::Hr)).unwrap()
}

fn part<'a>(parts: &'a Parts, heading: &str) -> &'a [String] {
    let found = parts.iter().find(|(own, _)| own == heading);
    found.map_or(&[], |(_, said)| said.as_slice())
}

/// Gives the first network's score on "Dynamik" this interval of its own.
fn own_interval(document: &mut ReleaseDocument, own: Option<(f64, f64)>) {
    let cell = &mut document.tables.last_mut().unwrap().cells[1];
    let Shown::Shown(Figures::Score { mean, .. }) = &mut cell.figures else {
        panic!("{cell:?}")
    };
    mean.interval = own.map(|(low, high)| Interval { low, high });
}

#[test]
fn a_small_network_gets_words_and_no_probability() {
    let card = parts(&report_for("n1", Lang::Da, Audience::Hr)).unwrap();
    assert_eq!(
        part(&card, "Grundlag"),
        [
            "Netværk, med facilitator.",
            "6 af 7 har svaret.",
            "Usikkerheden er omkring 17 point til hver side af en score (0–100)."
        ]
    );
    // At least 70 of six answers is good whatever it is; 48 may be either.
    assert_eq!(
        part(&card, "Ligger noget godt?"),
        ["»Værdi« ligger sandsynligvis godt."]
    );
    assert_eq!(
        part(&card, "Ligger noget lavt?"),
        ["Tallene viser ikke, at nogen skala ligger lavt."]
    );
    let unknown = part(&card, "Det ved vi ikke").join(" ");
    assert!(
        unknown.contains("Om »Dynamik« ligger godt eller lavt"),
        "{unknown}"
    );
    assert!(unknown.contains("Hvad den ene, der ikke svarede, mener."));
    let next = part(&card, "Næste skridt").join(" ");
    assert!(
        next.starts_with("Tal med medlemmerne og facilitatoren"),
        "{next}"
    );
    assert!(next.contains("Hvornår kørte vi sidst i ring"), "{next}");
}

#[test]
fn from_ten_answers_on_probabilities_are_rounded_down() {
    // n 12, sigma 14: v = 16.3, B = 0.102, mean 0.102 * 65 + 0.898 * 45 = 47.0, sd 3.83: P(under 50) = 0.78; at 44 it is 0.84.
    let low = |score: f64| {
        let mut document = networks(&[(12, Some(Figure::Exact(score)))]);
        own_interval(&mut document, Some((0.0, 55.0)));
        of(&document, Lang::Da)
    };
    assert_eq!(part(&low(45.0), "Ligger noget lavt?"), [""; 0]);
    assert_eq!(
        part(&low(44.0), "Ligger noget lavt?"),
        [
            "»Dynamik« ligger sandsynligvis lavt (44,0; sandsynlighed mindst 0,80).",
            "Et lavt tal siger, hvad der skal tales om, ikke hvad der skal besluttes."
        ]
    );
    assert_eq!(
        part(&low(10.0), "Ligger noget lavt?"),
        [
            "»Dynamik« ligger sandsynligvis lavt (10,0; sandsynlighed mindst 0,95).",
            "Et lavt tal siger, hvad der skal tales om, ikke hvad der skal besluttes."
        ]
    );
    // Two scores that lie near each other give the same words: the probability tells nothing finer than the score does.
    let words = |score| part(&low(score), "Ligger noget lavt?")[0].replace("43,9", "44,0");
    assert_eq!(words(43.9), words(44.0));
}

#[test]
fn what_is_taken_beforehand_is_not_enough_by_itself() {
    // Six answers with a score of 62: the prior carries them over 55, but their own interval reaches down under 50.
    let good = |interval| {
        let mut document = networks(&[(6, Some(Figure::Exact(62.0)))]);
        own_interval(&mut document, interval);
        part(&of(&document, Lang::Da), "Ligger noget godt?").to_vec()
    };
    let said = ["»Dynamik« ligger sandsynligvis godt."];
    assert_eq!(good(Some((50.0, 74.0))), said);
    assert_eq!(good(Some((49.9, 74.1))), [""; 0]);
    assert_eq!(good(None), [""; 0]);
    let low = |interval| {
        let mut document = networks(&[(12, Some(Figure::Exact(40.0)))]);
        own_interval(&mut document, interval);
        part(&of(&document, Lang::Da), "Ligger noget lavt?").len()
    };
    assert_eq!(low(Some((25.0, 55.0))), 2);
    assert_eq!(low(Some((24.0, 55.1))), 0);
    // On other items than the whole's, no score bears anything.
    let mut other = networks(&[(6, Some(Figure::Exact(62.0)))]);
    own_interval(&mut other, Some((50.0, 74.0)));
    let items = ["B14", "B15"].map(|id| Subject::Item(id.to_owned()));
    let mut tables = other.tables.iter_mut();
    let table = tables.find(|table| items.contains(&table.about)).unwrap();
    table.cells[1].figures = Shown::Hidden(Reason::ProtectsAnother);
    assert_eq!(part(&of(&other, Lang::Da), "Ligger noget godt?"), [""; 0]);
}

#[test]
fn where_networks_are_all_alike_none_is_singled_out() {
    let good = |count: usize| {
        let mut document = networks(&vec![(6, Some(Figure::Exact(75.0))); count]);
        own_interval(&mut document, Some((61.0, 89.0)));
        part(&of(&document, Lang::Da), "Ligger noget godt?").len()
    };
    assert_eq!((good(19), good(20)), (1, 0));
}

#[test]
fn too_little_to_go_on_is_a_full_outcome_with_the_cheapest_next_step() {
    let heading = "Ikke tilstrækkeligt grundlag";
    let open = of(&networks(&[(6, Some(Figure::Exact(50.0)))]), Lang::Da);
    assert!(part(&open, heading)[0].starts_with("Tallene viser hverken, at nogen"));
    assert_eq!(part(&open, "Ligger noget godt?"), [""; 0]);
    let hidden = parts(&report_for("n3", Lang::Da, Audience::Hr)).unwrap();
    assert!(part(&hidden, heading)[0].starts_with("For få svar"));
    assert!(part(&hidden, heading)[1].contains("siger intet om, hvordan det går"));
    assert_eq!(
        part(&hidden, "Det ved vi ikke")[0],
        "Hvordan det går i netværket."
    );
    assert_eq!(part(&hidden, "Sådan læses kortet"), [""; 0]);
    let basis = part(&hidden, "Grundlag").join(" ");
    // Of a hidden network no facts are known: nothing is said of a facilitator, not even that there is none.
    assert_eq!(basis, "Netværk.");
    let next = part(&hidden, "Næste skridt").join(" ");
    assert!(
        next.contains("en samtale i netværket på næste møde"),
        "{next}"
    );
    // Few of many, however good their answers are.
    let mut few = networks(&[(6, Some(Figure::Exact(95.0)))]);
    own_interval(&mut few, Some((80.0, 100.0)));
    assert_eq!(part(&of(&few, Lang::Da), heading), [""; 0]);
    few.groups[1].size = Shown::Shown(Size {
        invited: 11,
        answered: 6,
    });
    let few = of(&few, Lang::Da);
    assert!(part(&few, heading)[0].starts_with("Færre end 60\u{a0}% har svaret"));
    assert!(part(&few, "Det ved vi ikke")[0].contains("»Dynamik«"));
    for card in [open, hidden, few] {
        let next = part(&card, "Næste skridt").join(" ");
        assert!(
            next.starts_with("Begynd med det nemmeste: en samtale"),
            "{next}"
        );
        assert!(next.contains("dialogpuls"), "{next}");
    }
}

#[test]
fn no_card_says_that_a_network_should_end() {
    for lang in Lang::ALL {
        for score in [Some(Figure::AtMost(5.0)), Some(Figure::Exact(95.0)), None] {
            let mut document = networks(&[(12, score)]);
            if let Some(score) = score {
                let at = super::words::value(score);
                own_interval(&mut document, Some((at - 5.0, at + 5.0)));
            }
            let card = of(&document, lang);
            let said = format!("{card:?}").to_lowercase();
            for word in [
                "luk",
                "nedlæg",
                "afvikl",
                "ophør",
                "close",
                "abolish",
                "terminate",
            ] {
                assert!(!said.contains(word), "{word}: {said}");
            }
        }
    }
}

#[test]
fn only_human_resources_get_a_card_and_only_on_a_network() {
    for reader in [Audience::Members, Audience::Manager] {
        for group in ["n1", "n3"] {
            assert_eq!(parts(&report_for(group, Lang::Da, reader)), None);
        }
    }
    assert_eq!(parts(&report_for("alle", Lang::Da, Audience::Hr)), None);
    let mut unit = networks(&[(12, Some(Figure::Exact(70.0)))]);
    unit.groups[1].kind = "unit".to_owned();
    assert_eq!(parts(&report_of(&unit, "k0", Lang::Da, Audience::Hr)), None);
}
