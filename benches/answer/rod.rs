//! The yardstick: what the cryptography of one answer costs by itself, measured between the rounds of what it is compared with.

use std::hint::black_box;

use pejling::ballot::blind::{
    BYTES, BlindSigner as _, BlindVerifier as _, Prepared, StratumKey, client,
};
use pejling::ballot::{Ballot, Nonce, SurveyKeys};
use pejling::base::{Entropy, Facts, GroupCode, SurveyCode};
use pejling::instrument::{RawAnswers, Template, built_in};

use crate::TEMPLATE;
use crate::cpu;

/// One blind signature, one verification, one seal, ready to be done again and again.
pub(crate) struct Rod {
    key: StratumKey,
    keys: SurveyKeys,
    survey: SurveyCode,
    prepared: Prepared,
    blinded: [u8; BYTES],
    ballot: Ballot,
    padded: usize,
    entropy: Entropy,
}

impl Rod {
    /// For answers to the template that the server is asked for, sealed at the same size.
    pub(crate) fn new(answers: &serde_json::Value) -> Self {
        let mut entropy = Entropy::seeded(1);
        let source = built_in().iter().find(|(name, _)| name.contains(TEMPLATE));
        let template = Template::parse(source.unwrap().1).unwrap();
        let instrument = template.field(None).unwrap();
        let raw: RawAnswers = serde_json::from_value(answers.clone()).unwrap();
        let answers = instrument.validate(&Facts::none(), &raw).unwrap();
        let survey = SurveyCode::parse("bench").unwrap();
        let group = GroupCode::parse("group").unwrap();
        let key = StratumKey::generate(&mut entropy);
        let nonce = Nonce::random(&mut entropy);
        let prepared = |nonce: &Nonce| Prepared::new(&survey, &group, key.public().kid(), nonce);
        let pending = client::blind(key.public(), prepared(&nonce), &mut entropy);
        let reply = key.blind_sign(pending.blinded(), &mut entropy).unwrap();
        let signature = pending.finalize(key.public(), &reply).unwrap();
        Self {
            prepared: prepared(&nonce),
            blinded: *pending.blinded(),
            ballot: Ballot {
                stratum: 1,
                nonce,
                signature,
                answers: instrument.pack(&answers),
            },
            padded: instrument.packed_limit(),
            keys: SurveyKeys::generate(&[], &mut entropy, |_| ()),
            key,
            survey,
            entropy,
        }
    }

    /// Microseconds of CPU for one answer's cryptography, as the mean of many.
    pub(crate) fn measure(&mut self, times: u32) -> f64 {
        let before = cpu::of_this_thread();
        for _ in 0..times {
            let key = &self.key;
            let blinded = black_box(&self.blinded);
            black_box(key.blind_sign(blinded, &mut self.entropy).unwrap());
            let signature = black_box(&self.ballot.signature);
            key.public().verify(&self.prepared, signature).unwrap();
            let ballot = black_box(&self.ballot);
            let sealed = self
                .keys
                .seal(&self.survey, ballot, self.padded, &mut self.entropy);
            black_box(sealed.unwrap());
        }
        (cpu::of_this_thread() - before) / f64::from(times)
    }

    /// Bytes of a sealed ballot.
    pub(crate) fn sealed_size(&mut self) -> usize {
        let sealed = self
            .keys
            .seal(&self.survey, &self.ballot, self.padded, &mut self.entropy);
        sealed.unwrap().sealed.len()
    }
}
