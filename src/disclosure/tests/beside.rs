//! What no worlds stand behind: numbers, and whatever is shown beside the counts that the worlds publish again. It is held against the rules, cell
//! by cell.

use crate::disclosure::document::{Cell, Figure, Figures, Shown};
use crate::disclosure::tests::forged::{Made, SOME, raised};

#[test]
fn numbers_are_counted_as_not_proved_and_held_against_their_rules() {
    let made = Made::new(&SOME, 1);
    let verified = made.verdict(|_, _| ()).unwrap();
    assert_eq!(verified.numbers, 1, "{verified:?}");
    let k = made.item("K");
    let group = made.group(k, |_| true);
    let number = |cell: &mut Cell, change: &dyn Fn(&mut Figure, &mut f64)| match &mut cell.figures {
        Shown::Shown(Figures::Number { mean, sd }) => change(&mut mean.value, sd),
        other => panic!("{other:?}"),
    };
    let not = "does not follow";
    made.refused(not, |document, _| {
        number(&mut document.tables[k].cells[group], &|value, _| {
            *value = raised(*value, 1.0);
        });
    });
    made.refused(not, |document, _| {
        number(&mut document.tables[k].cells[group], &|_, sd| *sd += 1.0);
    });
    made.refused("another number of answers", |document, _| {
        document.tables[k].cells[group].base = Shown::Shown(Figure::Exact(40.0));
    });
    made.refused("another number of answers", |_, proof| {
        proof
            .tables
            .iter_mut()
            .find(|proof| proof.table == k)
            .unwrap()
            .answers[0] -= 1;
    });
    made.refused("without proof", |_, proof| {
        proof.tables.retain(|proof| proof.table != k);
    });
    // A network, and a number passed off as shown of a rating.
    let network = made.release.document().groups.len() - 2;
    made.refused("group", |document, _| {
        let shown = document.tables[k].cells[group].clone();
        let code = document.groups[network].id.clone();
        document.tables[k].cells[network] = Cell {
            group: code,
            ..shown
        };
    });
    made.refused(not, |document, _| {
        let shown = document.tables[k].cells[0].figures.clone();
        document.tables[0].cells[0].figures = shown;
    });
}

#[test]
fn what_the_worlds_do_not_compare_is_looked_at_too() {
    let made = Made::new(&SOME, 1);
    let (h, i) = (made.item("H"), made.item("I"));
    // Of several choices the worlds compare the counts: the shares beside them must follow.
    let share = |figures: &mut Shown<Figures>| match figures {
        Shown::Shown(Figures::Options(options)) => options[0].share = Figure::Exact(0.123_456),
        Shown::Shown(Figures::Ranking(ranked)) => ranked[0].top.share = Figure::Exact(0.123_456),
        other => panic!("{other:?}"),
    };
    for table in [h, i] {
        made.refused("does not follow", |document, _| {
            share(&mut document.tables[table].cells[0].figures);
        });
    }
    made.refused("does not follow", |document, _| {
        if let Shown::Shown(Figures::Options(options)) = &mut document.tables[h].cells[0].figures {
            options.push(options[0]);
        }
    });
    // More cells than groups, and cells in another order.
    made.refused("one cell per group", |document, _| {
        let more = document.tables[0].cells[0].clone();
        document.tables[0].cells.push(more);
    });
    made.refused("one cell per group", |document, _| {
        document.tables[0].cells.swap(1, 2);
    });
    // Who answered, told of a group that shows no figures, or exactly where it may be told as a bound only.
    let hidden = |cell: &Cell| matches!(cell.figures, Shown::Hidden(_));
    let cells = &made.release.document().tables[h].cells;
    let place = cells.iter().position(hidden).unwrap();
    made.refused("tells who answered", |document, _| {
        document.tables[h].cells[place].base = Shown::Shown(Figure::Exact(6.0));
    });
    let strata = &made.certificate.strata;
    let stands = |cell: &Cell| strata.iter().position(|stratum| *stratum == cell.group);
    let small = made.group(0, |cell| {
        matches!(cell.base, Shown::Shown(Figure::AtMost(n)) if n < 9.0) && stands(cell).is_some()
    });
    let stratum = stands(&made.release.document().tables[0].cells[small]).unwrap();
    let n = f64::from(made.certificate.tables[0].answers[stratum]);
    made.refused("in another way", |document, _| {
        document.tables[0].cells[small].base = Shown::Shown(Figure::Exact(n));
    });
    made.refused("tells wrongly who did not answer", |document, _| {
        let without = document.tables[0].cells[0].no_answer.as_mut().unwrap();
        without.refused += 1;
    });
    // A group that is hidden for the survey.
    made.refused("is hidden, and shows", |document, _| {
        let group = document
            .groups
            .iter()
            .position(|group| group.id == "m2")
            .unwrap();
        let shown = document.tables[0].cells[small].clone();
        let code = document.groups[group].id.clone();
        document.tables[0].cells[group] = Cell {
            group: code,
            ..shown
        };
    });
}
