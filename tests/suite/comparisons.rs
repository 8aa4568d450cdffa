//! Comparisons through the engine: a municipality in which nothing differs, asked twice, and what its reports claim.
//!
//! Everybody's answers are drawn alike, so whatever a report calls higher, lower, risen or fallen is a false claim. The control is a
//! reference far away, from which nearly every network is told apart.

use pejling::base::{GroupCode, Lang};
use pejling::disclosure::document::{Figure, Shown};
use pejling::disclosure::{Ledger, Release};
use pejling::report::overview::{Against, ComparedRow, Comparison, Difference};
use pejling::report::{Audience, Block, Earlier, Reference, Sources, compose};

use crate::municipality::{Likeness, Municipality, instrument};

const FAR: &str = r#"
name = { da = "Langt væk", en = "Far away" }
source = { da = "Konstrueret", en = "Constructed" }
year = 2025
template = "m1"
scale = [{ code = "s", mean = 15, sd = 18, n = 1000 }]
"#;

/// What a municipality drawn from this seed publishes, and the same read from its file.
fn release(seed: u64) -> (Release, Release) {
    let likeness = Likeness {
        departments: 8,
        questions: 2,
        least: 80,
        scale: true,
        crossed: false,
    };
    let mut ledger = Ledger::open(Vec::new()).unwrap();
    let municipality = Municipality::like(likeness, seed);
    let (release, _) = municipality.published(&mut ledger).unwrap();
    let file = Release::reopen(release.to_json(), &ledger).unwrap();
    (release, file)
}

/// The rows of all shown groups, with what they are held against.
fn rows(now: &Release, then: &Release) -> Vec<(Against, ComparedRow)> {
    let instrument = instrument(2, true);
    let reference = Reference::parse(FAR, &instrument).unwrap();
    let sources = Sources {
        earlier: Some(Earlier {
            instrument: &instrument,
            release: then,
        }),
        outside: Some(&reference),
        ..Sources::alone(now)
    };
    let mut rows = Vec::new();
    for group in &now.document().groups {
        if matches!(group.size, Shown::Hidden(_)) {
            continue;
        }
        let code = GroupCode::parse(&group.id).unwrap();
        let report = compose(&instrument, &sources, &code, Lang::En, Audience::Hr).unwrap();
        for block in report.blocks() {
            if let Block::Change(Comparison {
                against, rows: own, ..
            })
            | Block::Standing(Comparison {
                against, rows: own, ..
            }) = block
            {
                rows.extend(own.iter().map(|row| (*against, row.clone())));
            }
        }
    }
    rows
}

fn claims(row: &ComparedRow) -> bool {
    ["higher than", "lower than", "risen", "fallen"]
        .iter()
        .any(|word| row.words.contains(word))
}

fn number(figure: Figure) -> f64 {
    let (Figure::Exact(x) | Figure::AtLeast(x) | Figure::AtMost(x)) = figure;
    x
}

#[test]
fn where_nothing_differs_at_most_one_in_twenty_is_claimed_and_far_away_is_told_apart() {
    let ((now, now_file), (then, then_file)) = (release(21), release(22));
    let rows = rows(&now, &then);
    // The files have all that is needed; and another release would give something else.
    assert_eq!(rows, self::rows(&now_file, &then_file));
    assert_ne!(rows, self::rows(&now, &now_file));
    let of = |against| {
        let own = rows.iter().filter(move |(other, _)| *other == against);
        let own: Vec<&ComparedRow> = own.map(|(_, row)| row).collect();
        let claimed = own.iter().filter(|row| claims(row)).count();
        (own.len(), claimed)
    };
    for against in [Against::Whole, Against::Parent, Against::Earlier] {
        let (all, claimed) = of(against);
        assert!(all > 40, "{against:?}: {all}");
        assert!(20 * claimed <= all, "{against:?}: {claimed} of {all}");
    }
    let (all, claimed) = of(Against::Outside);
    assert!(10 * claimed >= 9 * all, "{claimed} of {all}");
    println!(
        "claimed: whole {:?}, unit {:?}, earlier {:?}, far away {:?}",
        of(Against::Whole),
        of(Against::Parent),
        of(Against::Earlier),
        (claimed, all)
    );
    for (_, row) in &rows {
        // Here less there, as both are displayed.
        let apart = number(row.here.value) - number(row.there.value);
        match row.difference {
            Difference::Points { value, interval } => {
                assert!((value - apart).abs() < 1e-3, "{row:?}");
                assert!(interval.low < value && value < interval.high, "{row:?}");
            }
            Difference::Bound(Figure::AtLeast(least)) => assert!(least <= apart + 1e-9, "{row:?}"),
            Difference::Bound(Figure::AtMost(most)) => assert!(most >= apart - 1e-9, "{row:?}"),
            other => assert_eq!(other, Difference::Untold, "{row:?}"),
        }
    }
}
