//! The bare cost of one complete answer's cryptography, and of a stratum's key at launch.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use pejling::ballot::blind::{BlindSigner as _, BlindVerifier as _, Prepared, StratumKey, client};
use pejling::ballot::{Ballot, Nonce, SurveyKeys};
use pejling::base::{Entropy, GroupCode, SurveyCode};

#[expect(
    clippy::expect_used,
    reason = "a benchmark that cannot be set up has nothing to measure"
)]
fn crypto(criterion: &mut Criterion) {
    let mut entropy = Entropy::seeded(1);
    let survey = SurveyCode::parse("bench").expect("a code");
    let group = GroupCode::parse("group").expect("a code");
    let key = StratumKey::generate(&mut entropy);
    let public = key.public();
    let prepared = |nonce: &Nonce| Prepared::new(&survey, &group, public.kid(), nonce);
    let nonce = Nonce::random(&mut entropy);
    let pending = client::blind(public, prepared(&nonce), &mut entropy);
    let reply = key
        .blind_sign(pending.blinded(), &mut entropy)
        .expect("signed");
    let signature = pending.finalize(public, &reply).expect("a signature");

    criterion.bench_function("blind_sign", |b| {
        b.iter(|| key.blind_sign(black_box(pending.blinded()), &mut entropy));
    });
    criterion.bench_function("verify", |b| {
        b.iter(|| public.verify(black_box(pending.prepared()), &signature));
    });
    criterion.bench_function("blind and finalize", |b| {
        b.iter(|| {
            client::blind(public, prepared(&nonce), &mut entropy)
                .finalize(public, black_box(&reply))
                .is_ok()
        });
    });
    let keys = SurveyKeys::generate(&[], &mut entropy, |_| ());
    let ballot = Ballot {
        stratum: 1,
        nonce,
        signature,
        answers: vec![7; 4096],
    };
    criterion.bench_function("seal 4 KiB", |b| {
        b.iter(|| keys.seal(&survey, black_box(&ballot), 4096, &mut entropy));
    });
    let sealed = keys
        .seal(&survey, &ballot, 4096, &mut entropy)
        .expect("sealed");
    let opener = keys.box_key(None).expect("no trustee");
    criterion.bench_function("open 4 KiB", |b| {
        b.iter(|| opener.open(&survey, black_box(&sealed)).is_ok());
    });
    let stored = key.to_bytes();
    criterion.bench_function("read a stored key", |b| {
        b.iter(|| StratumKey::from_bytes(black_box(&stored)).is_ok());
    });
    let mut group = criterion.benchmark_group("launch");
    group.sample_size(50);
    group.bench_function("generate a stratum's key", |b| {
        b.iter(|| StratumKey::generate(&mut entropy));
    });
    group.finish();
}

criterion_group!(benches, crypto);
criterion_main!(benches);
