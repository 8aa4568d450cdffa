//! A municipality whose networks are of several types and areas, whatever department they are in: its release, then one cut by type, then one
//! by area, attacked together. What networks show is settled by the first: cuts alter nothing of it.

use std::time::Duration;

use pejling::disclosure::document::Shown;
use pejling::disclosure::{CutOrder, Ledger};
use pejling::forensics::intruder::attack::attack;
use pejling::forensics::intruder::patience::Patience;
use pejling::forensics::intruder::reading::{read, together};

use crate::municipality::{Likeness, Municipality};

#[test]
fn cuts_by_type_and_area_of_a_whole_municipality_give_nobody_away() {
    let municipality = Municipality::like(
        Likeness {
            departments: 3,
            questions: 2,
            least: 60,
            scale: false,
            crossed: true,
        },
        2,
    );
    let mut ledger = Ledger::open(Vec::new()).unwrap();
    let mut out = vec![municipality.published(&mut ledger).unwrap().0];
    for fact in ["type", "area"] {
        let order = CutOrder::By(fact.into());
        out.push(municipality.supplemented(&out, &order, &mut ledger));
    }
    let cuts = out[1..].iter().flat_map(|release| {
        let document = release.document();
        document.tables.iter().flat_map(|table| &table.cells[1..])
    });
    let told = cuts.filter(|cell| matches!(cell.figures, Shown::Shown(_)));
    let told: Vec<&str> = told.map(|cell| cell.group.as_str()).collect();
    println!("{told:?}");
    assert!(told.len() > 3, "{told:?}");
    let documents: Vec<_> = out
        .iter()
        .map(|release| read(release.to_json()).unwrap())
        .collect();
    together(&documents).unwrap();
    let knowledge = municipality.head_counts();
    knowledge.fits(&documents).unwrap();
    // A busy machine must not make the attacker miss anything.
    let patience = Patience {
        run: Duration::from_mins(3),
        deep: 0,
        ..Patience::default()
    };
    let outcome = attack(&documents, &knowledge, patience, &mut |_| ());
    assert!(outcome.finds.is_empty(), "{}", outcome.words(20));
    assert!(outcome.unfinished.is_empty(), "{:?}", outcome.unfinished);
    assert!(outcome.tried.sets_and_classes > 500, "{:?}", outcome.tried);
}
