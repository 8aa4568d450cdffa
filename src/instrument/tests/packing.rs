//! Packed answers come back as they were, and nothing else is taken for packed answers.

use proptest::prelude::*;

use super::instrument;
use crate::base::Facts;
use crate::instrument::routing::signed;
use crate::instrument::{
    CorruptAnswers, Instrument, Item, ItemKind, Piping, RawAnswer, RawAnswers, built_in,
};

/// An arbitrary answer to an item, mostly of the right kind.
fn answer(item: &Item, codes: Vec<String>) -> BoxedStrategy<RawAnswer> {
    let of_codes = move |most: usize| {
        let most = most.min(codes.len());
        proptest::sample::subsequence(codes.clone(), 1..=most).prop_shuffle()
    };
    let right = match (&item.piping, &item.kind) {
        (Some(Piping::Rows { .. }), _) => of_codes(11)
            .prop_flat_map(|codes| {
                let points = prop::collection::vec(prop::option::of(1_i64..=5), codes.len());
                points.prop_map(move |points| codes.iter().cloned().zip(points).collect())
            })
            .prop_map(RawAnswer::Rows)
            .boxed(),
        (_, ItemKind::Likert { anchors }) => (1..=signed(anchors.len()))
            .prop_map(RawAnswer::Number)
            .boxed(),
        (_, ItemKind::Recommendation) => (0_i64..=10).prop_map(RawAnswer::Number).boxed(),
        (_, ItemKind::Number { min, max }) => (i64::from(*min)..=i64::from(*max))
            .prop_map(RawAnswer::Number)
            .boxed(),
        (_, ItemKind::Single { .. }) => of_codes(1)
            .prop_map(|codes| RawAnswer::Choice(codes[0].clone()))
            .boxed(),
        (_, ItemKind::Multi { max, .. }) => of_codes(*max).prop_map(RawAnswer::Choices).boxed(),
        (_, ItemKind::Rank { top, .. }) => of_codes(*top).prop_map(RawAnswer::Choices).boxed(),
        (_, ItemKind::Text { .. }) => "[a-zæøå€𝄞 \n]{0,40}".prop_map(RawAnswer::Text).boxed(),
    };
    prop_oneof![8 => right, 1 => Just(RawAnswer::DontKnow), 1 => Just(RawAnswer::Refused)].boxed()
}

fn raw(instrument: &Instrument) -> impl Strategy<Value = RawAnswers> + use<> {
    let each = instrument.items().iter().map(|item| {
        let choices = match &item.piping {
            Some(Piping::Rows { from, .. }) => instrument.items()[*from].choices(),
            _ => item.choices(),
        };
        let codes = choices.iter().map(|choice| choice.code.clone()).collect();
        (
            Just(item.id.clone()),
            prop::option::weighted(0.8, answer(item, codes)),
        )
    });
    let each: Vec<_> = each.collect();
    each.prop_map(|each| {
        each.into_iter()
            .filter_map(|(id, raw)| Some((id, raw?)))
            .collect()
    })
}

/// Takes away every answer that has a fault, until none is left.
fn without_faults(instrument: &Instrument, facts: &Facts, mut raw: RawAnswers) -> RawAnswers {
    while let Err(faults) = instrument.validate(facts, &raw) {
        for fault in faults {
            raw.remove(&fault.item);
        }
    }
    raw
}

fn facts() -> Facts {
    let facts = Facts::none()
        .with("facilitator", "yes")
        .with("phase", "after")
        .with("purpose_2", "yes");
    facts.with("role", "self")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_is_packed_comes_back(
        (instrument, raw) in (0_usize..8).prop_flat_map(|which| {
            let instrument = instrument(built_in()[which].0.trim_end_matches(".toml"));
            let raw = raw(&instrument);
            (Just(instrument), raw)
        })
    ) {
        let raw = without_faults(&instrument, &facts(), raw);
        let answers = instrument.validate(&facts(), &raw).unwrap();
        let packed = instrument.pack(&answers);
        prop_assert!(packed.len() <= instrument.packed_limit());
        let back = instrument.unpack(&packed).unwrap();
        prop_assert!(back == answers);
        prop_assert_eq!(instrument.pack(&back), packed);
    }

    #[test]
    fn arbitrary_bytes_are_refused_or_mean_themselves(
        mut bytes in prop::collection::vec(0_u8..8, 0..120), which in 0_usize..8
    ) {
        let instrument = instrument(built_in()[which].0.trim_end_matches(".toml"));
        let empty = instrument.validate(&Facts::none(), &RawAnswers::new()).unwrap();
        let mark = instrument.pack(&empty)[..5].to_vec();
        bytes.splice(0..0, mark);
        if let Ok(answers) = instrument.unpack(&bytes) {
            prop_assert_eq!(instrument.pack(&answers), bytes);
        }
    }
}

#[test]
fn the_longest_text_fits_the_limit() {
    let instrument = instrument("dialogpuls");
    let mut raw = RawAnswers::new();
    raw.insert("H4".into(), RawAnswer::Text("€".repeat(140)));
    for (item, code) in [("H1", 5), ("H2", 5)] {
        raw.insert(item.into(), RawAnswer::Number(code));
    }
    raw.insert("H3".into(), RawAnswer::Choice("ja".into()));
    let answers = instrument.validate(&Facts::none(), &raw).unwrap();
    assert_eq!(instrument.pack(&answers).len(), instrument.packed_limit());
}

#[test]
fn says_why_it_cannot_unpack() {
    let (pulse, apv) = (instrument("dialogpuls"), instrument("leder-apv"));
    let empty = pulse.validate(&Facts::none(), &RawAnswers::new()).unwrap();
    let packed = pulse.pack(&empty);
    assert_eq!(
        apv.unpack(&packed).err(),
        Some(CorruptAnswers::OtherInstrument)
    );
    assert_eq!(
        pulse.unpack(&packed[..8]).err(),
        Some(CorruptAnswers::Damaged)
    );
    assert_eq!(pulse.unpack(&[]).err(), Some(CorruptAnswers::Damaged));
    let mut later = packed.clone();
    later[0] = 2;
    assert_eq!(pulse.unpack(&later).err(), Some(CorruptAnswers::Version));
    let mut longer = packed;
    longer.push(0);
    assert_eq!(pulse.unpack(&longer).err(), Some(CorruptAnswers::Damaged));
}
